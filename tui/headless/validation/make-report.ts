import { estimateValidation, TRANSITION_USD } from "../../../tasks/labs/estimate.ts";
import type { LabGuide, StepGuide } from "../../../tasks/labs/lab.ts";
import {
  type Account,
  type Action,
  type BuildOutput,
  type CleanUpOutput,
  ERRORS,
  type Move,
  type SolveOutput,
  VALIDATION_STATES,
  type VerifyOutput,
} from "../../../workflows/contract.ts";
import type { ExecutionView, StateView } from "../../execution/view.ts";
import type { FollowedValidation } from "./follow.ts";
import type { Bar, Cost, Look, Part, StepReport, Trouble, ValidationReport, Verdict } from "./report.ts";

/** Where a validation was made, and what of. */
export interface ValidationOf {
  guide: LabGuide;
  walk: readonly Move[];
  red: "must" | "should";
  place: "local" | "aws";
  accountId: string;
  region: string;
  /** The exit code of a program that was told to end before it had ended. */
  interrupted?: number;
}

/** Makes the report of a validation that has ended. */
export function makeReport(of: ValidationOf, followed: FollowedValidation): ValidationReport {
  const { guide, walk } = of;
  const { view } = followed;
  const childOf = (state: StateView | undefined) => followed.executions.get(state?.started ?? "");
  const outer = (name: string) =>
    view.states.find((state) => state.name === name && state.item === undefined);
  const [build, cleanUp] = [outer(VALIDATION_STATES.build), outer(VALIDATION_STATES.cleanUp)];
  const steps = walk.map((move, item) =>
    stepReport(guide.steps.find(({ id }) => id === move.step)!, item, of, followed),
  );
  const cleaned = childOf(cleanUp);
  const built = partOf(build, childOf(build));
  const { verdict, exitCode } = verdictOf(view, cleanUp, of.interrupted);
  const account = (childOf(build)?.output as BuildOutput | undefined)?.account;
  return {
    verdict,
    exitCode,
    lab: { id: guide.id, title: guide.title },
    place: of.place,
    account: account ?? ({ id: of.accountId } satisfies Account),
    region: of.region,
    executionArn: view.executionArn,
    startedAt: view.states[0]!.enteredAt.toISOString(),
    endedAt: view.ended!.at.toISOString(),
    ...(isTrouble(verdict, steps) ? { error: whyOf(verdict, built, view) } : {}),
    build: built,
    steps,
    cleanUp: {
      ...partOf(cleanUp, cleaned),
      ...(cleaned?.status === "SUCCEEDED" ? { output: cleaned.output as CleanUpOutput } : {}),
      stages: [...(cleaned?.sweeps ?? [])],
      foreign: cleaned?.plan?.items.filter(({ action }) => action === "leave") ?? [],
      stayed: cleaned?.plan?.foreign,
    },
    timeline: timelineOf(of, followed),
    cost: costOf(of, view, followed, [build, cleanUp]),
  };
}

function verdictOf(
  view: ExecutionView,
  cleanUp: StateView | undefined,
  interrupted: number | undefined,
): { verdict: Verdict; exitCode: number } {
  // One that ended by itself just before has its own verdict.
  if (interrupted !== undefined && view.status === "ABORTED")
    return { verdict: "interrupted", exitCode: interrupted };
  if (view.status === "SUCCEEDED") return { verdict: "valid", exitCode: 0 };
  if (view.error === ERRORS.refused) return { verdict: "refused", exitCode: 3 };
  // Where the lab was begun and clean-up did not come to its end, something may be there still.
  if (cleanUp?.status !== "succeeded") return { verdict: "left-behind", exitCode: 2 };
  return { verdict: "not-valid", exitCode: 1 };
}

/** Whether what the validation itself ended with is news, besides what the steps that it came to came to. */
const isTrouble = (verdict: Verdict, steps: readonly StepReport[]): boolean =>
  verdict === "interrupted" ||
  (verdict !== "valid" && steps.every(({ proven, startedAt }) => proven || !startedAt));

/** What the build failed with is told in its own words, unless what came of it is worse. */
const whyOf = (verdict: Verdict, { error }: Part, view: ExecutionView): Trouble =>
  verdict === "refused" || verdict === "not-valid" ? (error ?? troubleOf(view)) : troubleOf(view);

const troubleOf = ({ error, status, cause }: ExecutionView): Trouble => ({
  name: error ?? status,
  cause: cause ?? "",
});

/** When a piece of work was done, and why it failed: in the words of the execution that did it, where it came so far. */
function partOf(state: StateView | undefined, child?: ExecutionView): Part {
  if (!state) return {};
  const failed = child && child.status !== "SUCCEEDED" ? troubleOf(child) : state.error;
  return {
    startedAt: state.enteredAt.toISOString(),
    endedAt: state.exitedAt?.toISOString(),
    ...(state.status !== "succeeded" && failed ? { error: failed } : {}),
  };
}

function stepReport(
  guide: StepGuide,
  item: number,
  { red: mustBeRed }: ValidationOf,
  { view, executions }: FollowedValidation,
): StepReport {
  const own = view.states.filter((state) => state.item === item);
  const named = (name: string) => own.find((state) => state.name === name);
  const outputOf = <Output>(state: StateView | undefined) =>
    executions.get(state?.started ?? "")?.output as Output | undefined;
  const look = (output: VerifyOutput | SolveOutput | undefined): Look | undefined => {
    const result = output?.results.find(({ step }) => step === guide.id);
    return result && { status: result.status, findings: result.findings };
  };
  // A step that looks at others was seen at their turn.
  const red = view.states
    .filter(({ name }) => name === VALIDATION_STATES.red)
    .map((state) => look(outputOf<VerifyOutput>(state)))
    .find((found) => found !== undefined);
  const solved = outputOf<SolveOutput>(named(VALIDATION_STATES.solve));
  const solvedAgain = outputOf<SolveOutput>(named(VALIDATION_STATES.again));
  // Of one that failed, those that it made until then.
  const callsOf = (name: string, output: SolveOutput | undefined): Action[] => [
    ...(output?.actions ?? executions.get(named(name)?.started ?? "")?.calls ?? []),
  ];
  const failed = own.find(({ status }) => status === "failed" || status === "caught");
  const part = {
    startedAt: own[0]?.enteredAt.toISOString(),
    endedAt: own.at(-1)?.exitedAt?.toISOString(),
    ...(failed ? { error: partOf(failed, executions.get(failed.started ?? "")).error } : {}),
  };
  const looks = { red, green: look(solved), again: look(solvedAgain) };
  const callsAgain = callsOf(VALIDATION_STATES.again, solvedAgain);
  const stopped = own.some(({ status }) => status === "stopped");
  const problems = stopped
    ? ["It was stopped half-way."]
    : problemsOf({ ...looks, callsAgain, error: part.error }, mustBeRed === "must");
  return {
    step: guide.id,
    title: guide.title,
    optional: guide.optional ?? false,
    proven: problems.length === 0,
    problems,
    ...part,
    ...looks,
    calls: callsOf(VALIDATION_STATES.solve, solved),
    callsAgain,
  };
}

function problemsOf(
  {
    red,
    green,
    again,
    callsAgain,
    error,
  }: Pick<StepReport, "red" | "green" | "again" | "callsAgain" | "error">,
  mustBeRed: boolean,
): string[] {
  if (error) return [`${error.name}: ${error.cause}`];
  const problems: string[] = [];
  if (!green) return ["It was not come to."];
  if (mustBeRed && red?.status === "met")
    problems.push("Its check passes before the step is done: it proves nothing.");
  if (green.status !== "met") problems.push(`Once it is solved it is ${green.status}.`);
  if (again?.status !== "met") problems.push(`Solved again, it is ${again?.status ?? "not seen"}.`);
  if (callsAgain.length > 0)
    problems.push(
      `Solving it again changed something: ${callsAgain.map(({ operation }) => operation).join(", ")}.`,
    );
  return problems;
}

function timelineOf({ walk }: ValidationOf, { view, executions }: FollowedValidation): Bar[] {
  return view.states.flatMap((state) => {
    const child = executions.get(state.started ?? "");
    if (!child) return [];
    const step = state.item === undefined ? undefined : walk[state.item]?.step;
    return [{ step, name: state.name, ...barOf(child) }];
  });
}

function barOf(view: ExecutionView): Omit<Bar, "step" | "name"> {
  const ended = view.ended!.at;
  return {
    executionArn: view.executionArn,
    startedAt: view.states[0]!.enteredAt.toISOString(),
    endedAt: ended.toISOString(),
    status: view.ended!.status,
    states: view.states.map((state) => ({
      name: state.name,
      type: state.type,
      startedAt: state.enteredAt.toISOString(),
      endedAt: (state.exitedAt ?? ended).toISOString(),
      status: state.status,
      retries: state.retries,
    })),
  };
}

function costOf(
  { guide, walk }: ValidationOf,
  view: ExecutionView,
  { executions }: FollowedValidation,
  [build, cleanUp]: (StateView | undefined)[],
): Cost {
  // Attempts again are counted as well (AWS Step Functions pricing).
  const transitions = [view, ...executions.values()]
    .flatMap(({ states }) => states)
    .reduce((sum, { retries }) => sum + 1 + retries, 0);
  const [from, to] = [build?.enteredAt, cleanUp?.exitedAt ?? view.ended!.at];
  const minutes = from ? (to.getTime() - from.getTime()) / 60_000 : 0;
  return {
    transitions,
    transitionsUsd: transitions * TRANSITION_USD,
    minutes,
    labUsdPerHour: guide.costPerHour,
    labUsd: (minutes / 60) * guide.costPerHour,
    onAws: estimateValidation(guide, walk, "aws"),
  };
}
