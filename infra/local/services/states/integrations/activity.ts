import { StateError } from "../asl/errors.ts";
import { failureOf } from "../asl/recovery.ts";
import type { TaskEvents } from "../asl/task-events.ts";
import type { Branch } from "../branch.ts";
import type { TaskWork } from "../frames.ts";
import { signalsOf } from "../signals.ts";
import { statesStore } from "../store.ts";
import { startTimeOut, withinTimeOut } from "../task-time-out.ts";
import type { TaskResult } from "./perform.ts";
import { awaitToken } from "./task-token.ts";

/**
 * @throws StateError where there is no such activity: nobody could ever take the task. Unsure: AWS's name of the error
 * and its words, which are those of its API here, and whether it records the task as scheduled before it fails.
 */
export function requireActivity(branch: Branch, arn: string): void {
  const { cloud, place } = branch.run;
  if (Object.hasOwn(cloud.store(statesStore, place).activities, arn)) return;
  const error = new StateError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
  branch.record("ActivityScheduleFailed", failureOf(error));
  throw error;
}

/**
 * Offers a task to an activity's workers, and waits for the one that fetches it to answer. Until then the task has not
 * started, and its own time-out does not run (Step Functions Developer Guide, "Troubleshooting activities").
 */
export async function awaitActivity(
  branch: Branch,
  work: TaskWork,
  events: TaskEvents,
  signal: AbortSignal,
): Promise<TaskResult> {
  const { cloud, place } = branch.run;
  const signals = signalsOf(cloud);
  const task = cloud.store(statesStore, place).tasks[work.token!]!;
  signals.wake(task.activityArn!);
  while (task.queued) await signals.next(task.token, signal);
  if (!work.submitted) {
    events.started(task.workerName);
    work.submitted = true;
    startTimeOut(work);
  }
  return await withinTimeOut(work, signal, (either) => awaitToken(branch, work, either));
}
