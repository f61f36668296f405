import { createInterface } from "node:readline/promises";
import type { ExecutionView } from "../tui/execution/view.ts";
import { tellFindings } from "../tui/headless/findings.ts";
import { tellPlan } from "../tui/headless/plan.ts";
import { tellExecution, tellFailure } from "../tui/headless/print-execution.ts";
import {
  type BuildOutput,
  type CleanUpOutput,
  ERRORS,
  type SolveOutput,
  type VerifyOutput,
} from "../workflows/contract.ts";
import { findLab, findStep } from "./labs.ts";
import { type OpenLab, openLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN, Problem } from "./problem.ts";

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 all well, 1 a check failed or a machine did, 2 something was left behind, 3 could not run. */
async function withLab(options: PlaceOptions, work: (lab: OpenLab) => Promise<number>): Promise<void> {
  const lab = await openLab(options, tell);
  try {
    process.exitCode = await work(lab);
  } finally {
    await lab.connection.close();
  }
}

/** A lab that is not built, or may not be, is no failed check: there was nothing to look at. */
const exitCodeOf = ({ error }: ExecutionView): number =>
  error === ERRORS.labNotFound || error === ERRORS.refused
    ? COULD_NOT_RUN
    : error === ERRORS.leftBehind
      ? 2
      : 1;

/** `handrail build` */
export const build = (options: PlaceOptions): Promise<void> => withLab(options, buildLab);

export async function buildLab({ orchestrator, guide, suffix, template }: OpenLab): Promise<number> {
  tell(`Building ${guide.title}`);
  const input = { lab: guide.id, suffix, ...(template ? { template } : {}) };
  const arn = await orchestrator.start("build-lab", input);
  const view = await tellExecution(orchestrator, arn, tell);
  if (view.status !== "SUCCEEDED") {
    tellFailure(view, tell);
    return exitCodeOf(view);
  }
  const output = view.output as BuildOutput;
  tell(`The stack ${output.stack.name} is in state ${output.stack.status}.`);
  for (const site of output.sites)
    tell(`  ${site.url} answers ${site.status}${site.note ? ` (${site.note})` : ""}`);
  return 0;
}

/** `handrail verify` */
export async function verify(steps: string[], options: PlaceOptions): Promise<void> {
  // Before the account is opened: a slip of the finger should not take seconds to be told.
  for (const step of steps) findStep(findLab(options.lab), step);
  await withLab(options, (lab) => verifySteps(lab, steps));
}

/** Verifies steps (all where none is named) and tells their findings; 0 if each that is not optional is met. */
export async function verifySteps({ orchestrator, guide }: OpenLab, steps: string[]): Promise<number> {
  const wanted = steps.length > 0 ? steps : guide.steps.map((step) => step.id);
  const arn = await orchestrator.start("verify-steps", { lab: guide.id, steps: wanted } as { lab: string });
  const view = await tellExecution(orchestrator, arn, () => {});
  if (view.status !== "SUCCEEDED") {
    tellFailure(view, tell);
    return exitCodeOf(view);
  }
  const { results } = view.output as VerifyOutput;
  for (const result of results) tellFindings(result, tell);
  const optional = new Set(guide.steps.filter((step) => step.optional).map((step) => step.id));
  return results.every((result) => result.status === "met" || optional.has(result.step)) ? 0 : 1;
}

/** `handrail solve` */
export async function solve(step: string, options: PlaceOptions): Promise<void> {
  findStep(findLab(options.lab), step);
  await withLab(options, (lab) => solveStep(lab, step));
}

export async function solveStep({ orchestrator, guide }: OpenLab, step: string): Promise<number> {
  const arn = await orchestrator.start("solve-step", { lab: guide.id, step } as { lab: string });
  const view = await tellExecution(orchestrator, arn, () => {});
  if (view.status !== "SUCCEEDED") {
    tellFailure(view, tell);
    return exitCodeOf(view);
  }
  const output = view.output as SolveOutput;
  for (const action of output.actions) tell(`  ${action.service}:${action.operation}  ${action.summary}`);
  for (const result of output.results) tellFindings(result, tell);
  return 0;
}

/** `handrail clean-up` */
export async function cleanUp({ yes = false, ...options }: PlaceOptions & { yes?: boolean }): Promise<void> {
  if (!yes && !process.stdin.isTTY)
    throw new Problem(
      "There is nobody to ask whether the plan is right. Read it in a terminal, or approve it with --yes.",
    );
  await withLab(options, (lab) => cleanUpLab(lab, yes));
}

export async function cleanUpLab(lab: OpenLab, approved: boolean): Promise<number> {
  const { orchestrator, guide } = lab;
  const approval = approved ? "given" : "ask";
  const arn = await orchestrator.start("clean-up", { lab: guide.id, approval } as { lab: string });
  let asked = false;
  const view = await tellExecution(orchestrator, arn, tell, async ({ approval: pending }) => {
    if (!pending || asked) return;
    asked = true;
    tellPlan(pending.plan, tell);
    await orchestrator.approve(pending.token, await ask(lab));
  });
  if (view.status === "SUCCEEDED") {
    const output = view.output as CleanUpOutput;
    const done = output.stages.flatMap((stage) => stage.done);
    const restored = done.filter((item) => item.action === "restore").length;
    tell(
      done.length === 0
        ? "Clean: nothing of the lab was there."
        : `Clean: ${done.length - restored} removed, ${restored} restored, and nothing of the lab is left.`,
    );
    for (const item of output.foreign) tell(`  left alone: ${item.kind} ${item.name ?? ""} ${item.id}`);
    return 0;
  }
  tellFailure(view, tell);
  return exitCodeOf(view);
}

/** On AWS the account is to be typed out: a habit of pressing "y" must not remove anything there. */
async function ask({ connection }: OpenLab): Promise<{ approved: boolean; by: string }> {
  const word = connection.place === "aws" ? connection.accountId : "yes";
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`Type ${word} to remove this, anything else to leave all as it is: `);
  prompt.close();
  return { approved: answer.trim() === word, by: connection.arn };
}
