import { randomUUID } from "node:crypto";
import type { ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import type { Cloud } from "../../../cloud.ts";
import { STACK_TYPE } from "../stacks.ts";
import type { ResourceRecord, StackRecord } from "../store.ts";

/**
 * The moment of a stack's next event: later than the one before it by a millisecond at least. Clients sort events by
 * their moments, and a resource's event is named by its own.
 */
function nextMoment(cloud: Cloud, stack: StackRecord): Date {
  const last = stack.events.at(-1)?.time.getTime() ?? 0;
  return new Date(Math.max(cloud.clock.now().getTime(), last + 1));
}

/** Puts a stack into a status, and says so in its events. */
export function setStackStatus(cloud: Cloud, stack: StackRecord, status: StackStatus, reason?: string): void {
  const time = nextMoment(cloud, stack);
  stack.status = status;
  stack.reason = reason;
  if (status === "DELETE_COMPLETE") stack.deleted = time;
  stack.events.push({
    id: randomUUID(),
    logicalId: stack.name,
    physicalId: stack.id,
    type: STACK_TYPE,
    time,
    // A stack's statuses are a resource's as well in events; REVIEW_IN_PROGRESS and the clean-up ones are
    // answered there too, though the model's enum of resource statuses lacks them.
    status: status as ResourceStatus,
    reason,
    token: stack.operation.token,
  });
  cloud.changed();
}

/** Puts a resource into a status, and says so in its stack's events. */
export function setResourceStatus(
  cloud: Cloud,
  stack: StackRecord,
  resource: ResourceRecord,
  status: ResourceStatus,
  reason?: string,
): void {
  const time = nextMoment(cloud, stack);
  Object.assign(resource, { status, reason, changed: time });
  stack.events.push({
    id: `${resource.logicalId}-${status}-${time.toISOString()}`,
    logicalId: resource.logicalId,
    physicalId: resource.physicalId ?? "",
    type: resource.type,
    time,
    status,
    reason,
    properties: JSON.stringify(resource.properties),
    token: stack.operation.token,
  });
  cloud.changed();
}
