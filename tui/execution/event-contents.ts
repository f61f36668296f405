import type { HistoryEvent } from "@aws-sdk/client-sfn";
import {
  type Action,
  action,
  type CleanUpPlan,
  cleanUpPlan,
  type StageResult,
  type StepResult,
  stageResult,
  stepResult,
} from "../../workflows/contract.ts";
import { type PendingApproval, readCause, type StateView } from "./view.ts";

/** Why an attempt failed, where the event says that one did. */
export function failureOf(event: HistoryEvent): StateView["error"] {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.activityFailedEventDetails ??
    event.activityTimedOutEventDetails ??
    event.activityScheduleFailedEventDetails ??
    event.mapRunFailedEventDetails;
  return details && { name: details.error ?? "", cause: readCause(details.cause) };
}

/** Why an execution ended, where the event says so. */
export function endOf(event: HistoryEvent): StateView["error"] {
  const details =
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails;
  return details && { name: details.error ?? "", cause: readCause(details.cause) };
}

/** A task that waits for its token carries it, and the plan, in its parameters. */
export function approvalOf({ taskScheduledEventDetails }: HistoryEvent): PendingApproval | undefined {
  if (!taskScheduledEventDetails) return undefined;
  const { Payload } = parse(taskScheduledEventDetails.parameters);
  if (typeof Payload?.token !== "string") return undefined;
  const plan = cleanUpPlan.safeParse(Payload.plan);
  return plan.success ? { token: Payload.token, plan: plan.data } : undefined;
}

/** The plan of a clean-up, as the function that made it answered it. */
export function planOf({ taskSucceededEventDetails }: HistoryEvent): CleanUpPlan | undefined {
  if (!taskSucceededEventDetails) return undefined;
  return cleanUpPlan.safeParse(parse(taskSucceededEventDetails.output).Payload).data;
}

/** What a stage of a clean-up did, as the function that swept it answered. */
export function sweepOf({ taskSucceededEventDetails }: HistoryEvent): StageResult | undefined {
  if (!taskSucceededEventDetails) return undefined;
  return stageResult.safeParse(parse(taskSucceededEventDetails.output).Payload).data;
}

const stepResults = stepResult.array();

/** What a check answered: of the steps that were still to be seen, so that none of these is stale. */
export function resultsOf({ taskSucceededEventDetails }: HistoryEvent): StepResult[] | undefined {
  if (!taskSucceededEventDetails) return undefined;
  const { Payload } = parse(taskSucceededEventDetails.output);
  const results = stepResults.safeParse(Payload?.results);
  return results.success ? results.data : undefined;
}

/** What the last check in these events found, where there is one. */
export const resultsIn = (events: readonly HistoryEvent[]): StepResult[] | undefined =>
  events.reduce<StepResult[] | undefined>((results, event) => resultsOf(event) ?? results, undefined);

/** The call that the function which solves a step tells of, where the event is its telling. */
export function callOf({ activitySucceededEventDetails: details }: HistoryEvent): Action | undefined {
  return details && action.safeParse(parse(details.output)).data;
}

/** Another execution that was started, and is waited for. */
export function nestedOf({ taskSubmittedEventDetails }: HistoryEvent): string | undefined {
  const { ExecutionArn } = parse(taskSubmittedEventDetails?.output);
  return typeof ExecutionArn === "string" ? ExecutionArn : undefined;
}

interface TaskText {
  Payload?: { token?: unknown; plan?: unknown; results?: unknown };
  ExecutionArn?: unknown;
}

/** A task's parameters or output. Step Functions cuts off what is too long: no JSON any more, and nothing to read. */
function parse(text: string | undefined): TaskText {
  if (text === undefined) return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** More of a state's input or output than a reader wants, and little enough to be kept of every state. */
const KEPT_LENGTH = 6_000;

/** The beginning of a text that may be long, without what it was cut from. */
export function keptOf(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= KEPT_LENGTH) return text;
  // A slice would keep all of the text alive behind it; a copy by way of bytes does not.
  return `${Buffer.from(text.slice(0, KEPT_LENGTH)).toString()}…`;
}
