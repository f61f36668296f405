import { Branch } from "../branch.ts";
import type { Frame } from "../frames.ts";
import type { Flow, StateType } from "./definition.ts";
import { Cancelled } from "./errors.ts";
import { runBranch } from "./run-branch.ts";

/** The types of state whose being cut short AWS records; the others are over at once. */
const ABORTED = { Task: true, Wait: true, Parallel: true, Map: true } as const;
const isAborted = (type: StateType): type is keyof typeof ABORTED => type in ABORTED;

/** Records that the state a frame stands in was cut short, and those of the branches inside it before it. */
export function recordAborted(branch: Branch): void {
  const { frame, state } = branch;
  for (const inner of innerBranches(branch)) {
    if (!inner.frame.outcome || "failed" in inner.frame.outcome) recordAborted(inner);
  }
  if (frame.work?.kind === "map-run") branch.record("MapRunAborted");
  if (frame.entered && isAborted(state.Type)) branch.record(`${state.Type}StateAborted`);
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
