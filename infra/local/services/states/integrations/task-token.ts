import type { Json } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import type { Branch } from "../branch.ts";
import { within } from "../delays.ts";
import type { TaskWork } from "../frames.ts";
import { signalsOf } from "../signals.ts";
import { type PendingTask, statesStore } from "../store.ts";
import type { TaskResult } from "./perform.ts";

/**
 * Waits until somebody sends the task's token back with a result or a failure.
 * @throws StateError States.HeartbeatTimeout where no heartbeat comes within HeartbeatSeconds of the last
 */
export async function awaitToken(branch: Branch, work: TaskWork, signal: AbortSignal): Promise<TaskResult> {
  const { cloud, place } = branch.run;
  const task = cloud.store(statesStore, place).tasks[work.token!]!;
  while (!task.answer) {
    await within(
      untilHeartbeat(work, task),
      signal,
      (either) => signalsOf(cloud).next(task.token, either),
      () => new StateError("States.HeartbeatTimeout", undefined),
    );
  }
  if ("output" in task.answer) {
    return { value: JSON.parse(task.answer.output) as Json, text: task.answer.output };
  }
  throw new StateError(task.answer.error, task.answer.cause);
}

/** Real milliseconds: a heartbeat is somebody's doing. */
function untilHeartbeat(work: TaskWork, task: PendingTask): number | undefined {
  if (work.heartbeatSeconds === undefined) return;
  return Math.max(0, task.heartbeatAt.getTime() + work.heartbeatSeconds * 1000 - Date.now());
}
