import { isIPv4 } from "node:net";
import type { TargetDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { stateAt } from "../ec2/compute/instance-state.ts";
import { ec2 } from "../ec2/store.ts";
import { validation } from "./errors.ts";
import {
  loadBalancersUsing,
  loadBalancing,
  type TargetGroupRecord,
  type TargetRecord,
  targetGroupOf,
} from "./store.ts";
import { targetHealths } from "./target-health.ts";

export const targetOperations: Operations<"elasticloadbalancing"> = {
  RegisterTargets: (input, call) => {
    const group = targetGroupOf(call, input.TargetGroupArn);
    if (!input.Targets?.length) validation("At least one target must be specified");
    for (const target of input.Targets) checkTarget(call, group, target);
    for (const target of input.Targets) {
      const port = target.Port ?? group.port;
      const known = group.targets.find((it) => it.id === target.Id && it.port === port);
      if (known && !known.drainedAt) continue;
      // One that is draining comes back as a new registration.
      group.targets = group.targets.filter((it) => it !== known);
      group.targets.push({
        id: target.Id!,
        port,
        ...(target.AvailabilityZone && { availabilityZone: target.AvailabilityZone }),
        registeredAt: call.cloud.clock.now(),
      });
    }
    return {};
  },

  DeregisterTargets: (input, call) => {
    const group = targetGroupOf(call, input.TargetGroupArn);
    const inUse = loadBalancersUsing(loadBalancing(call), group.arn).length > 0;
    const delay = inUse ? Number(group.attributes["deregistration_delay.timeout_seconds"]) * 1_000 : 0;
    for (const target of input.Targets ?? []) {
      const matching = group.targets.filter(
        (it) => it.id === target.Id && (target.Port === undefined || it.port === target.Port),
      );
      if (matching.length === 0) {
        throw new AwsError("InvalidTarget", `The following targets are not registered: '${target.Id}'`);
      }
      for (const it of matching) it.drainedAt ??= call.cloud.clock.after(delay);
    }
    liveTargets(group, call.cloud.clock.now());
    return {};
  },

  DescribeTargetHealth: async (input, call) => {
    const group = targetGroupOf(call, input.TargetGroupArn);
    const now = call.cloud.clock.now();
    const registered = liveTargets(group, now);
    const wanted = input.Targets?.length
      ? input.Targets.map((target) => asked(group, registered, target))
      : registered;
    const healths = await targetHealths(
      call,
      group,
      wanted.filter((it) => "registeredAt" in it),
    );
    return {
      TargetHealthDescriptions: wanted.map((target) => ({
        Target: {
          Id: target.id,
          Port: target.port,
          ...(target.availabilityZone && { AvailabilityZone: target.availabilityZone }),
        },
        HealthCheckPort:
          group.healthCheck.port === "traffic-port" ? String(target.port) : group.healthCheck.port,
        TargetHealth: healths.get(target) ?? {
          State: "unused",
          Reason: "Target.NotRegistered",
          Description: "Target is not registered to the target group",
        },
        ...(input.Include?.length && { AnomalyDetection: { Result: "normal", MitigationInEffect: "no" } }),
      })),
    };
  },
};

/** The targets still registered; those whose draining is over are dropped. */
function liveTargets(group: TargetGroupRecord, now: Date): TargetRecord[] {
  group.targets = group.targets.filter((target) => !target.drainedAt || target.drainedAt > now);
  return group.targets;
}

function asked(
  group: TargetGroupRecord,
  registered: readonly TargetRecord[],
  target: TargetDescription,
): TargetRecord | Pick<TargetRecord, "id" | "port" | "availabilityZone"> {
  const port = target.Port ?? group.port;
  return (
    registered.find((it) => it.id === target.Id && it.port === port) ?? {
      id: target.Id ?? "",
      port,
    }
  );
}

function checkTarget(call: Call, group: TargetGroupRecord, target: TargetDescription): void {
  const id = target.Id ?? "";
  if (group.targetType === "ip") {
    if (!isIPv4(id)) validation(`The IP address '${id}' is not a valid IPv4 address`);
    return;
  }
  if (!/^i-[0-9a-f]+$/.test(id)) validation(`Instance ID '${id}' is not valid`);
  const instance = ec2(call).instances[id];
  if (!instance) throw new AwsError("InvalidTarget", `The following targets do not exist: '${id}'`);
  if (instance.VpcId !== group.vpcId) {
    throw new AwsError(
      "InvalidTarget",
      `The following targets are not in the target group VPC '${group.vpcId}': '${id}'`,
    );
  }
  if (stateAt(instance, call.cloud.clock.now()) !== "running") {
    throw new AwsError(
      "InvalidTarget",
      `The following targets are not in a running state and cannot be registered: '${id}'`,
    );
  }
}
