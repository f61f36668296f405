import type {
  Event as HistoryEvent,
  LookupAttribute,
  LookupEventsCommandInput,
} from "@aws-sdk/client-cloudtrail";
import type { Cloud, Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { isReadOnly } from "./events/classify.ts";
import { newestFirst, type ReadEvent } from "./events/event-log.ts";
import { eventName } from "./rendering/names.ts";
import { eventSource, renderRecord } from "./rendering/record.ts";
import { resourcesOf } from "./rendering/resources.ts";
import { accessKeyOf, userNameOf } from "./rendering/user-identity.ts";

/** How long Event history goes back. */
const HISTORY_MS = 90 * 24 * 3600_000;

/** Calls in a second of AWS time, in an account's Region. Source: LookupEvents, CloudTrail API reference. */
const RATE = 2;

const MOST_RESULTS = 50;

const VALUE_OF: Record<string, (event: ReadEvent) => (string | undefined)[]> = {
  EventId: ({ event }) => [event.id],
  EventName: ({ event }) => [eventName(event.service, event.operation)],
  ReadOnly: ({ event }) => [String(event.readOnly)],
  Username: ({ identity }) => [userNameOf(identity)],
  ResourceType: ({ event }) => resourcesOf(event).map(({ ResourceType }) => ResourceType),
  ResourceName: ({ event }) => resourcesOf(event).map(({ ResourceName }) => ResourceName),
  EventSource: ({ event }) => [eventSource(event.service)],
  AccessKeyId: ({ identity }) => [accessKeyOf(identity)],
};

export const lookupOperations: Operations<"cloudtrail"> = {
  async LookupEvents(input, call) {
    requireRate(call);
    const { MaxResults = MOST_RESULTS, EndTime } = input;
    if (MaxResults < 1 || MaxResults > MOST_RESULTS)
      throw new AwsError(
        "InvalidMaxResultsException",
        `A max results value of ${MaxResults} is invalid. Specify max results between 1 and ${MOST_RESULTS}.`,
      );
    const attribute = lookupAttribute(input.LookupAttributes);
    const { from, to } = timeRange(input, call.cloud);
    if (input.EventCategory !== undefined && input.EventCategory !== "insight")
      throw new AwsError(
        "InvalidEventCategoryException",
        "The value specified for EventCategory is invalid.",
      );
    const before = positionOf(input);
    // Insights are for accounts whose trails ask for them, which none here does.
    if (input.EventCategory === "insight") return { Events: [] };

    const now = call.cloud.clock.now().getTime();
    const events: HistoryEvent[] = [];
    let last = 0;
    for await (const each of newestFirst(call.cloud, call, { ...lanesOf(attribute), from, before })) {
      if (each.event.visible > now || (EndTime !== undefined && each.event.at > to)) continue;
      if (attribute && !VALUE_OF[attribute.key]!(each).includes(attribute.value)) continue;
      if (events.length === MaxResults) return { Events: events, NextToken: tokenAt(last, input) };
      events.push(await shown(each, call));
      last = each.event.sequence;
    }
    return { Events: events };
  },
};

async function shown(each: ReadEvent, place: Place): Promise<HistoryEvent> {
  const { event, identity } = each;
  return {
    EventId: event.id,
    EventName: eventName(event.service, event.operation),
    ReadOnly: String(event.readOnly),
    AccessKeyId: accessKeyOf(identity),
    EventTime: new Date(Math.floor(event.at / 1000) * 1000),
    EventSource: eventSource(event.service),
    Username: userNameOf(identity),
    Resources: resourcesOf(event),
    CloudTrailEvent: JSON.stringify(await renderRecord(each, place)),
  };
}

/** Where an attribute can only be found: who looks for one kind of event need not read the others. */
function lanesOf(attribute: { key: string; value: string } | undefined): { reads: boolean; writes: boolean } {
  const { key, value = "" } = attribute ?? {};
  if (key === "ReadOnly") return { reads: value === "true", writes: value === "false" };
  if (key !== "EventName") return { reads: true, writes: true };
  // No two services have an operation of one name that reads in one of them and writes in the other.
  const reads = isReadOnly("sts", value);
  return { reads, writes: !reads };
}

function lookupAttribute(
  attributes: LookupAttribute[] | undefined,
): { key: string; value: string } | undefined {
  const [first, ...more] = attributes ?? [];
  if (!first) return undefined;
  const { AttributeKey: key = "", AttributeValue: value = "" } = first;
  if (more.length > 0 || !Object.hasOwn(VALUE_OF, key) || value === "")
    throw new AwsError(
      "InvalidLookupAttributesException",
      more.length > 0
        ? "You can specify only one lookup attribute."
        : "Lookup attributes are invalid. Specify one valid attribute key with a value that is not empty.",
    );
  return { key, value };
}

function timeRange(
  { StartTime, EndTime }: LookupEventsCommandInput,
  cloud: Cloud,
): { from: number; to: number } {
  if (StartTime && EndTime && StartTime > EndTime)
    throw new AwsError("InvalidTimeRangeException", "The start time must be before the end time.");
  // Events have whole seconds, so that the end of a range includes all of its last one.
  const to = EndTime ? Math.floor(EndTime.getTime() / 1000) * 1000 + 999 : Number.POSITIVE_INFINITY;
  const oldest = cloud.clock.now().getTime() - HISTORY_MS;
  return { from: Math.max(oldest, Math.floor((StartTime?.getTime() ?? 0) / 1000) * 1000), to };
}

/** What a token belongs to: it must come back with the parameters that it was given for. */
const asked = ({ LookupAttributes = [], StartTime, EndTime, EventCategory }: LookupEventsCommandInput) =>
  JSON.stringify([LookupAttributes, StartTime?.getTime(), EndTime?.getTime(), EventCategory]);

/** By the number of the last event shown, not by its place: new events come in before it. */
function tokenAt(sequence: number, input: LookupEventsCommandInput): string {
  return Buffer.from(JSON.stringify([sequence, asked(input)])).toString("base64");
}

function positionOf(input: LookupEventsCommandInput): number | undefined {
  if (input.NextToken === undefined) return undefined;
  try {
    const [sequence, question] = JSON.parse(Buffer.from(input.NextToken, "base64").toString()) as unknown[];
    if (typeof sequence === "number" && question === asked(input)) return sequence;
  } catch {
    // Not one of ours.
  }
  throw new AwsError("InvalidNextTokenException", "The next token is invalid.");
}

/** When the last calls were made, by account and Region. Of the process: nobody waits for a second over a restart. */
const lookups = new WeakMap<Cloud, Map<string, number[]>>();

function requireRate({ cloud, accountId, region }: Call): void {
  const second = cloud.clock.scaled(1000);
  if (second === 0) return;
  const now = performance.now();
  const all = lookups.get(cloud) ?? new Map<string, number[]>();
  lookups.set(cloud, all);
  const key = `${accountId} ${region}`;
  const recent = (all.get(key) ?? []).filter((at) => now - at < second);
  all.set(key, recent);
  if (recent.length >= RATE) throw new AwsError("ThrottlingException", "Rate exceeded");
  recent.push(now);
}
