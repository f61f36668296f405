import { deflateSync, inflateSync } from "node:zlib";
import type { LogEvent, LogStream, PackedEvents } from "./store.ts";

/** A stream keeps at least its latest 10,000 events, and the oldest go first: the account is saved as one file. */
const KEPT_EVENTS = 10_000;

/** What an event counts beyond its message (CloudWatch Logs quotas, "Batch size"). */
const EVENT_OVERHEAD = 26;

/**
 * How many bytes of events are left as they are until they are packed. State machines that log their data write megabytes
 * into many streams, which are walked through at each save and hardly ever read. Packing as many takes 0.15 ms and leaves
 * a fifth.
 */
const PACKED_AT = 16_384;

/** Takes events in, in whatever order; of those of one moment the ones that arrived first come first. */
export function addEvents(stream: LogStream, events: readonly LogEvent[]): void {
  for (const event of events) {
    openUntil(stream, event.timestamp);
    const later = stream.events.findLastIndex((other) => other.timestamp <= event.timestamp);
    stream.events.splice(later + 1, 0, event);
  }
  if (bytesIn(stream.events) < PACKED_AT) return;
  const packed = [...(stream.packed ?? []), pack(stream.events)];
  let count = packed.reduce((sum, one) => sum + one.count, 0);
  while (count - packed[0]!.count >= KEPT_EVENTS) count -= packed.shift()!.count;
  stream.packed = packed;
  stream.events = [];
}

/** Unpacks what is later than a moment, which an event that comes late has to go before. */
function openUntil(stream: LogStream, timestamp: number): void {
  for (let last = stream.packed?.at(-1); last && last.last > timestamp; last = stream.packed?.at(-1)) {
    stream.events = [...unpack(last), ...stream.events];
    stream.packed?.pop();
  }
}

/** A stream's events from `start` (inclusive) to `end` (exclusive; both in ms), by timestamp; of equal ones, by arrival. */
export function eventsWithin({ packed = [], events }: LogStream, start: number, end: number): LogEvent[] {
  const opened = packed.filter(({ first, last }) => last >= start && first < end).flatMap(unpack);
  return [...opened, ...events].filter(({ timestamp }) => timestamp >= start && timestamp < end);
}

/** The moments of a stream's first and its last event, in ms; undefined where it has none. */
export function spanOf({ packed = [], events }: LogStream): { first: number; last: number } | undefined {
  const first = packed[0]?.first ?? events[0]?.timestamp;
  const last = events.at(-1)?.timestamp ?? packed.at(-1)?.last;
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** What a stream's events count as stored. */
export const bytesOf = ({ packed = [], events }: LogStream): number =>
  packed.reduce((sum, { bytes }) => sum + bytes, 0) + bytesIn(events);

const bytesIn = (events: readonly LogEvent[]): number =>
  events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD, 0);

const pack = (events: readonly LogEvent[]): PackedEvents => ({
  first: events[0]!.timestamp,
  last: events.at(-1)!.timestamp,
  count: events.length,
  bytes: bytesIn(events),
  text: deflateSync(JSON.stringify(events), { level: 1 }).toString("base64"),
});

const unpack = ({ text }: PackedEvents): LogEvent[] =>
  JSON.parse(inflateSync(Buffer.from(text, "base64")).toString());
