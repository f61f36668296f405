import { findToGoOn } from "../tui/execution/going-on.ts";
import { tellVerdict } from "../tui/headless/validation/tell-verdict.ts";
import { validateInput } from "../workflows/contract.ts";
import { consentBy, followCleanUp } from "./clean-up.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { reportOn } from "./validate.ts";

/** `handrail redrive`: the newest clean-up or validation goes on from where it failed or was cut short. */
export const redrive = (
  { yes = false, ...options }: PlaceOptions & { yes?: boolean },
  output: Output,
): Promise<Ended> => withLab(options, output, (lab) => redriveLab(lab, yes, output));

/** @throws Problem where there is nothing to go on with */
export async function redriveLab(lab: OpenLab, yes: boolean, output: Output): Promise<Ended> {
  const last = await findToGoOn(lab.orchestrator, lab.guide.id);
  if (!("found" in last)) throw new Problem(last.why);
  const { verb, executionArn } = last.found;
  await lab.orchestrator.redrive(executionArn).catch((error: Error) => {
    // In AWS's words: what is too old, or has too long a history, can only be begun anew.
    if (error.name === "ExecutionNotRedrivable") throw new Problem(`It cannot go on. ${error.message}`);
    throw error;
  });
  output.tell(`${executionArn.split(":").at(-1)} goes on where it ended.`);
  if (verb === "clean-up") return await followCleanUp(lab, executionArn, consentBy(yes), output);
  const { walk, red } = validateInput.parse(await lab.orchestrator.input(executionArn));
  const report = await reportOn(lab, { executionArn, walk, red, isKept: true }, output);
  tellVerdict(report, output.tell);
  return { exitCode: report.exitCode, answer: report };
}
