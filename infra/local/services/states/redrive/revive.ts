import { innerBranches } from "../asl/siblings.ts";
import type { Branch } from "../branch.ts";
import { redriveMapRun } from "./map-run.ts";

/** AWS runs a Parallel or Map state that this failed as a whole again, whatever of it had succeeded. */
const RERUN_WHOLE = "States.DataLimitExceeded";

/**
 * Sets a branch that failed, or was cut short, back to before the attempt at its state that did, and so with the
 * branches inside it; those that succeeded stay as they are. Retries are counted anew. A branch's next event follows its
 * last, which leads to the state that it is in. Unsure: which event AWS has it follow.
 * Source: Step Functions Developer Guide, "Restarting state machine executions with redrive".
 */
export function revive(branch: Branch): void {
  const { frame, state } = branch;
  // The execution's time-out begins anew as well, by the wall clock.
  frame.ahead = 0;
  if (frame.outcome && "output" in frame.outcome) return;
  const error = frame.outcome?.failed.error;
  const work = frame.abandoned ?? frame.work;
  delete frame.outcome;
  delete frame.abandoned;
  delete frame.work;
  if (frame.entered) Object.assign(frame.entered, { retries: 0, retriesBy: [] });
  // "Reenters the Fail state and fails again"; the others are gone on with inside.
  if (state.Type === "Fail") delete frame.entered;
  if (error === RERUN_WHOLE) return;
  if (work?.kind === "parallel" || work?.kind === "map") {
    frame.work = work;
    for (const inner of innerBranches(branch)) revive(inner);
  }
  if (work?.kind === "map-run") redriveMapRun(branch, work, error);
}
