import type { Branch } from "../branch.ts";
import type { TaskWork } from "../frames.ts";
import { inputOf, outputOf, textOf } from "../history.ts";
import type { ErrorOutput } from "./errors.ts";
import { failureOf } from "./recovery.ts";
import type { TaskResource } from "./task-resource.ts";

/** What the history says of a task's attempt. The three kinds of resource have event types of their own. */
export interface TaskEvents {
  scheduled(work: TaskWork, credentials?: string): void;
  /** With the worker's name, where a named activity worker took it. */
  started(workerName?: string): void;
  submitted(text: string): void;
  succeeded(text: string): void;
  failed(error: ErrorOutput): void;
  timedOut(error: ErrorOutput): void;
}

export function taskEvents(branch: Branch, resource: TaskResource): TaskEvents {
  if (resource.kind === "lambda-function") return functionEvents(branch, resource.arn);
  if (resource.kind === "activity") return activityEvents(branch, resource.arn);
  const { resourceType, resource: action } = resource;
  const which = { resourceType, resource: action };
  return {
    scheduled: (work, credentials) =>
      branch.record("TaskScheduled", {
        ...which,
        region: branch.run.place.region,
        parameters: textOf(work.arguments),
        ...limitsOf(work),
        ...taskCredentials(credentials),
      }),
    started: () => branch.record("TaskStarted", which),
    submitted: (text) => branch.record("TaskSubmitted", { ...which, ...outputOf(text) }),
    succeeded: (text) => branch.record("TaskSucceeded", { ...which, ...outputOf(text) }),
    failed: (error) => branch.record("TaskFailed", { ...which, ...failureOf(error) }),
    timedOut: (error) => branch.record("TaskTimedOut", { ...which, ...failureOf(error) }),
  };
}

function functionEvents(branch: Branch, arn: string): TaskEvents {
  return {
    scheduled: (work, credentials) =>
      branch.record("LambdaFunctionScheduled", {
        resource: arn,
        ...inputOf(argumentsText(work)),
        ...(work.timeoutSeconds !== undefined && { timeoutInSeconds: work.timeoutSeconds }),
        ...taskCredentials(credentials),
      }),
    started: () => branch.record("LambdaFunctionStarted"),
    submitted: () => undefined,
    succeeded: (text) => branch.record("LambdaFunctionSucceeded", outputOf(text)),
    failed: (error) => branch.record("LambdaFunctionFailed", failureOf(error)),
    timedOut: (error) => branch.record("LambdaFunctionTimedOut", failureOf(error)),
  };
}

function activityEvents(branch: Branch, arn: string): TaskEvents {
  return {
    scheduled: (work) =>
      branch.record("ActivityScheduled", {
        resource: arn,
        ...inputOf(argumentsText(work)),
        ...limitsOf(work),
      }),
    started: (workerName) => branch.record("ActivityStarted", workerName === undefined ? {} : { workerName }),
    submitted: () => undefined,
    succeeded: (text) => branch.record("ActivitySucceeded", outputOf(text)),
    failed: (error) => branch.record("ActivityFailed", failureOf(error)),
    timedOut: (error) => branch.record("ActivityTimedOut", failureOf(error)),
  };
}

/** What a task's work is given, as text: the state's input is as untouched as it is between states (there observed). */
export const argumentsText = (work: TaskWork): string => work.argumentsText ?? textOf(work.arguments);

const limitsOf = ({ timeoutSeconds, heartbeatSeconds }: TaskWork) => ({
  ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
  ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
});

const taskCredentials = (roleArn: string | undefined) => ({
  ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
});
