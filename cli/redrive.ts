import { findToGoOn, type ToGoOn } from "../tui/execution/going-on.ts";
import { tellVerdict } from "../tui/headless/validation/tell-verdict.ts";
import { type Verb, validateInput } from "../workflows/contract.ts";
import { type Consent, consentBy, followCleanUp } from "./clean-up.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { reportOn } from "./validate.ts";

interface Going {
  executionArn: string;
  verb: Verb;
}

/**
 * `handrail redrive`: the newest clean-up or validation goes on from where it failed or was cut short. One that runs still,
 * because only the command that had begun it was killed, is followed to its end.
 */
export const redrive = (
  { yes = false, ...options }: PlaceOptions & { yes?: boolean },
  output: Output,
): Promise<Ended> => withLab(options, output, (lab) => redriveLab(lab, yes, output));

/** @throws Problem where there is nothing to go on with */
export async function redriveLab(lab: OpenLab, yes: boolean, output: Output): Promise<Ended> {
  const last = await findToGoOn(lab.orchestrator, lab.guide.id);
  const { verb, executionArn } = await goOn(lab, last, consentBy(yes), output);
  if (verb === "clean-up") return await followCleanUp(lab, executionArn, consentBy(yes), output);
  const { walk, red } = validateInput.parse(await lab.orchestrator.input(executionArn));
  const report = await reportOn(lab, { executionArn, walk, red, isKept: true }, output);
  tellVerdict(report, output.tell);
  return { exitCode: report.exitCode, answer: report };
}

/** Has it go on, unless it does so by itself. */
async function goOn(
  { orchestrator }: OpenLab,
  last: ToGoOn<Going>,
  consent: Consent,
  { tell }: Output,
): Promise<Going> {
  if ("found" in last) {
    const { executionArn } = last.found;
    await orchestrator.redrive(executionArn).catch((error: Error) => {
      // In AWS's words: what is too old, or has too long a history, can only be begun anew.
      if (error.name === "ExecutionNotRedrivable") throw new Problem(`It cannot go on. ${error.message}`);
      throw error;
    });
    tell(`${nameOf(executionArn)} goes on where it ended.`);
    return last.found;
  }
  if (!last.runs) throw new Problem(last.why);
  // Its plan may wait for somebody in another terminal, for whom a script is not to answer.
  if (last.runs.verb === "clean-up" && consent === "withheld")
    throw new Problem(`${last.why} If it waits for its plan to be approved, --yes does so.`);
  tell(`${nameOf(last.runs.executionArn)} runs still, and is followed from here.`);
  return last.runs;
}

const nameOf = (executionArn: string): string => executionArn.split(":").at(-1)!;
