import { randomUUID } from "node:crypto";
import type { Cloud } from "../../../cloud.ts";
import type { Principal } from "../../../principal.ts";
import type { CompletedCall } from "../../../service.ts";
import { iamArn, iamState } from "../../iam/store.ts";
import { getSession } from "../../sts/sessions.ts";
import { eventRegion, isManagementEvent, isReadOnly, keepsAnswer } from "./classify.ts";
import { append, identityIndex, laneOf } from "./event-log.ts";
import { eventsStore, type RecordedEvent, type RecordedIdentity } from "./store.ts";
import { toText } from "./withheld.ts";

/** Between these, an event takes to be seen in Event history (observed: 2 to 10 minutes; AWS says within 15). */
const VISIBLE_AFTER_MS = { least: 2 * 60_000, most: 10 * 60_000 };

/** What is larger is left out. Source: "CloudTrail record contents", requestParameters: at most 100 KB. */
const MAX_PARAMETERS = 100_000;

/** Writes a call down in Event history. Told of every call, so that it does no more than it must. */
export function recordCall(completed: CompletedCall, cloud: Cloud): void {
  const { service, operation, principal, accountId, origin, error } = completed;
  // Who is not known has no account of their own in which the call could be seen.
  if (principal.type === "anonymous" || accountId === "" || !isManagementEvent(service, operation)) return;
  const state = cloud.store(eventsStore, { accountId, region: eventRegion(service, completed.region) });
  const readOnly = isReadOnly(service, operation);
  const lane = laneOf(state, readOnly);
  const { least, most } = VISIBLE_AFTER_MS;
  const event: RecordedEvent = {
    sequence: state.next++,
    at: completed.at.getTime(),
    visible: cloud.clock.after(least + Math.random() * (most - least)).getTime(),
    id: randomUUID(),
    requestId: completed.requestId,
    service,
    operation,
    readOnly,
    who: identityIndex(lane, identityKey(principal), () => identityOf(cloud, principal)),
    ...origin,
    ...(error ? { error: { code: error.code, message: error.message, status: error.status } } : {}),
  };
  const input = limited(toText(service, completed.input));
  const output = keepsAnswer(service, operation) ? limited(toText(service, completed.output)) : undefined;
  append(cloud, lane, withTexts(JSON.stringify(event), { input, output }));
}

const limited = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > MAX_PARAMETERS ? undefined : text;

/** Adds members that are JSON text already to the text of an object that has some. */
function withTexts(object: string, members: Record<string, string | undefined>): string {
  let text = object.slice(0, -1);
  for (const [name, value] of Object.entries(members))
    if (value !== undefined && value !== "{}") text += `,"${name}":${value}`;
  return `${text}}`;
}

function identityKey(principal: Principal): string {
  if (principal.type === "service") return principal.service;
  return principal.type === "anonymous" ? "" : `${principal.arn} ${principal.accessKeyId}`;
}

/** What is known of a principal now: its session and its role may be gone when the record is read. */
function identityOf(cloud: Cloud, principal: Principal): RecordedIdentity {
  switch (principal.type) {
    case "anonymous":
    case "service":
      return { type: "AWSService", ...(principal.type === "service" ? { service: principal.service } : {}) };
    case "user": {
      const { id, arn, accessKeyId, name } = principal;
      return { type: "IAMUser", principalId: id, arn, accessKeyId, userName: name };
    }
    case "role": {
      const { id, arn, accessKeyId, roleName, accountId } = principal;
      const role = iamState(cloud, accountId).roles[roleName];
      const session = getSession(cloud, accessKeyId);
      return {
        type: "AssumedRole",
        principalId: id,
        arn,
        accessKeyId,
        userName: roleName,
        ...(role?.linkedTo ? { service: role.linkedTo } : {}),
        session: {
          issuerArn: role?.arn ?? iamArn(accountId, "role", "/", roleName),
          issuerId: id.slice(0, id.indexOf(":")),
          created: (session?.issued ?? cloud.clock.now()).toISOString(),
        },
      };
    }
  }
}
