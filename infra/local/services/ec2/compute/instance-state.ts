import type { InstanceState, InstanceStateName } from "@aws-sdk/client-ec2";
import type { InstanceRecord } from "../store.ts";

/** The codes that EC2 gives with the names: the low byte of its 16-bit state. */
const CODES: Record<InstanceStateName, number> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** The state that an instance is in by `now`: the last one of its timeline that has begun. */
export function stateAt(instance: Pick<InstanceRecord, "timeline">, now: Date): InstanceStateName {
  return instance.timeline.findLast((entry) => entry.at <= now)?.state ?? "pending";
}

export function instanceState(name: InstanceStateName): Required<InstanceState> {
  return { Code: CODES[name], Name: name };
}

/** Since when the instance has been in the state that it is in. */
export function stateSince(instance: Pick<InstanceRecord, "timeline" | "LaunchTime">, now: Date): Date {
  return instance.timeline.findLast((entry) => entry.at <= now)?.at ?? instance.LaunchTime;
}
