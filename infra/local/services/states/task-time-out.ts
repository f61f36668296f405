import { StateError } from "./asl/errors.ts";
import { within } from "./delays.ts";
import type { TaskWork } from "./frames.ts";

/** Begins a task's own time-out, as the task starts. It is in real time: the work is really being done. */
export function startTimeOut(work: TaskWork): void {
  if (work.timeoutSeconds !== undefined) work.timesOutAt = new Date(Date.now() + work.timeoutSeconds * 1000);
}

/** Does work within what is left of the task's own time-out. @throws StateError States.Timeout */
export async function withinTimeOut<T>(
  { timesOutAt }: TaskWork,
  signal: AbortSignal,
  perform: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = timesOutAt && Math.max(0, timesOutAt.getTime() - Date.now());
  return await within(left, signal, perform, () => new StateError("States.Timeout", undefined));
}
