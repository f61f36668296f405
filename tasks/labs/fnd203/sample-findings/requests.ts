import { type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Clients } from "../../../runtime/clients.ts";
import { isAccessDenied } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";

/** When samples were last asked for, of which types; an empty list means all of them. */
export interface SampleRequest {
  at: Date;
  types: string[];
}

/** How long GuardDuty may take to show what was asked of it: seconds to five minutes are told, twice that is allowed. */
const PATIENCE_MS = 10 * 60 * 1000;

/** What is being read for a verification: two steps wait for the same samples. */
const readings = new WeakMap<LabSituation, Promise<SampleRequest[]>>();

/**
 * What CreateSampleFindings was asked for in the last ten minutes and may still be on its way, from CloudTrail's event
 * history. It is only evidence: where it may not be read, there is none.
 */
export function recentRequests(clients: Clients, lab: LabSituation): Promise<SampleRequest[]> {
  const reading = readings.get(lab) ?? lookUp(clients, lab);
  readings.set(lab, reading);
  return reading;
}

async function lookUp({ cloudTrail }: Clients, { startedAt }: LabSituation): Promise<SampleRequest[]> {
  const earliest = new Date(Math.max(startedAt.getTime(), Date.now() - PATIENCE_MS));
  try {
    const { Events = [] } = await cloudTrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateSampleFindings" }],
        StartTime: earliest,
      }),
    );
    return Events.flatMap(requestOf);
  } catch (error) {
    if (isAccessDenied(error)) return [];
    throw error;
  }
}

/** What an event asked for; nothing where it was refused. */
function requestOf({ CloudTrailEvent = "{}", EventTime }: Event): SampleRequest[] {
  const { errorCode, requestParameters } = JSON.parse(CloudTrailEvent) as {
    errorCode?: string;
    requestParameters?: { findingTypes?: string[] } | null;
  };
  if (errorCode !== undefined || !EventTime) return [];
  return [{ at: EventTime, types: requestParameters?.findingTypes ?? [] }];
}
