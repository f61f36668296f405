import type { Branch } from "../branch.ts";
import { sleepUntil } from "../delays.ts";
import type { DelayWork } from "../frames.ts";
import { Cancelled } from "./errors.ts";

/**
 * Notes a delay of so many milliseconds of AWS time in the frame. Where the execution's own time-out strikes
 * sooner, the delay lasts until then: arithmetic decides, not a race between a scaled and an unscaled timer.
 */
export function beginDelay(branch: Branch, kind: DelayWork["kind"], milliseconds: number): void {
  const { run, frame } = branch;
  const left = run.deadline - branch.now;
  const lasts = Math.max(0, Math.min(milliseconds, left));
  const until = kind === "backoff" ? run.cloud.clock.afterPause(lasts) : run.cloud.clock.after(lasts);
  frame.work = {
    kind,
    until,
    ahead: frame.ahead + lasts - (until.getTime() - Date.now()),
    timesOut: milliseconds >= left,
  };
  run.cloud.changed();
}

/** Waits for what is left of the frame's delay. */
export async function finishDelay(branch: Branch): Promise<void> {
  const { frame, run } = branch;
  const work = frame.work as DelayWork;
  await sleepUntil(work.until, branch.signal);
  frame.ahead = work.ahead;
  if (work.timesOut) run.cancel("execution-timed-out");
  branch.signal.throwIfAborted();
  if (work.kind === "backoff") delete frame.work;
}

/** Real milliseconds until the execution's time-out strikes a branch that works. */
export const untilDeadline = (branch: Branch): number => Math.max(0, branch.run.deadline - branch.now);

/** @throws Cancelled, having cancelled the whole execution. */
export function timeOutExecution(branch: Branch): Cancelled {
  branch.run.cancel("execution-timed-out");
  return new Cancelled("execution-timed-out");
}
