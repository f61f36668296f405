import type { Session } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../errors.ts";
import { pageOf } from "../../../paging.ts";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { type SessionRecord, sessionsStore } from "./store.ts";

const FILTER_KEYS = ["InvokedAfter", "InvokedBefore", "Target", "Owner", "Status", "SessionId", "AccessType"];

/** DescribeSessions: the sessions that are going on, or those of the last thirty days that are over. */
export function describeSessions(
  input: Input<"ssm", "DescribeSessions">,
  call: Call,
): Output<"ssm", "DescribeSessions"> {
  const { State = "", MaxResults = 10, NextToken, Filters = [] } = input;
  validateMembers("ValidationException", {
    state: [State, { enum: ["Active", "History"] }],
    maxResults: [MaxResults, { atLeast: 1, atMost: 200 }],
  });
  for (const { key = "" } of Filters)
    if (!FILTER_KEYS.includes(key))
      throw new AwsError(
        "InvalidFilterKey",
        `The following filter key is not valid: ${key}. Valid filter keys include: [${FILTER_KEYS.join(", ")}].`,
      );
  const now = call.cloud.clock.now();
  const found = Object.values(call.store(sessionsStore).sessions)
    // Of two that began in the same millisecond the later one is the newer.
    .reverse()
    .filter((session) => (session.end === undefined) === (State === "Active"))
    .map((session) => shape(session, now))
    .filter((session) => Filters.every(({ key, value = "" }) => matches(session, key!, value)))
    .sort((a, b) => b.StartDate!.getTime() - a.StartDate!.getTime());
  const { items, next } = pageOf(found, MaxResults, NextToken, invalidToken);
  return { Sessions: items, NextToken: next };
}

function shape(session: SessionRecord, now: Date): Session {
  const { end } = session;
  return {
    SessionId: session.id,
    Target: session.target,
    Status: end?.status ?? (session.connectedAt <= now ? "Connected" : "Connecting"),
    StartDate: session.started,
    ...(end ? { EndDate: end.at } : {}),
    DocumentName: session.documentName,
    Owner: session.owner,
    ...(session.reason === undefined ? {} : { Reason: session.reason }),
    // "Reserved for future use" (API reference).
    OutputUrl: {},
    ...(session.maxSessionDuration === undefined ? {} : { MaxSessionDuration: session.maxSessionDuration }),
    AccessType: "Standard",
  };
}

function matches(session: Session, key: string, value: string): boolean {
  switch (key) {
    case "InvokedAfter":
      return session.StartDate! >= moment(value);
    case "InvokedBefore":
      return session.StartDate! < moment(value);
    case "Target":
      return session.Target === value;
    case "Owner":
      return session.Owner === value;
    case "Status":
      return session.Status === value;
    case "SessionId":
      return session.SessionId === value;
    default:
      return session.AccessType === value;
  }
}

function moment(value: string): Date {
  const date = new Date(value);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(value) || Number.isNaN(date.getTime()))
    throw new AwsError("ValidationException", `${value} is not a time such as 2024-08-29T00:00:00Z.`);
  return date;
}

const invalidToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");
