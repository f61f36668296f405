import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Cloud, Place } from "../../../cloud.ts";
import {
  type EventsState,
  eventsStore,
  type Lane,
  type RecordedEvent,
  type RecordedIdentity,
  type Segment,
} from "./store.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Events in a segment: few enough that those in memory make a snapshot no larger than a stack does. */
const SEGMENT = 128;

/** Events that a lane keeps. AWS keeps 90 days of them, however many. */
const KEPT = 10_000;

/** An event, and whoever made the call. */
export interface ReadEvent {
  event: RecordedEvent;
  identity: RecordedIdentity;
}

/** Indices of identities by segment: a help for appending that can be lost. */
const known = new WeakMap<Segment, Map<string, number>>();

/** The index of an identity in the segment that takes this lane's next event. */
export function identityIndex(lane: Lane, key: string, make: () => RecordedIdentity): number {
  const segment = currentSegment(lane);
  let indices = known.get(segment);
  if (!indices) {
    indices = new Map();
    known.set(segment, indices);
  }
  let index = indices.get(key);
  if (index === undefined) {
    index = segment.identities.push(make()) - 1;
    indices.set(key, index);
  }
  return index;
}

/** Appends an event's text. Costs microseconds: a segment that is full is sealed in the background. */
export function append(cloud: Cloud, lane: Lane, text: string): void {
  const segment = currentSegment(lane);
  segment.events.push(text);
  if (segment.events.length < SEGMENT) return;
  lane.open.push(emptySegment());
  cloud.background(() => seal(cloud, lane, segment));
}

/** Takes up, after a restart, the sealing of segments that are full. */
export function resumeSealing(cloud: Cloud): void {
  for (const { state } of cloud.stores(eventsStore))
    for (const lane of [state.reads, state.writes])
      for (const segment of lane.open.slice(0, -1)) cloud.background(() => seal(cloud, lane, segment));
}

/**
 * The events of a Region of an account, the newest first.
 * @param which the lanes that are wanted, and the times (epoch milliseconds) and sequence numbers that bound them
 */
export async function* newestFirst(
  cloud: Cloud,
  place: Place,
  which: { reads: boolean; writes: boolean; from?: number; before?: number; since?: number },
): AsyncGenerator<ReadEvent> {
  const state = cloud.store(eventsStore, place);
  const lanes = [
    ...(which.reads ? [laneNewestFirst(cloud, state.reads, which)] : []),
    ...(which.writes ? [laneNewestFirst(cloud, state.writes, which)] : []),
  ];
  const heads = await Promise.all(lanes.map((lane) => lane.next()));
  for (;;) {
    let newest = -1;
    for (const [index, head] of heads.entries())
      if (!head.done && (newest < 0 || head.value.event.sequence > sequenceOf(heads[newest]!)))
        newest = index;
    if (newest < 0) return;
    const head = heads[newest]!;
    if (!head.done) yield head.value;
    heads[newest] = await lanes[newest]!.next();
  }
}

const sequenceOf = (head: IteratorResult<ReadEvent>): number =>
  head.done ? Number.NEGATIVE_INFINITY : head.value.event.sequence;

async function* laneNewestFirst(
  cloud: Cloud,
  lane: Lane,
  bounds: { from?: number; before?: number; since?: number },
): AsyncGenerator<ReadEvent> {
  const { from = 0, before = Number.POSITIVE_INFINITY, since = 0 } = bounds;
  // What is sealed meanwhile is seen where it was when reading began.
  const segments = [
    ...lane.sealed
      .filter((each) => each.to >= from && each.last >= since && each.first < before)
      .map((each) => () => load(cloud, each.digest)),
    ...lane.open.map((each) => () => each),
  ].reverse();
  for (const open of segments) {
    const { events, identities } = await open();
    for (let index = events.length - 1; index >= 0; index--) {
      const event = JSON.parse(events[index]!) as RecordedEvent;
      if (event.sequence >= before) continue;
      if (event.sequence < since || event.at < from) return;
      yield { event, identity: identities[event.who]! };
    }
  }
}

/** How many events a Region of an account has had, and so the number of the next. */
export function nextSequence(cloud: Cloud, place: Place): number {
  return cloud.store(eventsStore, place).next;
}

/** Every Region of an account that has events. */
export function regionsWithEvents(cloud: Cloud, accountId: string): string[] {
  return cloud.stores(eventsStore, accountId).map(({ place }) => place.region);
}

async function seal(cloud: Cloud, lane: Lane, segment: Segment): Promise<void> {
  const bytes = await compress(JSON.stringify(segment));
  const digest = await cloud.blobs.put(bytes);
  const ends = [segment.events[0]!, segment.events.at(-1)!].map((text) => JSON.parse(text) as RecordedEvent);
  const [oldest, newest] = ends as [RecordedEvent, RecordedEvent];
  const sealed = {
    digest,
    count: segment.events.length,
    first: oldest.sequence,
    last: newest.sequence,
    from: oldest.at,
    to: newest.at,
  };
  // Two that were full at once may be done in either order.
  const position = lane.sealed.findLastIndex((each) => each.last < sealed.first) + 1;
  lane.sealed.splice(position, 0, sealed);
  lane.open.splice(lane.open.indexOf(segment), 1);
  let count = lane.sealed.reduce((sum, each) => sum + each.count, 0);
  while (count > KEPT) count -= lane.sealed.shift()!.count;
}

async function load(cloud: Cloud, digest: string): Promise<Segment> {
  return JSON.parse((await decompress(await cloud.blobs.get(digest))).toString()) as Segment;
}

function currentSegment(lane: Lane): Segment {
  if (lane.open.length === 0) lane.open.push(emptySegment());
  return lane.open.at(-1)!;
}

const emptySegment = (): Segment => ({ identities: [], events: [] });

export const laneOf = (state: EventsState, readOnly: boolean): Lane =>
  readOnly ? state.reads : state.writes;
