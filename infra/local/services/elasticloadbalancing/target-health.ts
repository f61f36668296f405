import type { TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Topology } from "../../../../tasks/network/topology.ts";
import { networkOf } from "../../network-view.ts";
import type { Call } from "../../service.ts";
import { stateAt } from "../ec2/compute/instance-state.ts";
import { ec2 } from "../ec2/store.ts";
import { checkHealth } from "./health-check.ts";
import {
  type LoadBalancerNode,
  type LoadBalancerRecord,
  loadBalancersUsing,
  loadBalancing,
  type TargetGroupRecord,
  type TargetRecord,
} from "./store.ts";

/**
 * The health of a group's targets as DescribeTargetHealth answers it. It is what a check would find now; how long
 * a target is `initial`, and how long it takes to be healthy again after its server came up, follows the group's
 * interval and thresholds. A change of the network shows at once, where AWS takes the threshold's checks.
 */
export async function targetHealths(
  call: Call,
  group: TargetGroupRecord,
  targets: readonly TargetRecord[],
): Promise<Map<object, TargetHealth>> {
  const [balancer] = loadBalancersUsing(loadBalancing(call), group.arn);
  const topology = await networkOf(call);
  const healths = new Map<object, TargetHealth>();
  for (const target of targets) {
    healths.set(target, await targetHealth(call, topology, balancer, group, target));
  }
  return healths;
}

async function targetHealth(
  call: Call,
  topology: Topology,
  balancer: LoadBalancerRecord | undefined,
  group: TargetGroupRecord,
  target: TargetRecord,
): Promise<TargetHealth> {
  if (target.drainedAt) {
    return {
      State: "draining",
      Reason: "Target.DeregistrationInProgress",
      Description: "Target deregistration is in progress",
    };
  }
  if (!balancer) {
    return {
      State: "unused",
      Reason: "Target.NotInUse",
      Description: "Target group is not configured to receive traffic from the load balancer",
    };
  }
  const unusable = invalidState(call, balancer, group, target);
  if (unusable) return unusable;
  // Unsure: how AWS sums up nodes that disagree; a target that fails for any of them is shown unhealthy here.
  for (const node of balancer.nodes) {
    const failure = await checkHealth(call, topology, node, group, target);
    if (failure)
      return isInitial(call, balancer, group, target) ? INITIAL : { State: "unhealthy", ...failure };
  }
  return isPassing(call, balancer, group, target);
}

const INITIAL: TargetHealth = {
  State: "initial",
  Reason: "Elb.InitialHealthChecking",
  Description: "Initial health checks in progress",
};

function invalidState(
  call: Call,
  balancer: LoadBalancerRecord,
  group: TargetGroupRecord,
  target: TargetRecord,
): TargetHealth | undefined {
  if (group.targetType !== "instance") return undefined;
  const instance = ec2(call).instances[target.id];
  const state = instance ? stateAt(instance, call.cloud.clock.now()) : "terminated";
  if (state !== "running") {
    return { State: "unused", Reason: "Target.InvalidState", Description: `Target is in the ${state} state` };
  }
  if (balancer.nodes.some((node) => node.zoneName === instance?.Placement?.AvailabilityZone))
    return undefined;
  return {
    State: "unused",
    Reason: "Target.NotInUse",
    Description: "Target is in an Availability Zone that is not enabled for the load balancer",
  };
}

/** When the first check of a target is made: once it is registered and its load balancer works. */
function firstCheck(balancer: LoadBalancerRecord, target: TargetRecord): number {
  return Math.max(balancer.activeAt.getTime(), target.registeredAt.getTime());
}

/** Unhealthy is told only after the threshold's failed checks in a row. */
function unhealthyFrom(
  call: Call,
  balancer: LoadBalancerRecord,
  group: TargetGroupRecord,
  target: TargetRecord,
) {
  const { intervalSeconds, unhealthyThreshold } = group.healthCheck;
  return firstCheck(balancer, target) + call.cloud.clock.scaled(intervalSeconds * unhealthyThreshold * 1_000);
}

function isInitial(
  call: Call,
  balancer: LoadBalancerRecord,
  group: TargetGroupRecord,
  target: TargetRecord,
): boolean {
  return call.cloud.clock.now().getTime() < unhealthyFrom(call, balancer, group, target);
}

/** A new target needs one check that passes; one that was unhealthy needs the healthy threshold's. */
function isPassing(
  call: Call,
  balancer: LoadBalancerRecord,
  group: TargetGroupRecord,
  target: TargetRecord,
): TargetHealth {
  const { clock } = call.cloud;
  const now = clock.now().getTime();
  const ready = ec2(call).instances[target.id]?.firstBoot.endsAt.getTime() ?? 0;
  const wasUnhealthyFrom = unhealthyFrom(call, balancer, group, target);
  if (ready <= wasUnhealthyFrom) {
    return now >= Math.max(ready, firstCheck(balancer, target)) ? { State: "healthy" } : INITIAL;
  }
  const { intervalSeconds, healthyThreshold } = group.healthCheck;
  if (now >= ready + clock.scaled(intervalSeconds * healthyThreshold * 1_000)) return { State: "healthy" };
  return { State: "unhealthy", Reason: "Target.FailedHealthChecks", Description: "Health checks failed" };
}

/** The targets that a node sends requests to: its healthy ones, or all of them when none is (the ALB fails open). */
export async function routableTargets(
  call: Call,
  topology: Topology,
  balancer: LoadBalancerRecord,
  node: LoadBalancerNode,
  group: TargetGroupRecord,
): Promise<TargetRecord[]> {
  const usable = group.targets.filter(
    (target) => !target.drainedAt && !invalidState(call, balancer, group, target),
  );
  const healthy: TargetRecord[] = [];
  for (const target of usable) {
    if (!(await checkHealth(call, topology, node, group, target))) healthy.push(target);
  }
  return healthy.length > 0 ? healthy : usable;
}
