import type { Cloud } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { InstanceNetwork } from "../../../instance-network.ts";
import { networkOf } from "../../../network-view.ts";
import { servicePrincipal } from "../../../principal.ts";
import type { Call, CompletedCall } from "../../../service.ts";
import { stateAt, stateSince } from "../../ec2/compute/instance-state.ts";
import { ec2, type InstanceRecord } from "../../ec2/store.ts";
import { agentPermissions, hasAgent } from "./agent.ts";
import { type NodeRecord, nodesStore } from "./store.ts";

/** Observed: an instance is a managed node one to three minutes after its boot. */
const REGISTRATION_MS = 90_000;

/** How an agent stands with Systems Manager now. */
export interface Node {
  record: NodeRecord;
  instance: InstanceRecord;
  /** `PingStatus`: the agent reports its health. */
  online: boolean;
  /** GetConnectionStatus: Session Manager reaches the agent. */
  connected: boolean;
  /** Why it is not connected, for people who look into it. */
  because?: string;
}

/**
 * The account's managed nodes, with those that register by this moment.
 * Deliberate difference: that an agent is cut off shows at once, while AWS notices in up to five minutes.
 * @param only the one instance that is asked about
 */
export async function managedNodes(call: Call, only?: string): Promise<Node[]> {
  const { instances } = ec2(call);
  const candidates = Object.values(instances).filter(
    (it) => (only === undefined || it.InstanceId === only) && it.IamInstanceProfile,
  );
  forgetTerminated(call);
  if (candidates.length === 0 && Object.keys(call.store(nodesStore).nodes).length === 0) return [];
  const topology = await networkOf(call);
  const found = await Promise.all(
    Object.values(instances)
      .filter((it) => only === undefined || it.InstanceId === only)
      .map(async (instance) => judge(call, await InstanceNetwork.of(call, instance, topology), instance)),
  );
  return found.filter((node) => node !== undefined);
}

function judge(call: Call, network: InstanceNetwork, instance: InstanceRecord): Node | undefined {
  const { nodes } = call.store(nodesStore);
  const { online, connected, because } = agentState(call, network, instance);
  let record = nodes[instance.InstanceId];
  if (!record) {
    if (!online) return undefined;
    record = { instanceId: instance.InstanceId, registered: call.cloud.clock.now() };
    nodes[instance.InstanceId] = record;
    call.cloud.changed();
  }
  if (online === (record.lostSince !== undefined)) {
    if (online) delete record.lostSince;
    else record.lostSince = call.cloud.clock.now();
    call.cloud.changed();
  }
  return { record, instance, online, connected, because };
}

function agentState(call: Call, network: InstanceNetwork, instance: InstanceRecord) {
  const off = (because: string) => ({ online: false, connected: false, because });
  const { clock } = call.cloud;
  const state = stateAt(instance, clock.now());
  if (state !== "running") return off(`the instance is ${state}`);
  const ready = stateSince(instance, clock.now()).getTime() + clock.scaled(REGISTRATION_MS);
  if (ready > clock.now().getTime()) return off("the agent has not started yet");
  if (!hasAgent(call, instance)) return off("the image has no agent");
  const allowed = agentPermissions(call, instance);
  if (!allowed.report) return off("the instance's role does not allow ssm:UpdateInstanceInformation");
  const reporting = network.wayToService("ssm");
  if (!reporting.open) return off(reporting.because);
  if (!allowed.message)
    return { online: true, connected: false, because: "the instance's role does not allow ssmmessages" };
  const messaging = network.wayToService("ssmmessages");
  return { online: true, connected: messaging.open, because: messaging.open ? undefined : messaging.because };
}

/** A terminated instance is deregistered by AWS itself. */
function forgetTerminated(call: Call): void {
  const { nodes } = call.store(nodesStore);
  const { instances } = ec2(call);
  for (const id of Object.keys(nodes)) {
    const instance = instances[id];
    if (!instance || stateAt(instance, call.cloud.clock.now()) === "terminated") delete nodes[id];
  }
}

/** Calls after which an agent may be able to register for the first time. */
const OPENING = new Set([
  "RunInstances",
  "StartInstances",
  "AssociateIamInstanceProfile",
  "ReplaceIamInstanceProfileAssociation",
  "CreateVpcEndpoint",
  "CreateRoute",
]);

/** The places in which a look at the agents is due, and how many calls have opened something since, by cloud. */
const due = new WeakMap<Cloud, Map<string, number>>();

/**
 * Lets agents register though nobody asks: one that has registered and is then cut off is `ConnectionLost`, while
 * one that never did is no managed node at all.
 */
export function watchForAgents(completed: CompletedCall, cloud: Cloud): void {
  const { service, operation, error, accountId, region } = completed;
  if (service !== "ec2" || error || !OPENING.has(operation)) return;
  const places = due.get(cloud) ?? new Map<string, number>();
  due.set(cloud, places);
  const place = `${accountId} ${region}`;
  const calls = places.get(place);
  places.set(place, (calls ?? 0) + 1);
  if (calls === undefined) cloud.background(() => registerAgents(cloud, places, place));
}

async function registerAgents(cloud: Cloud, places: Map<string, number>, place: string): Promise<void> {
  const [accountId = "", region = ""] = place.split(" ");
  try {
    // Once it is quiet: a stack makes dozens of such calls, and each look reads the whole network.
    for (let calls = 0; calls !== places.get(place); ) {
      calls = places.get(place) ?? 0;
      // An endpoint, the slowest of these to become available, takes less.
      await cloud.clock.delay(REGISTRATION_MS * 2, cloud.stopping);
    }
  } finally {
    places.delete(place);
  }
  const principal = servicePrincipal("ssm.amazonaws.com", accountId);
  await managedNodes(makeCall(cloud, { accountId, region, principal }));
}
