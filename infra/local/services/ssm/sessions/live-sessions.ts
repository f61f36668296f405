import type { Cloud } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { servicePrincipal } from "../../../principal.ts";
import type { Call, CompletedCall } from "../../../service.ts";
import { stateAt } from "../../ec2/compute/instance-state.ts";
import { ec2 } from "../../ec2/store.ts";
import { LiveSession } from "./live-session.ts";
import type { SessionPlan } from "./preferences.ts";
import type { SessionRecord } from "./store.ts";

/** The sessions that this process carries, by id. A session does not outlive its process, as on AWS its agent's. */
const liveSessions = new WeakMap<Cloud, Map<string, LiveSession>>();

export function openLive(call: Call, record: SessionRecord, plan: SessionPlan): LiveSession {
  const { cloud, accountId, region } = call;
  const sessions = liveSessions.get(cloud) ?? new Map<string, LiveSession>();
  liveSessions.set(cloud, sessions);
  const own = makeCall(cloud, {
    accountId,
    region,
    principal: servicePrincipal("ssm.amazonaws.com", accountId),
  });
  const live = new LiveSession(own, record, plan, () => sessions.delete(record.id));
  sessions.set(record.id, live);
  cloud.stopping.addEventListener("abort", live.abandon, { once: true });
  return live;
}

export function findLive(cloud: Cloud, id: string): LiveSession | undefined {
  return liveSessions.get(cloud)?.get(id);
}

/** Ends the sessions of instances that have gone: the agent goes with them. */
export function watchForStoppedInstances({ service, operation, error }: CompletedCall, cloud: Cloud): void {
  if (service !== "ec2" || error || !/^(Terminate|Stop|Reboot)Instances$/.test(operation)) return;
  for (const live of liveSessions.get(cloud)?.values() ?? []) {
    const instance = ec2(live.call).instances[live.record.target];
    const runs = instance && stateAt(instance, cloud.clock.now()) === "running";
    if (!runs || operation === "RebootInstances") live.instanceGone();
  }
}
