import type { LogStream as LogStreamOutput } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { parseFilterPattern } from "./filter-pattern.ts";
import { invalidToken, page } from "./paging.ts";
import {
  addStream,
  eventsBetween,
  getGroup,
  getStream,
  ingest,
  type LogStream,
  logGroupArn,
  logsStore,
} from "./store.ts";
import { spanOf } from "./stream-events.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** What PutLogEvents takes (API reference): nothing older than 14 days, nothing more than 2 hours ahead. */
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * HOUR_MS;
const MAX_PAGE = 10_000;

export const eventOperations = {
  CreateLogStream: ({ logGroupName, logStreamName = "" }, call) => {
    validateMembers("InvalidParameterException", {
      logStreamName: [logStreamName, { min: 1, max: 512, pattern: "[^:*]*" }],
    });
    const group = getGroup(call.store(logsStore), logGroupName);
    if (group.streams[logStreamName])
      throw new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");
    const created = call.cloud.clock.now().getTime();
    addStream(group, logStreamName, created);
    return {};
  },

  DeleteLogStream: ({ logGroupName, logStreamName }, call) => {
    const group = getGroup(call.store(logsStore), logGroupName);
    delete group.streams[getStream(group, logStreamName).name];
    return {};
  },

  DescribeLogStreams: (input, call) => {
    const { logStreamNamePrefix = "", orderBy = "LogStreamName", descending = false } = input;
    if (orderBy === "LastEventTime" && input.logStreamNamePrefix !== undefined)
      throw new AwsError(
        "InvalidParameterException",
        "Cannot order by LastEventTime with a logStreamNamePrefix.",
      );
    const group = getGroup(call.store(logsStore), input.logGroupIdentifier ?? input.logGroupName);
    const last = (stream: LogStream) => spanOf(stream)?.last ?? 0;
    const streams = Object.values(group.streams)
      .filter(({ name }) => name.startsWith(logStreamNamePrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .sort((a, b) => (orderBy === "LastEventTime" ? last(a) - last(b) : 0));
    if (descending) streams.reverse();
    const { items, nextToken } = page(streams, input);
    return {
      logStreams: items.map((stream): LogStreamOutput => {
        const { name, created, lastIngestion } = stream;
        const span = spanOf(stream);
        return {
          logStreamName: name,
          creationTime: created,
          ...(span
            ? {
                firstEventTimestamp: span.first,
                lastEventTimestamp: span.last,
                lastIngestionTime: lastIngestion,
              }
            : {}),
          uploadSequenceToken: SEQUENCE_TOKEN,
          arn: `${logGroupArn(call, group.name)}:log-stream:${name}`,
          // Since June 2019 AWS answers zero (API reference, LogStream).
          storedBytes: 0,
        };
      }),
      nextToken,
    };
  },

  PutLogEvents: ({ logGroupName, logStreamName, logEvents = [] }, call) => {
    const state = call.store(logsStore);
    const stream = getStream(getGroup(state, logGroupName), logStreamName);
    validateMembers("InvalidParameterException", {
      logEvents: [logEvents.length, { atLeast: 1, atMost: 10_000 }],
    });
    const events = logEvents.map(({ timestamp = 0, message = "" }) => ({ timestamp, message }));
    if (events.some(({ timestamp }, index) => index > 0 && timestamp < events[index - 1]!.timestamp))
      throw new AwsError(
        "InvalidParameterException",
        "Log events in a single PutLogEvents request must be in chronological order.",
      );
    if (events.at(-1)!.timestamp - events[0]!.timestamp > DAY_MS)
      throw new AwsError(
        "InvalidParameterException",
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
      );
    const now = call.cloud.clock.now().getTime();
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST_MS).length;
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + NEWEST_MS);
    ingest(state, stream, events.slice(tooOld, tooNew < 0 ? undefined : tooNew), now);
    const rejected = {
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(tooNew >= 0 ? { tooNewLogEventStartIndex: tooNew } : {}),
    };
    return {
      nextSequenceToken: SEQUENCE_TOKEN,
      ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
    };
  },

  GetLogEvents: (input, call) => {
    const { startTime, endTime, nextToken, limit = MAX_PAGE, startFromHead = false } = input;
    validateMembers("InvalidParameterException", { limit: [limit, { atLeast: 1, atMost: MAX_PAGE }] });
    const group = getGroup(call.store(logsStore), input.logGroupIdentifier ?? input.logGroupName);
    const stream = getStream(group, input.logStreamName);
    const events = eventsBetween(group, stream, call.cloud.clock.now().getTime(), startTime, endTime);
    const [from, to] = windowOf(events.length, limit, startFromHead, nextToken);
    return {
      events: events
        .slice(from, to)
        .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${digits(to)}/s`,
      nextBackwardToken: `b/${digits(from)}/s`,
    };
  },

  FilterLogEvents: (input, call) => {
    const { logStreamNames, logStreamNamePrefix = "", startTime, endTime } = input;
    if (logStreamNames && input.logStreamNamePrefix !== undefined)
      throw new AwsError(
        "InvalidParameterException",
        "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.",
      );
    const matches = parseFilterPattern(input.filterPattern);
    const group = getGroup(call.store(logsStore), input.logGroupIdentifier ?? input.logGroupName);
    const streams = logStreamNames
      ? logStreamNames.map((name) => getStream(group, name))
      : Object.values(group.streams).filter(({ name }) => name.startsWith(logStreamNamePrefix));
    const now = call.cloud.clock.now().getTime();
    const found = streams
      .flatMap((stream) =>
        // Here, unlike in GetLogEvents, an event at the very end of the time range counts (API reference).
        eventsBetween(group, stream, now, startTime, endTime === undefined ? undefined : endTime + 1).map(
          (event) => ({ ...event, stream: stream.name }),
        ),
      )
      .filter(({ message }) => matches(message))
      .sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
    const { items, nextToken } = page(
      found,
      { limit: input.limit ?? MAX_PAGE, nextToken: input.nextToken },
      MAX_PAGE,
    );
    return {
      events: items.map(({ stream, timestamp, message, ingestionTime, id }) => ({
        logStreamName: stream,
        timestamp,
        message,
        ingestionTime,
        eventId: id,
      })),
      searchedLogStreams: [],
      nextToken,
    };
  },
} satisfies Operations<"logs">;

/** Sequence tokens are ignored since January 2023, and still answered. */
const SEQUENCE_TOKEN = "49039859516258264178126363184163230870186128316414923922";

const digits = (index: number) => String(index).padStart(56, "0");

/** The events that a token goes on from: forward from an index, or backward up to one; else the head or the tail. */
function windowOf(length: number, limit: number, fromHead: boolean, token?: string): [number, number] {
  if (token === undefined)
    return fromHead ? [0, Math.min(limit, length)] : [Math.max(0, length - limit), length];
  const [, direction, place] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  if (!direction) throw invalidToken();
  const index = Math.min(Number(place), length);
  return direction === "f" ? [index, Math.min(index + limit, length)] : [Math.max(0, index - limit), index];
}
