import { writeFile } from "node:fs/promises";
import { planWalk } from "../tasks/labs/plan-walk.ts";
import { redactJson, redactSecrets } from "../tasks/runtime/redact.ts";
import { followValidation } from "../tui/headless/validation/follow.ts";
import { junitOf } from "../tui/headless/validation/junit.ts";
import { makeReport } from "../tui/headless/validation/make-report.ts";
import type { ValidationReport } from "../tui/headless/validation/report.ts";
import { tellVerdict } from "../tui/headless/validation/tell-verdict.ts";
import type { ValidateInput } from "../workflows/contract.ts";
import { chooseSuffix } from "./choose-suffix.ts";
import { findLab, findStep } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";

/** What `handrail validate` is told besides where to work. */
export interface ValidateOptions extends PlaceOptions {
  /** The steps to prove; absent, all. */
  step?: string[];
  /** Files to write: a test report, the whole report as JSON. `json` alone is standard output. */
  junit?: string;
  json?: string | true;
}

/**
 * `handrail validate`: proves a lab, and cleans it up, whatever went wrong before.
 *
 * Unless a home is named it works in an account that is gone afterwards: a participant's own must not be cleaned up
 * because somebody piped the program's output.
 */
export async function validate(
  { step, junit, json, ...options }: ValidateOptions,
  output: Output,
): Promise<Ended> {
  for (const id of step ?? []) findStep(findLab(options.lab), id);
  const fresh = !options.aws && options.home === undefined && !process.env.HANDRAIL_HOME;
  const place = options.aws
    ? options
    : { ...options, ephemeral: options.ephemeral ?? fresh, pace: options.pace ?? "instant" };
  return await withLab(place, output, async (lab) => {
    const report = await validateLab(lab, step, output);
    await write(junit, redactSecrets(junitOf(report)), output);
    if (typeof json === "string") await write(json, `${redactJson(report)}\n`, output);
    tellVerdict(report, output.tell);
    return { exitCode: report.exitCode, answer: report };
  });
}

/** Has the lab proven, tells how it goes, and reports. */
export async function validateLab(
  lab: OpenLab,
  steps: readonly string[] | undefined,
  output: Output,
): Promise<ValidationReport> {
  const { connection, orchestrator, guide, template } = lab;
  const { place, accountId, region } = connection;
  output.tell(`${guide.title} in the ${place} account ${accountId}, ${region}`);
  const { suffix } = await chooseSuffix(lab, { ...output, canAsk: false });
  const walk = planWalk(guide, steps);
  // Where the account is our own, nothing in it can have met a check before.
  const red = place === "local" ? "must" : "should";
  const executionArn = await orchestrator.start("validate-lab", {
    lab: guide.id,
    suffix,
    walk,
    red,
    ...(template ? { template } : {}),
  });
  return await reportOn(lab, { executionArn, walk, red }, output);
}

/** Follows a validation to its end, tells how it goes, and reports. */
export async function reportOn(
  { connection, orchestrator, guide }: OpenLab,
  { executionArn, walk, red }: Pick<ValidateInput, "walk" | "red"> & { executionArn: string },
  { tell }: Output,
): Promise<ValidationReport> {
  const followed = await followValidation({ orchestrator, guide, walk, tell }, executionArn);
  const { place, accountId, region } = connection;
  return makeReport({ guide, walk, red, place, accountId, region }, followed);
}

async function write(path: string | undefined, text: string, { tell }: Output): Promise<void> {
  if (path === undefined) return;
  await writeFile(path, text).catch((error: Error) => {
    throw new Problem(`The report could not be written: ${error.message}.`);
  });
  tell(`Written: ${path}`);
}
