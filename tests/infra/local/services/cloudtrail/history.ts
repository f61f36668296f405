import {
  CloudTrailClient,
  type Event as HistoryEvent,
  type LookupAttributeKey,
  LookupEventsCommand,
} from "@aws-sdk/client-cloudtrail";
import type { TestAccount } from "../../../../helpers/local-account.ts";

/** What Event history answers for one attribute, the newest first. */
export async function lookUp(
  account: TestAccount,
  AttributeKey: LookupAttributeKey,
  AttributeValue: string,
  region = "us-east-1",
): Promise<HistoryEvent[]> {
  const { Events = [] } = await account
    .client(CloudTrailClient, { region })
    .send(new LookupEventsCommand({ LookupAttributes: [{ AttributeKey, AttributeValue }] }));
  return Events;
}

/** A record, as far as tests read it. */
export interface EventRecord {
  userIdentity: Record<string, unknown>;
  sourceIPAddress: string;
  userAgent: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  [member: string]: unknown;
}

export const recordOf = ({ CloudTrailEvent }: HistoryEvent): EventRecord => JSON.parse(CloudTrailEvent!);

/** The record of the newest event of this name. @throws Error where there is none */
export async function newest(account: TestAccount, eventName: string, region?: string): Promise<EventRecord> {
  const [event] = await lookUp(account, "EventName", eventName, region);
  if (!event) throw new Error(`There is no event ${eventName}`);
  return recordOf(event);
}
