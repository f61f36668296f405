import { estimateValidation } from "../tasks/labs/estimate.ts";
import { planWalk } from "../tasks/labs/plan-walk.ts";
import { followValidation } from "../tui/headless/validation/follow.ts";
import { makeReport } from "../tui/headless/validation/make-report.ts";
import type { ValidationReport } from "../tui/headless/validation/report.ts";
import { estimateInWords } from "../tui/text/estimate-words.ts";
import type { ValidateInput } from "../workflows/contract.ts";
import { chooseSuffix } from "./choose-suffix.ts";
import { codeOfSignal, interruptible } from "./interruptible.ts";
import { findLab, findStep } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import type { ReportOptions } from "./report-options.ts";
import { giveReports, openReports } from "./validation-reports.ts";

/** What `handrail validate` is told besides where to work. */
export interface ValidateOptions extends PlaceOptions, ReportOptions {
  /** The steps to prove; absent, all. */
  step?: string[];
}

/**
 * `handrail validate`: proves a lab, and cleans it up, whatever went wrong before.
 *
 * Unless a home is named it works in an account that is gone afterwards: a participant's own must not be cleaned up
 * because somebody piped the program's output.
 */
export async function validate(
  { step, junit, json, html, ...options }: ValidateOptions,
  output: Output,
): Promise<Ended> {
  for (const id of step ?? []) findStep(findLab(options.lab), id);
  const files = await openReports({ junit, json, html });
  const fresh = !options.aws && options.home === undefined && !process.env.HANDRAIL_HOME;
  const place = options.aws
    ? options
    : { ...options, ephemeral: options.ephemeral ?? fresh, pace: options.pace ?? "instant" };
  return await withLab(place, output, async (lab) => {
    return await giveReports(await validateLab(lab, step, output, !place.ephemeral), files, output);
  });
}

/**
 * Has the lab proven, tells how it goes, and reports.
 *
 * @param isKept whether the account is there still once the command has ended
 */
export async function validateLab(
  lab: OpenLab,
  steps: readonly string[] | undefined,
  output: Output,
  isKept = true,
): Promise<ValidationReport> {
  const { connection, orchestrator, guide, template } = lab;
  const { place, accountId, region } = connection;
  output.tell(`${guide.title} in the ${place} account ${accountId}, ${region}`);
  const { suffix } = await chooseSuffix(lab, { ...output, canAsk: false });
  const walk = planWalk(guide, steps);
  output.tell(estimateInWords(estimateValidation(guide, walk, place), place));
  // Where the account is our own, nothing in it can have met a check before.
  const red = place === "local" ? "must" : "should";
  const executionArn = await orchestrator.start("validate-lab", {
    lab: guide.id,
    suffix,
    walk,
    red,
    ...(template ? { template } : {}),
  });
  return await reportOn(lab, { executionArn, walk, red, isKept }, output);
}

/**
 * Follows a validation to its end, tells how it goes, and reports. Ctrl-C and SIGTERM stop the execution, with those that it
 * started: one that went on would change an account in which nobody watches it, and it can be redriven.
 */
export async function reportOn(
  { connection, orchestrator, guide }: OpenLab,
  {
    executionArn,
    walk,
    red,
    isKept,
  }: Pick<ValidateInput, "walk" | "red"> & { executionArn: string; isKept: boolean },
  { tell }: Output,
): Promise<ValidationReport> {
  const { result: followed, signal } = await interruptible(
    async (received) => {
      tell(`${received}: the validation is being stopped. A second one ends Handrail at once.`);
      await orchestrator.stop(executionArn, isKept ? STOPPED : STOPPED_AND_GONE);
    },
    () => followValidation({ orchestrator, guide, walk, tell }, executionArn),
  );
  const { place, accountId, region } = connection;
  const interrupted = signal && codeOfSignal(signal);
  return makeReport({ guide, walk, red, place, accountId, region, interrupted }, followed);
}

/** What a validation that was interrupted says of the account, and of how to go on. */
const STOPPED =
  "It was interrupted, and the lab stands as it was then. With the same options, handrail redrive goes on from there, and handrail clean-up removes the lab.";
const STOPPED_AND_GONE = "It was interrupted, and its account, which was its own, is gone with it.";
