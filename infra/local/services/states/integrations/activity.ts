import type { TaskEvents } from "../asl/task-events.ts";
import type { Branch } from "../branch.ts";
import type { TaskWork } from "../frames.ts";
import { signalsOf } from "../signals.ts";
import { statesStore } from "../store.ts";
import { startTimeOut, withinTimeOut } from "../task-time-out.ts";
import type { TaskResult } from "./perform.ts";
import { awaitToken } from "./task-token.ts";

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
