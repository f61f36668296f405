import type { ExecutionView } from "../tui/execution/view.ts";
import { waitedFor } from "../tui/execution/view.ts";
import { tellFindings, tellWaiting } from "../tui/headless/findings.ts";
import { tellExecution } from "../tui/headless/print-execution.ts";
import { tellingCalls } from "../tui/headless/solving.ts";
import type { SolveOutput, Verb, VerifyOutput } from "../workflows/contract.ts";
import { findLab, findStep } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import { machineFailed, withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";

/** `handrail verify` */
export async function verify(steps: string[], options: PlaceOptions, output: Output): Promise<Ended> {
  // Before the account is opened: a slip of the finger should not take seconds to be told.
  for (const step of steps) findStep(findLab(options.lab), step);
  return withLab(options, output, (lab) => verifySteps(lab, steps, output));
}

/**
 * Verifies steps and tells their findings; 0 if each is met. Where none is named it is all of them, and the optional ones
 * do not count. One that AWS does not show yet is not met.
 */
export async function verifySteps(lab: OpenLab, steps: readonly string[], output: Output): Promise<Ended> {
  const { guide } = lab;
  const wanted = steps.length > 0 ? steps : guide.steps.map((step) => step.id);
  const view = await follow(lab, "verify-steps", { lab: guide.id, steps: wanted }, output);
  if (view.status !== "SUCCEEDED") return machineFailed(view, output);
  const verified = view.output as VerifyOutput;
  for (const result of verified.results) tellFindings(result, output.tell);
  const counts = new Set(steps.length > 0 ? steps : required(lab));
  const met = verified.results.every(({ step, status }) => status === "met" || !counts.has(step));
  return { exitCode: met ? 0 : 1, answer: verified };
}

const required = ({ guide }: OpenLab): string[] =>
  guide.steps.filter((step) => !step.optional).map((step) => step.id);

/** `handrail solve` */
export async function solve(step: string, options: PlaceOptions, output: Output): Promise<Ended> {
  findStep(findLab(options.lab), step);
  return withLab(options, output, (lab) => solveStep(lab, step, output));
}

/** Has a step done, and tells each call and what its check then found. */
export async function solveStep(lab: OpenLab, step: string, output: Output): Promise<Ended> {
  const { tell } = output;
  const tellCalls = tellingCalls(tell);
  const view = await follow(lab, "solve-step", { lab: lab.guide.id, step }, output, ({ calls }) =>
    tellCalls(calls),
  );
  if (view.status !== "SUCCEEDED") return machineFailed(view, output);
  const solved = view.output as SolveOutput;
  // Those that nobody was told of in time.
  tellCalls(solved.actions);
  for (const result of solved.results) tellFindings(result, tell);
  return { exitCode: 0, answer: solved };
}

/** Runs a machine to its end without a word, unless it waits for what AWS does not show yet. */
async function follow(
  { orchestrator }: OpenLab,
  verb: Verb,
  input: Parameters<OpenLab["orchestrator"]["start"]>[1],
  { tell }: Output,
  onView: (view: ExecutionView) => void = () => {},
): Promise<ExecutionView> {
  const tellWaits = tellWaiting(tell);
  const arn = await orchestrator.start(verb, input);
  return tellExecution(
    orchestrator,
    arn,
    () => {},
    (view) => {
      onView(view);
      tellWaits(waitedFor(view));
    },
  );
}
