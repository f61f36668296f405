import type { ExecutionListItem } from "@aws-sdk/client-sfn";
import { tellVerdict } from "../tui/headless/validation/tell-verdict.ts";
import { ERRORS, type Verb, validateInput } from "../workflows/contract.ts";
import { consentBy, followCleanUp } from "./clean-up.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { reportOn } from "./validate.ts";

/** The machines that are worth going on with: of the others a new execution does the same. */
const REDRIVEN = ["clean-up", "validate-lab"] as const satisfies Verb[];

/** `handrail redrive`: the newest clean-up or validation goes on from where it failed or was cut short. */
export const redrive = (
  { yes = false, ...options }: PlaceOptions & { yes?: boolean },
  output: Output,
): Promise<Ended> => withLab(options, output, (lab) => redriveLab(lab, yes, output));

/** @throws Problem where there is nothing to go on with */
export async function redriveLab(lab: OpenLab, yes: boolean, output: Output): Promise<Ended> {
  const { verb, execution } = await newest(lab);
  const executionArn = execution.executionArn!;
  await lab.orchestrator.redrive(executionArn).catch((error: Error) => {
    // In AWS's words: what is too old, or has too long a history, can only be begun anew.
    if (error.name === "ExecutionNotRedrivable") throw new Problem(`It cannot go on. ${error.message}`);
    throw error;
  });
  output.tell(`${execution.name} goes on where it ended.`);
  if (verb === "clean-up") return await followCleanUp(lab, executionArn, consentBy(yes), output);
  const { walk, red } = validateInput.parse(await lab.orchestrator.input(executionArn));
  const report = await reportOn(lab, { executionArn, walk, red, isKept: true }, output);
  tellVerdict(report, output.tell);
  return { exitCode: report.exitCode, answer: report };
}

/** @throws Problem where there is none, or it runs or has succeeded */
async function newest({
  orchestrator,
  guide,
}: OpenLab): Promise<{ verb: Verb; execution: ExecutionListItem }> {
  const lists = await Promise.all(
    REDRIVEN.map(async (verb) => ({ verb, execution: (await orchestrator.recent(guide.id, verb))[0] })),
  );
  // A validation's own clean-up begins, and ends, before the validation does: it is the validation that goes on.
  const time = ({ execution }: (typeof lists)[number]) =>
    (execution?.stopDate ?? execution?.startDate)?.getTime() ?? 0;
  const [last] = lists.sort((one, other) => time(other) - time(one));
  if (!last?.execution)
    throw new Problem(`There is no clean-up and no validation of ${guide.id} to go on with.`);
  const { verb, execution } = last;
  if (execution.status === "SUCCEEDED")
    throw new Problem(`The last one, ${execution.name}, succeeded: there is nothing to go on with.`);
  if (execution.status === "RUNNING") throw new Problem(`${execution.name} still runs.`);
  // It failed at its end, after which there is nothing: redriven, it would only be refused again.
  if (verb === "validate-lab" && (await orchestrator.error(execution.executionArn!)) === ERRORS.refused)
    throw new Problem(
      `The last one, ${execution.name}, was refused and did nothing: there is nothing to go on with. Begin anew: handrail validate`,
    );
  return { verb, execution };
}
