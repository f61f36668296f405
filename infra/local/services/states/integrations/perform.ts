import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { unlessAborted } from "../../../unless-aborted.ts";
import type { Json } from "../asl/definition.ts";
import { RuntimeError, StateError } from "../asl/errors.ts";
import { argumentsText, type TaskEvents } from "../asl/task-events.ts";
import type { TaskResource } from "../asl/task-resource.ts";
import type { Branch } from "../branch.ts";
import type { TaskWork } from "../frames.ts";
import { textOf } from "../history.ts";
import { awaitActivity } from "./activity.ts";
import { callSdk } from "./aws-sdk.ts";
import { invokeFunction, lambdaInvoke } from "./lambda.ts";
import { awaitExecution, startExecution } from "./start-execution.ts";
import { awaitToken } from "./task-token.ts";

/** A task's result; `text` where the work answered JSON text, which the history and the output keep untouched. */
export interface TaskResult {
  value: Json;
  text?: string;
}

/**
 * Does a task's work: calls what its resource names and, as its pattern asks, waits for a token or an execution.
 * @throws StateError as AWS names the service's errors.
 */
export async function performTask(
  branch: Branch,
  resource: TaskResource,
  work: TaskWork,
  events: TaskEvents,
  signal: AbortSignal,
): Promise<TaskResult> {
  if (resource.kind === "activity") return await awaitActivity(branch, work, events, signal);
  const call = await callOf(branch, work);
  if (resource.kind === "lambda-function") {
    return await unlessAborted(invokeFunction(branch, call, resource.arn, argumentsText(work)), signal);
  }
  if (!work.submitted) {
    const value = await unlessAborted(request(branch, call, resource, work), signal);
    if (resource.pattern === "request") return { value };
    events.submitted(textOf(value));
    work.submitted = true;
  }
  return resource.pattern === "token"
    ? await awaitToken(branch, work, signal)
    : await awaitExecution(branch, call, resource, work, signal);
}

async function request(
  branch: Branch,
  call: Call,
  resource: Extract<TaskResource, { kind: "service" }>,
  work: TaskWork,
): Promise<Json> {
  const { resourceType, action } = resource;
  if (resourceType === "lambda" && action === "invoke")
    return await lambdaInvoke(branch, call, work.arguments);
  if (resourceType === "states" && action === "startExecution") {
    return await startExecution(call, work);
  }
  if (resourceType.startsWith("aws-sdk:")) {
    return await callSdk(call, resourceType.slice("aws-sdk:".length), action, work.arguments);
  }
  throw new RuntimeError(
    branch.because(`The local account does not know the integration ${resourceType}:${action} yet.`),
  );
}

/** A call as the machine's role or as the task's. Unsure: how AWS words a role that cannot be assumed here. */
async function callOf(branch: Branch, work: TaskWork): Promise<Call> {
  try {
    return await branch.run.callAs(work.role);
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    throw new StateError("States.TaskFailed", error.message);
  }
}
