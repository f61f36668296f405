import type { LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";
import { type Cloud, defineStore, type Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { addEvents, eventsWithin } from "./stream-events.ts";

export interface LogEvent {
  /** Milliseconds since the epoch, as in the API. */
  timestamp: number;
  message: string;
  ingestionTime: number;
  /** 56 digits. */
  id: string;
}

/** Events that follow each other in a stream, as JSON, compressed, in base 64. */
export interface PackedEvents {
  /** Their first and last timestamp. */
  first: number;
  last: number;
  count: number;
  /** What they count as stored. */
  bytes: number;
  text: string;
}

export interface LogStream {
  name: string;
  created: number;
  /** Earlier events, by time. Absent where there are none. */
  packed?: PackedEvents[];
  /** The latest, by timestamp; of equal ones, by arrival. */
  events: LogEvent[];
  lastIngestion?: number;
}

export interface LogGroup {
  name: string;
  created: number;
  retentionInDays?: number;
  kmsKeyId?: string;
  logGroupClass: LogGroupClass;
  deletionProtection: boolean;
  tags: Record<string, string>;
  streams: Record<string, LogStream>;
}

export interface LogsState {
  groups: Record<string, LogGroup>;
  policies: Record<string, { document: string; updated: number }>;
  /** How many events were ever taken in: makes their ids unique. */
  eventCount: number;
}

export const logsStore = defineStore<LogsState>({
  name: "logs",
  scope: "region",
  create: () => ({ groups: {}, policies: {}, eventCount: 0 }),
});

export const logsState = (cloud: Cloud, place: Place): LogsState => cloud.store(logsStore, place);

/** A group keeps this many streams, and those that were silent longest go first: Step Functions opens one an execution. */
const MAX_STREAMS = 50;

/** Opens a stream that the group does not have yet. */
export function addStream(group: LogGroup, name: string, created: number): LogStream {
  const silentSince = (stream: LogStream) => stream.lastIngestion ?? stream.created;
  const streams = Object.values(group.streams).sort((a, b) => silentSince(a) - silentSince(b));
  for (const stream of streams.slice(0, 1 - MAX_STREAMS)) delete group.streams[stream.name];
  const stream: LogStream = { name, created, events: [] };
  group.streams[name] = stream;
  return stream;
}

export function logGroupArn({ accountId, region }: Place, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

/**
 * The group that a name or an ARN (with or without its `:*`) means.
 * @throws AwsError `ResourceNotFoundException`
 */
export function getGroup(state: LogsState, identifier: string | undefined): LogGroup {
  const group = state.groups[groupName(identifier ?? "")];
  if (!group) throw notFound("The specified log group does not exist.");
  return group;
}

/** The name in a log group's ARN; a name is its own. */
export function groupName(identifier: string): string {
  return /^arn:aws:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(identifier)?.[1] ?? identifier;
}

/** @throws AwsError `ResourceNotFoundException` */
export function getStream(group: LogGroup, name: string | undefined): LogStream {
  const stream = group.streams[name ?? ""];
  if (!stream) throw notFound("The specified log stream does not exist.");
  return stream;
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

export function newGroup(name: string, created: number): LogGroup {
  return { name, created, logGroupClass: "STANDARD", deletionProtection: false, tags: {}, streams: {} };
}

/** Takes events in; they may come in any order. */
export function ingest(
  state: LogsState,
  stream: LogStream,
  events: readonly { timestamp: number; message: string }[],
  ingestionTime: number,
): void {
  addEvents(
    stream,
    events.map(({ timestamp, message }) => {
      const count = String(++state.eventCount).padStart(30, "0");
      return { timestamp, message, ingestionTime, id: String(timestamp).padStart(26, "0") + count };
    }),
  );
  if (events.length > 0) stream.lastIngestion = ingestionTime;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A stream's events that retention has not taken, within `start` (inclusive) and `end` (exclusive; both in ms). */
export function eventsBetween(
  group: LogGroup,
  stream: LogStream,
  now: number,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): LogEvent[] {
  const oldest = group.retentionInDays === undefined ? 0 : now - group.retentionInDays * DAY_MS;
  return eventsWithin(stream, Math.max(start, oldest), end);
}
