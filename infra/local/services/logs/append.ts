import { requirePermission } from "../../authorise.ts";
import type { Cloud, Place } from "../../cloud.ts";
import { makeCall } from "../../dispatch.ts";
import { AwsError } from "../../errors.ts";
import type { Principal } from "../../principal.ts";
import type { Permission } from "../../service.ts";
import { logPermission } from "./permissions.ts";
import { addStream, ingest, logsState, newGroup } from "./store.ts";

/** A line of a log: with the moment at which it was written, or now. */
export type LogLine = string | { timestamp: Date; message: string };

/**
 * Writes lines to a log stream from inside the account, as Lambda and Step Functions do. Group and stream are made
 * where they do not exist.
 * @param as the role in whose name it is done. Where its policies do not allow it nothing is written and nobody is
 * told, as with a Lambda function whose role lacks `logs:PutLogEvents`. Absent, the service writes for itself.
 * @returns whether the lines were written
 */
export function appendLogEvents(
  cloud: Cloud,
  place: Place,
  groupName: string,
  streamName: string,
  lines: readonly LogLine[],
  as?: Principal,
): boolean {
  const state = logsState(cloud, place);
  const allowed = (permission: Permission) => as === undefined || isAllowed(cloud, place, as, permission);
  if (!state.groups[groupName] && !allowed(logPermission("CreateLogGroup", place, groupName))) return false;
  const missing = state.groups[groupName]?.streams[streamName] === undefined;
  if (missing && !allowed(logPermission("CreateLogStream", place, groupName, streamName))) return false;
  if (!allowed(logPermission("PutLogEvents", place, groupName, streamName))) return false;

  const now = cloud.clock.now().getTime();
  state.groups[groupName] ??= newGroup(groupName, now);
  const group = state.groups[groupName];
  const stream = group.streams[streamName] ?? addStream(group, streamName, now);
  const events = lines.map((line) =>
    typeof line === "string"
      ? { timestamp: now, message: line }
      : { timestamp: line.timestamp.getTime(), message: line.message },
  );
  ingest(state, stream, events, now);
  cloud.changed();
  return true;
}

function isAllowed(cloud: Cloud, place: Place, principal: Principal, permission: Permission): boolean {
  try {
    requirePermission(makeCall(cloud, { principal, ...place }), "logs", permission);
    return true;
  } catch (error) {
    if (AwsError.is(error)) return false;
    throw error;
  }
}
