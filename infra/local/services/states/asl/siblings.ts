import { Branch } from "../branch.ts";
import type { Frame } from "../frames.ts";
import type { Flow, StateType } from "./definition.ts";
import { Cancelled, type ErrorOutput, RuntimeError, StateError } from "./errors.ts";
import { runBranch } from "./run-branch.ts";

/** The types of state whose being cut short AWS records; the others are over at once. */
const ABORTED = { Task: true, Wait: true, Parallel: true, Map: true } as const;
const isAborted = (type: StateType): type is keyof typeof ABORTED => type in ABORTED;

/**
 * Records that a branch was cut short: the state that it stands in, and what runs inside that. All of it follows one
 * event, the last of the branch that failed (measured: floci-io/floci's AslExecutorParallelCutTest). Unsure: the order
 * of what is nested, which is from the outside in, as it is of an iteration and its state.
 */
export function recordAborted(branch: Branch, after: number): void {
  const { frame, state } = branch;
  if (frame.work?.kind === "map-run") branch.recordAside("MapRunAborted", undefined, frame.previous);
  if (frame.entered && isAborted(state.Type))
    branch.recordAside(`${state.Type}StateAborted`, undefined, after);
  for (const inner of innerBranches(branch)) {
    if (inner.frame.item) recordIterationAborted(inner, after);
    else if (!inner.frame.outcome) recordAborted(inner, after);
  }
}

/** Records that an iteration of a Map state was cut short, or that nobody waited for its end. */
export function recordIterationAborted(iteration: Branch, after: number): void {
  const { frame, parent } = iteration;
  const details = { name: parent!.frame.state, index: frame.item!.index };
  iteration.recordAside("MapIterationAborted", details, after);
  if (!frame.outcome) recordAborted(iteration, after);
}

/**
 * The error with which a branch failed, for the state around it. States.Runtime ends the execution there and then: of
 * that no state around it records anything (measured: floci-io/floci's AslExecutorBranchHistoryEventsTest).
 */
export function failureIn({ error, cause }: ErrorOutput): StateError {
  return error === "States.Runtime" ? new RuntimeError(cause ?? "") : new StateError(error, cause);
}

/** Records the Map Runs that end with their execution. */
export function recordMapRunsAborted(branch: Branch): void {
  for (const inner of innerBranches(branch)) recordMapRunsAborted(inner);
  if (branch.frame.work?.kind === "map-run") branch.record("MapRunAborted");
}

/** The branches that run inside a branch's Parallel or Map state. */
export function innerBranches(branch: Branch): Branch[] {
  const { work } = branch.frame;
  const { state, run } = branch;
  if (work?.kind === "parallel") {
    return work.branches.map((frame, i) => new Branch(run, state.Branches![i]!, frame, branch));
  }
  if (work?.kind !== "map") return [];
  const flow: Flow = (state.ItemProcessor ?? state.Iterator)!;
  return work.running.map(({ frame }) => new Branch(run, flow, frame, branch));
}

/** A new branch's frame: it begins at the flow's first state, after the event that `parent` is at. */
export function childFrame(parent: Branch, flow: Flow, input: Frame["input"], previous: number): Frame {
  return { state: flow.StartAt, input, variables: {}, previous, ahead: parent.frame.ahead };
}

/** A signal for branches that run side by side: it aborts with the parent's, or when one of them fails. */
export class Siblings {
  readonly #abort = new AbortController();
  readonly #parent: Branch;
  readonly signal: AbortSignal;

  constructor(parent: Branch) {
    this.#parent = parent;
    this.signal = AbortSignal.any([parent.signal, this.#abort.signal]);
  }

  /** Cuts the others short. */
  fail(): void {
    this.#abort.abort(new Cancelled("sibling-failed"));
  }

  /** Runs one of them: to its outcome, or to nothing where it was cut short because another failed. */
  async run(branch: Branch): Promise<void> {
    try {
      await runBranch(branch);
    } catch (error) {
      if (this.#parent.signal.aborted || !(error instanceof Cancelled) || error.why !== "sibling-failed") {
        throw error;
      }
    }
  }
}

/** Waits for all, then throws what the first that rejected threw. */
export async function settled(work: Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  const rejected = outcomes.find((outcome) => outcome.status === "rejected");
  if (rejected) throw rejected.reason;
}
