import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { Json } from "./asl/definition.ts";
import { RuntimeError } from "./asl/errors.ts";
import { logEvent } from "./logging.ts";
import { QUOTAS } from "./quotas.ts";
import { type ExecutionRun, tellOf } from "./run.ts";

/**
 * Characters that the texts of one execution's history may have. A deliberate difference: AWS's 25,000 events may be
 * 6 GB, and here they are in memory while the execution runs. Most histories have a few thousand.
 */
const TEXT_LIMIT = 64_000_000;

/** The members of an event's details; which there are is fixed by the event's type. */
export type EventDetails = Record<string, unknown>;

/** The event type's member for its details: all Entered events share one, and all Exited events another. */
function detailsMember(type: HistoryEventType): string {
  if (/^\w+StateEntered$/.test(type)) return "stateEnteredEventDetails";
  if (/^\w+StateExited$/.test(type)) return "stateExitedEventDetails";
  return `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails`;
}

/** How much of a text the history holds: all of it, always. */
export const whole = { truncated: false };

/** `{ input, inputDetails }` of an event. */
export const inputOf = (text: string): EventDetails => ({ input: text, inputDetails: whole });

/** `{ output, outputDetails }` of an event. */
export const outputOf = (text: string): EventDetails => ({ output: text, outputDetails: whole });

/** A value as the history writes it: compact JSON. */
export const textOf = (value: Json): string => JSON.stringify(value);

/** How many characters the texts of an event have. */
function lengthOf(details: EventDetails | undefined): number {
  let length = 0;
  for (const value of Object.values(details ?? {})) {
    if (typeof value === "string") length += value.length;
    else if (value !== whole && typeof value === "object") length += lengthOf(value as EventDetails);
  }
  return length;
}

/**
 * Appends an event to an execution's history and to its log.
 * @throws RuntimeError where the history is full but for the event that ends it.
 */
export function recordEvent(
  run: ExecutionRun,
  type: HistoryEventType,
  details: EventDetails | undefined,
  previousEventId: number,
): HistoryEvent {
  const { events, type: machineType } = run.execution;
  const ends = /^Execution(Succeeded|Failed|TimedOut)$|Aborted$/.test(type);
  if (machineType === "STANDARD" && !ends && events.length >= QUOTAS.events - 1) {
    throw new RuntimeError(`The execution reached the maximum number of history events (${QUOTAS.events}).`);
  }
  run.historyLength += lengthOf(details);
  if (!ends && run.historyLength > TEXT_LIMIT) {
    throw new RuntimeError(`The local account keeps ${TEXT_LIMIT} characters of an execution's history.`);
  }
  const event: HistoryEvent = {
    timestamp: new Date(),
    type,
    id: events.length + 1,
    previousEventId,
    ...(details && { [detailsMember(type)]: details }),
  };
  events.push(event);
  run.cloud.changed();
  tellOf(run, "moved");
  logEvent(run, event);
  return event;
}
