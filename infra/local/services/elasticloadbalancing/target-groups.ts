import type { CreateTargetGroupInput, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { ec2 } from "../ec2/store.ts";
import { TARGET_GROUP_ATTRIBUTES } from "./attributes.ts";
import { notFound, refuseUnsupported, validation } from "./errors.ts";
import { checkName, targetGroupArn } from "./names.ts";
import { page } from "./paging.ts";
import {
  loadBalancerOf,
  loadBalancersUsing,
  loadBalancing,
  type TargetGroupRecord,
  targetGroupOf,
} from "./store.ts";

export const targetGroupOperations: Operations<"elasticloadbalancing"> = {
  CreateTargetGroup: (input, call) => {
    refuseUnsupported(input, "CreateTargetGroup", "TargetControlPort");
    const record = newTargetGroup(input, call);
    const state = loadBalancing(call);
    const same = state.targetGroups.find((group) => group.name === record.name);
    if (same) {
      // A repeated call with the same settings answers with what there is, as the API reference says.
      if (settings(same) === settings(record)) return { TargetGroups: [describe(call, same)] };
      throw new AwsError(
        "DuplicateTargetGroupName",
        `A target group with the same name '${record.name}' exists, but with different settings`,
      );
    }
    state.targetGroups.push(record);
    return { TargetGroups: [describe(call, record)] };
  },

  DescribeTargetGroups: (input, call) => {
    const state = loadBalancing(call);
    const given = [input.LoadBalancerArn, input.TargetGroupArns, input.Names].filter((list) => list?.length);
    if (given.length > 1) {
      validation("Load balancer ARN, target group ARNs and target group names cannot be specified together");
    }
    let groups = state.targetGroups;
    for (const name of input.Names ?? [])
      if (!groups.some((it) => it.name === name)) notFound("target group");
    for (const arn of input.TargetGroupArns ?? []) targetGroupOf(call, arn);
    if (input.Names?.length) groups = groups.filter((it) => input.Names!.includes(it.name));
    if (input.TargetGroupArns?.length)
      groups = groups.filter((it) => input.TargetGroupArns!.includes(it.arn));
    if (input.LoadBalancerArn) {
      loadBalancerOf(call, input.LoadBalancerArn);
      groups = groups.filter((group) =>
        loadBalancersUsing(state, group.arn).some((it) => it.arn === input.LoadBalancerArn),
      );
    }
    const { items, ...rest } = page(groups, input);
    return { TargetGroups: items.map((group) => describe(call, group)), ...rest };
  },

  ModifyTargetGroup: (input, call) => {
    refuseUnsupported(input, "ModifyTargetGroup", "HealthCheckEnabled");
    const group = targetGroupOf(call, input.TargetGroupArn);
    const check = group.healthCheck;
    group.healthCheck = checked({
      protocol: httpProtocol(input.HealthCheckProtocol ?? check.protocol, "Health check protocol"),
      port: input.HealthCheckPort ?? check.port,
      path: input.HealthCheckPath ?? check.path,
      intervalSeconds: input.HealthCheckIntervalSeconds ?? check.intervalSeconds,
      timeoutSeconds: input.HealthCheckTimeoutSeconds ?? check.timeoutSeconds,
      healthyThreshold: input.HealthyThresholdCount ?? check.healthyThreshold,
      unhealthyThreshold: input.UnhealthyThresholdCount ?? check.unhealthyThreshold,
      httpCodes: input.Matcher?.HttpCode ?? check.httpCodes,
    });
    return { TargetGroups: [describe(call, group)] };
  },

  /** A group that is gone already is success: the API reference declares no "not found" for it. */
  DeleteTargetGroup: (input, call) => {
    const state = loadBalancing(call);
    if (loadBalancersUsing(state, input.TargetGroupArn ?? "").length > 0) {
      throw new AwsError(
        "ResourceInUse",
        `Target group '${input.TargetGroupArn}' is currently in use by a listener or a rule`,
      );
    }
    state.targetGroups = state.targetGroups.filter((group) => group.arn !== input.TargetGroupArn);
    return {};
  },
};

function newTargetGroup(input: CreateTargetGroupInput, call: Call): TargetGroupRecord {
  const name = checkName("Target group", input.Name);
  const targetType = input.TargetType ?? "instance";
  if (targetType !== "instance" && targetType !== "ip") {
    throw new AwsError(
      "NotImplemented",
      `The local account has no target groups of type ${targetType} yet: instance and ip only.`,
      501,
    );
  }
  if (input.HealthCheckEnabled === false) {
    validation(`Health check enabled must be true for target groups with target type '${targetType}'`);
  }
  if (input.IpAddressType === "ipv6") {
    throw new AwsError("NotImplemented", "The local account has no IPv6 target groups yet.", 501);
  }
  if (!input.Protocol) validation("A protocol must be specified");
  if (!input.Port) validation("A port must be specified");
  if (input.Port < 1 || input.Port > 65_535) validation(`Port '${input.Port}' must be between 1 and 65535`);
  if (!input.VpcId) validation("A VPC ID must be specified");
  if (!ec2(call).vpcs[input.VpcId]) validation(`The VPC ID '${input.VpcId}' is not found`);
  return {
    arn: targetGroupArn(call, name),
    name,
    protocol: httpProtocol(input.Protocol, "Protocol"),
    protocolVersion: input.ProtocolVersion ?? "HTTP1",
    port: input.Port,
    vpcId: input.VpcId,
    targetType,
    healthCheck: checked({
      protocol: httpProtocol(input.HealthCheckProtocol ?? "HTTP", "Health check protocol"),
      port: input.HealthCheckPort ?? "traffic-port",
      path: input.HealthCheckPath ?? "/",
      intervalSeconds: input.HealthCheckIntervalSeconds ?? 30,
      timeoutSeconds: input.HealthCheckTimeoutSeconds ?? 5,
      healthyThreshold: input.HealthyThresholdCount ?? 5,
      unhealthyThreshold: input.UnhealthyThresholdCount ?? 2,
      httpCodes: input.Matcher?.HttpCode ?? "200",
    }),
    targets: [],
    attributes: { ...TARGET_GROUP_ATTRIBUTES },
    tags: input.Tags ?? [],
  };
}

function httpProtocol(protocol: string, what: string): "HTTP" | "HTTPS" {
  if (protocol === "HTTP" || protocol === "HTTPS") return protocol;
  throw new AwsError(
    "NotImplemented",
    `${what} ${protocol} belongs to Network or Gateway Load Balancers, which the local account does not have yet.`,
    501,
  );
}

type HealthCheck = TargetGroupRecord["healthCheck"];

/** The ranges of the API reference for HTTP and HTTPS health checks. */
function checked(check: HealthCheck): HealthCheck {
  within("Health check interval", check.intervalSeconds, 5, 300);
  within("Health check timeout", check.timeoutSeconds, 2, 120);
  within("Healthy threshold count", check.healthyThreshold, 2, 10);
  within("Unhealthy threshold count", check.unhealthyThreshold, 2, 10);
  if (check.timeoutSeconds >= check.intervalSeconds) {
    validation("Health check timeout must be smaller than the health check interval");
  }
  if (!check.path.startsWith("/"))
    validation(`Health check path '${check.path}' must begin with a '/' character`);
  if (!/^([2-4]\d\d)(-[2-4]\d\d)?(,([2-4]\d\d)(-[2-4]\d\d)?)*$/.test(check.httpCodes)) {
    validation(`Health check matcher HTTP code '${check.httpCodes}' must be within '200-499' inclusive`);
  }
  return check;
}

function within(what: string, value: number, least: number, most: number): void {
  if (value < least || value > most)
    validation(`${what} must be between ${least} and ${most}, was '${value}'`);
}

const settings = (group: TargetGroupRecord): string =>
  JSON.stringify([
    group.protocol,
    group.protocolVersion,
    group.port,
    group.vpcId,
    group.targetType,
    group.healthCheck,
  ]);

function describe(call: Call, group: TargetGroupRecord): TargetGroup {
  const check = group.healthCheck;
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: check.protocol,
    HealthCheckPort: check.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckPath: check.path,
    Matcher: { HttpCode: check.httpCodes },
    LoadBalancerArns: loadBalancersUsing(loadBalancing(call), group.arn).map((balancer) => balancer.arn),
    TargetType: group.targetType,
    ProtocolVersion: group.protocolVersion,
    IpAddressType: "ipv4",
  };
}
