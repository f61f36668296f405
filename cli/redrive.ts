import { findToGoOn, type ToGoOn } from "../tui/execution/going-on.ts";
import { type Verb, validateInput } from "../workflows/contract.ts";
import { type Consent, consentBy, followCleanUp } from "./clean-up.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import type { ReportFiles } from "./report-files.ts";
import type { ReportOptions } from "./report-options.ts";
import { reportOn } from "./validate.ts";
import { giveReports, openReports } from "./validation-reports.ts";

interface Going {
  executionArn: string;
  verb: Verb;
}

/**
 * `handrail redrive`: the newest clean-up or validation goes on from where it failed or was cut short. One that runs still,
 * because only the command that had begun it was killed, is followed to its end.
 */
export async function redrive(
  { yes = false, junit, json, html, ...options }: PlaceOptions & ReportOptions & { yes?: boolean },
  output: Output,
): Promise<Ended> {
  const files = await openReports({ junit, json, html });
  return await withLab(options, output, (lab) => redriveLab(lab, yes, output, files));
}

/** @throws Problem where there is nothing to go on with, or it has no reports of the kind that is asked for */
export async function redriveLab(
  lab: OpenLab,
  yes: boolean,
  output: Output,
  files: ReportFiles = {},
): Promise<Ended> {
  const last = await findToGoOn(lab.orchestrator, lab.guide.id);
  const option = Object.keys(files).find((name) => files[name] !== undefined);
  if (option && ("found" in last ? last.found : last.runs)?.verb === "clean-up")
    throw new Problem(`It is a clean-up that goes on, and only a validation has a report for --${option}.`);
  const { verb, executionArn } = await goOn(lab, last, consentBy(yes), output);
  if (verb === "clean-up") return await followCleanUp(lab, executionArn, consentBy(yes), output);
  const { walk, red } = validateInput.parse(await lab.orchestrator.input(executionArn));
  return await giveReports(
    await reportOn(lab, { executionArn, walk, red, isKept: true }, output),
    files,
    output,
  );
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
