import type { Branch, Exit } from "../../branch.ts";
import { within } from "../../delays.ts";
import type { TaskWork } from "../../frames.ts";
import { textOf } from "../../history.ts";
import { requireActivity } from "../../integrations/activity.ts";
import { checkArguments } from "../../integrations/parameters.ts";
import { performTask, type TaskResult } from "../../integrations/perform.ts";
import { statesStore } from "../../store.ts";
import { startTimeOut, withinTimeOut } from "../../task-time-out.ts";
import { newToken } from "../../task-token.ts";
import { timeOutExecution, untilDeadline } from "../delay.ts";
import { StateError } from "../errors.ts";
import { commitExit, prepareExit } from "../exit.ts";
import { withRecovery } from "../recovery.ts";
import { argumentsText, type TaskEvents, taskEvents } from "../task-events.ts";
import { parseResource, type TaskResource } from "../task-resource.ts";
import { taskArguments, taskRole, taskSeconds } from "../task-settings.ts";

/** Task: has work done by a Lambda function, an activity's worker or a service, in the machine's role. */
export async function runTask(branch: Branch): Promise<void> {
  await withRecovery(branch, () => attempt(branch));
}

async function attempt(branch: Branch): Promise<void> {
  const { frame, state } = branch;
  const resource = parseResource(state.Resource!);
  if (!resource) throw branch.runtimeError(`The resource ${state.Resource} is not supported.`);
  const events = taskEvents(branch, resource);
  const work = frame.work?.kind === "task" ? frame.work : await schedule(branch, resource, events);
  let result: TaskResult;
  try {
    result = await inTime(branch, work, (signal) => performTask(branch, resource, work, events, signal));
  } catch (error) {
    // An account that is started again takes its tasks up again; a task that ends otherwise is nobody's any more.
    if (!branch.run.cloud.stopping.aborted) forget(branch, work);
    // What failed because the branch was cut short, or the account is stopping, is not the task's failure.
    branch.signal.throwIfAborted();
    if (!(error instanceof StateError)) throw error;
    if (error.error === "States.Timeout" || error.error === "States.HeartbeatTimeout") events.timedOut(error);
    else events.failed(error);
    delete frame.work;
    throw error;
  }
  // What the state makes of the result is known before the result is recorded, so that both are committed as one.
  const exit = await prepareExit(branch, result.value).then(
    (prepared) => ({ prepared }),
    (error: unknown) => ({ error }),
  );
  forget(branch, work);
  events.succeeded(result.text ?? textOf(result.value));
  if ("prepared" in exit) {
    commitExit(branch, withText(branch, exit.prepared, result));
    return;
  }
  delete frame.work;
  throw exit.error;
}

/** A result that becomes the output as it is keeps its own text. */
function withText(branch: Branch, exit: Exit, result: TaskResult): Exit {
  return exit.output === result.value && branch.state.Output === undefined
    ? { ...exit, outputText: result.text }
    : exit;
}

/** Works out an attempt's arguments and limits, and records it as scheduled and started. */
async function schedule(branch: Branch, resource: TaskResource, events: TaskEvents): Promise<TaskWork> {
  const waits = resource.kind === "activity" || (resource.kind === "service" && resource.pattern === "token");
  const token = waits ? newToken() : undefined;
  const scope = branch.scope();
  const context =
    token === undefined ? scope.context : () => ({ ...scope.context(), Task: { Token: token } });
  const timeoutSeconds = await taskSeconds(branch, "TimeoutSeconds");
  const heartbeatSeconds = await taskSeconds(branch, "HeartbeatSeconds");
  const given = await taskArguments(branch, { ...scope, context });
  await checkArguments(branch, resource, given);
  const work: TaskWork = {
    kind: "task",
    arguments: given,
    argumentsText: handsOnInput(branch) ? branch.frame.inputText : undefined,
    token,
    role: await taskRole(branch),
    timeoutSeconds,
    heartbeatSeconds,
  };
  events.scheduled(work, work.role);
  // An activity's starts when a worker takes it.
  if (resource.kind === "activity") requireActivity(branch, resource.arn);
  else {
    events.started();
    startTimeOut(work);
  }
  if (token !== undefined) {
    branch.run.cloud.store(statesStore, branch.run.place).tasks[token] = {
      token,
      executionArn: branch.run.execution.arn,
      heartbeatAt: branch.run.cloud.clock.now(),
      ...(resource.kind === "activity" && {
        activityArn: resource.arn,
        input: argumentsText(work),
        queued: true,
      }),
    };
  }
  branch.frame.work = work;
  return work;
}

/** Whether the work is given the state's input as it came. */
const handsOnInput = ({ state }: Branch): boolean =>
  [state.Arguments, state.Parameters].every((template) => template === undefined) &&
  (state.InputPath === undefined || state.InputPath === "$");

/** A finished task's token is good for nothing any more. */
function forget(branch: Branch, work: TaskWork): void {
  if (work.token === undefined) return;
  delete branch.run.cloud.store(statesStore, branch.run.place).tasks[work.token];
}

/** Does work within the task's own time-out and the execution's, in real time: it is really being done. */
async function inTime<T>(
  branch: Branch,
  work: TaskWork,
  perform: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await within(
    untilDeadline(branch),
    branch.signal,
    (signal) => withinTimeOut(work, signal, perform),
    () => timeOutExecution(branch),
  );
}
