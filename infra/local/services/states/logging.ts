import { createHash } from "node:crypto";
import type { HistoryEvent, LoggingConfiguration } from "@aws-sdk/client-sfn";
import { appendLogEvents } from "../logs/append.ts";
import type { ExecutionRun } from "./run.ts";

/** The members of an event's details that are execution data: left out unless asked for. */
const EXECUTION_DATA = new Set([
  "input",
  "inputDetails",
  "output",
  "outputDetails",
  "parameters",
  "error",
  "cause",
  "assignedVariables",
  "assignedVariablesDetails",
]);

const FATAL = /^Execution(Failed|Aborted|TimedOut)$/;
const ERROR = /(Failed|Aborted|TimedOut)$|^FailStateEntered$/;

/** Which event types each level lets through. Source: Step Functions Developer Guide, "Log levels". */
const LEVELS: Record<NonNullable<LoggingConfiguration["level"]>, RegExp | undefined> = {
  ALL: /./,
  ERROR,
  FATAL,
  OFF: undefined,
};

/** An event's details, whatever its type calls them. */
export function detailsOf(
  event: HistoryEvent,
): { member: string; details: Record<string, unknown> } | undefined {
  const found = Object.entries(event).find(([member]) => member.endsWith("EventDetails"));
  return found && { member: found[0], details: found[1] as Record<string, unknown> };
}

export const withoutExecutionData = (details: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(details).filter(([name]) => !EXECUTION_DATA.has(name)));

/** Writes an event to the machine's log group, if its level asks for it, in the form that AWS gives it there. */
export function logEvent(run: ExecutionRun, event: HistoryEvent): void {
  const { execution } = run;
  const { level = "OFF", includeExecutionData, destinations } = execution.loggingConfiguration;
  const arn = destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  if (!arn || !LEVELS[level]?.test(event.type!)) return;
  const { details } = detailsOf(event) ?? {};
  const message = {
    id: String(event.id),
    type: event.type,
    ...(details && { details: includeExecutionData ? details : withoutExecutionData(details) }),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp!.getTime()),
    execution_arn: execution.arn,
    redrive_count: String(execution.redriveCount ?? 0),
  };
  const [, , , region = "", accountId = "", , group = ""] = arn.split(":");
  appendLogEvents(run.cloud, { region, accountId }, group, streamOf(run), [
    { timestamp: event.timestamp!, message: JSON.stringify(message) },
  ]);
}

/** Such as `states/my-machine/2026-11-22-05-50/3f2a9c1e`: one stream an execution. */
function streamOf({ execution }: ExecutionRun): string {
  const minute = execution.startDate.toISOString().slice(0, 16).replace(/[T:]/g, "-");
  const id = createHash("sha256").update(execution.arn).digest("hex").slice(0, 8);
  return `states/${execution.machineName}/${minute}/${id}`;
}
