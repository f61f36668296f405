import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import type { ExistingResource, Resource, ResourceProvider } from "../cloudformation/provider.ts";
import { hostedZoneId, loadBalancerFullName, targetGroupFullName } from "./names.ts";
import { NODE_RELEASE } from "./nodes.ts";
import {
  actions,
  attributes,
  type ListenerProperties,
  type ListenerRuleProperties,
  type LoadBalancerProperties,
  mergedTags,
  number,
  propertiesOf,
  type TargetGroupProperties,
} from "./template-properties.ts";

const LOAD_BALANCER = [
  "Name",
  "Scheme",
  "Type",
  "IpAddressType",
  "Subnets",
  "SubnetMappings",
  "SecurityGroups",
  "LoadBalancerAttributes",
  "Tags",
] as const;

const loadBalancerProperties = (properties: Record<string, unknown>) =>
  propertiesOf<LoadBalancerProperties>(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    properties,
    LOAD_BALANCER,
  );

const loadBalancer: ResourceProvider = {
  async create(request) {
    const { LoadBalancerAttributes, Tags, ...rest } = loadBalancerProperties(request.properties);
    const { LoadBalancers } = await request.call.invoke("elasticloadbalancing", "CreateLoadBalancer", {
      ...rest,
      Name: rest.Name ?? request.generateName(32),
      Tags: mergedTags(Tags, request.tags),
    });
    const arn = LoadBalancers![0]!.LoadBalancerArn!;
    await setAttributes(request.call, arn, attributes(LoadBalancerAttributes));
    return loadBalancerResource(request.call, arn);
  },

  async stabilise({ call, physicalId, logicalId }) {
    // CloudFormation itself waits until the load balancer is active, two to three minutes.
    for (;;) {
      const { LoadBalancers } = await call.invoke("elasticloadbalancing", "DescribeLoadBalancers", {
        LoadBalancerArns: [physicalId],
      });
      const state = LoadBalancers?.[0]?.State?.Code;
      if (state === "active") return;
      if (state === "failed") throw new Error(`The load balancer of ${logicalId} failed`);
      await call.cloud.clock.delay(5_000, call.cloud.stopping);
    }
  },

  async update(request, previous) {
    const { call, physicalId: arn } = request;
    const now = loadBalancerProperties(request.properties);
    const old = loadBalancerProperties(previous);
    if (now.Name !== old.Name || now.Scheme !== old.Scheme || now.Type !== old.Type) return "replace";
    if (!isDeepStrictEqual(now.SecurityGroups, old.SecurityGroups)) {
      const SecurityGroups = now.SecurityGroups;
      await call.invoke("elasticloadbalancing", "SetSecurityGroups", {
        LoadBalancerArn: arn,
        SecurityGroups,
      });
    }
    const subnets = ({ Subnets, SubnetMappings }: LoadBalancerProperties) => ({ Subnets, SubnetMappings });
    if (!isDeepStrictEqual(subnets(now), subnets(old))) {
      await call.invoke("elasticloadbalancing", "SetSubnets", { LoadBalancerArn: arn, ...subnets(now) });
    }
    await setAttributes(call, arn, attributes(now.LoadBalancerAttributes));
    await retag(request, now.Tags, old.Tags);
    return loadBalancerResource(call, arn);
  },

  async delete({ call, physicalId }) {
    await call.invoke("elasticloadbalancing", "DeleteLoadBalancer", { LoadBalancerArn: physicalId });
    // Its groups and subnets, which the stack deletes next, are free once its interfaces have gone.
    await call.cloud.clock.delay(NODE_RELEASE, call.cloud.stopping);
  },
};

async function setAttributes(call: Call, arn: string, list: { Key: string; Value: string }[]): Promise<void> {
  if (list.length === 0) return;
  await call.invoke("elasticloadbalancing", "ModifyLoadBalancerAttributes", {
    LoadBalancerArn: arn,
    Attributes: list,
  });
}

async function loadBalancerResource(call: Call, arn: string): Promise<Resource> {
  const { LoadBalancers } = await call.invoke("elasticloadbalancing", "DescribeLoadBalancers", {
    LoadBalancerArns: [arn],
  });
  const { DNSName, LoadBalancerName, SecurityGroups } = LoadBalancers![0]!;
  return {
    physicalId: arn,
    attributes: {
      CanonicalHostedZoneID: hostedZoneId(call.region),
      DNSName: DNSName!,
      LoadBalancerArn: arn,
      LoadBalancerFullName: loadBalancerFullName(arn),
      LoadBalancerName: LoadBalancerName!,
      SecurityGroups: SecurityGroups ?? [],
    },
  };
}

const TARGET_GROUP = [
  "Name",
  "Protocol",
  "ProtocolVersion",
  "Port",
  "VpcId",
  "TargetType",
  "IpAddressType",
  "HealthCheckEnabled",
  "HealthCheckIntervalSeconds",
  "HealthCheckPath",
  "HealthCheckPort",
  "HealthCheckProtocol",
  "HealthCheckTimeoutSeconds",
  "HealthyThresholdCount",
  "UnhealthyThresholdCount",
  "Matcher",
  "TargetGroupAttributes",
  "Targets",
  "Tags",
] as const;

const targetGroupProperties = (properties: Record<string, unknown>) =>
  propertiesOf<TargetGroupProperties>("AWS::ElasticLoadBalancingV2::TargetGroup", properties, TARGET_GROUP);

/** The settings that ModifyTargetGroup can change; all others need another target group. */
const healthCheckOf = (properties: TargetGroupProperties) => ({
  HealthCheckIntervalSeconds: number(properties.HealthCheckIntervalSeconds),
  HealthCheckPath: properties.HealthCheckPath,
  HealthCheckPort: properties.HealthCheckPort === undefined ? undefined : String(properties.HealthCheckPort),
  HealthCheckProtocol: properties.HealthCheckProtocol,
  HealthCheckTimeoutSeconds: number(properties.HealthCheckTimeoutSeconds),
  HealthyThresholdCount: number(properties.HealthyThresholdCount),
  UnhealthyThresholdCount: number(properties.UnhealthyThresholdCount),
  Matcher: properties.Matcher,
});

const fixedSettings = ({
  Name,
  Protocol,
  ProtocolVersion,
  Port,
  VpcId,
  TargetType,
  IpAddressType,
}: TargetGroupProperties) => ({
  Name,
  Protocol,
  ProtocolVersion,
  Port: number(Port),
  VpcId,
  TargetType,
  IpAddressType,
});

const targetsOf = ({ Targets }: TargetGroupProperties) =>
  (Targets ?? []).map(({ Id, Port, AvailabilityZone }) => ({ Id, Port: number(Port), AvailabilityZone }));

const targetGroup: ResourceProvider = {
  async create(request) {
    const { call } = request;
    const properties = targetGroupProperties(request.properties);
    const { TargetGroups } = await call.invoke("elasticloadbalancing", "CreateTargetGroup", {
      ...fixedSettings(properties),
      ...healthCheckOf(properties),
      Name: properties.Name ?? request.generateName(32),
      ...(properties.HealthCheckEnabled !== undefined && {
        HealthCheckEnabled: String(properties.HealthCheckEnabled) === "true",
      }),
      Tags: mergedTags(properties.Tags, request.tags),
    });
    const arn = TargetGroups![0]!.TargetGroupArn!;
    await configure(call, arn, properties);
    return targetGroupResource(call, arn);
  },

  async update(request, previous) {
    const { call, physicalId: arn } = request;
    const now = targetGroupProperties(request.properties);
    const old = targetGroupProperties(previous);
    if (!isDeepStrictEqual(fixedSettings(now), fixedSettings(old))) return "replace";
    await call.invoke("elasticloadbalancing", "ModifyTargetGroup", {
      TargetGroupArn: arn,
      ...healthCheckOf(now),
    });
    const gone = targetsOf(old).filter((it) => !targetsOf(now).some((other) => isDeepStrictEqual(it, other)));
    if (gone.length > 0) {
      await call.invoke("elasticloadbalancing", "DeregisterTargets", { TargetGroupArn: arn, Targets: gone });
    }
    await configure(call, arn, now);
    await retag(request, now.Tags, old.Tags);
    return targetGroupResource(call, arn);
  },

  async delete({ call, physicalId }) {
    await call.invoke("elasticloadbalancing", "DeleteTargetGroup", { TargetGroupArn: physicalId });
  },
};

async function configure(call: Call, arn: string, properties: TargetGroupProperties): Promise<void> {
  const Attributes = attributes(properties.TargetGroupAttributes);
  if (Attributes.length > 0) {
    await call.invoke("elasticloadbalancing", "ModifyTargetGroupAttributes", {
      TargetGroupArn: arn,
      Attributes,
    });
  }
  const Targets = targetsOf(properties);
  if (Targets.length > 0) {
    await call.invoke("elasticloadbalancing", "RegisterTargets", { TargetGroupArn: arn, Targets });
  }
}

async function targetGroupResource(call: Call, arn: string): Promise<Resource> {
  const { TargetGroups } = await call.invoke("elasticloadbalancing", "DescribeTargetGroups", {
    TargetGroupArns: [arn],
  });
  return {
    physicalId: arn,
    attributes: {
      LoadBalancerArns: TargetGroups![0]!.LoadBalancerArns ?? [],
      TargetGroupArn: arn,
      TargetGroupFullName: targetGroupFullName(arn),
      TargetGroupName: TargetGroups![0]!.TargetGroupName!,
    },
  };
}

const listenerProperties = (properties: Record<string, unknown>) =>
  propertiesOf<ListenerProperties>("AWS::ElasticLoadBalancingV2::Listener", properties, [
    "LoadBalancerArn",
    "Port",
    "Protocol",
    "DefaultActions",
    "Certificates",
  ]);

const listener: ResourceProvider = {
  async create(request) {
    const { Port, DefaultActions, ...rest } = listenerProperties(request.properties);
    const { Listeners } = await request.call.invoke("elasticloadbalancing", "CreateListener", {
      ...rest,
      Port: number(Port),
      DefaultActions: actions(DefaultActions),
    });
    return byArn("ListenerArn", Listeners![0]!.ListenerArn!);
  },

  async update(request, previous) {
    const { LoadBalancerArn, Port, DefaultActions, ...rest } = listenerProperties(request.properties);
    if (LoadBalancerArn !== listenerProperties(previous).LoadBalancerArn) return "replace";
    await request.call.invoke("elasticloadbalancing", "ModifyListener", {
      ...rest,
      ListenerArn: request.physicalId,
      Port: number(Port),
      DefaultActions: actions(DefaultActions),
    });
    return byArn("ListenerArn", request.physicalId);
  },

  async delete({ call, physicalId }) {
    await unlessGone("ListenerNotFound", () =>
      call.invoke("elasticloadbalancing", "DeleteListener", { ListenerArn: physicalId }),
    );
  },
};

const ruleProperties = (properties: Record<string, unknown>) =>
  propertiesOf<ListenerRuleProperties>("AWS::ElasticLoadBalancingV2::ListenerRule", properties, [
    "ListenerArn",
    "Priority",
    "Conditions",
    "Actions",
  ]);

const listenerRule: ResourceProvider = {
  async create(request) {
    const { ListenerArn, Priority, Conditions, Actions } = ruleProperties(request.properties);
    const { Rules } = await request.call.invoke("elasticloadbalancing", "CreateRule", {
      ListenerArn,
      Priority: Number(Priority),
      Conditions,
      Actions: actions(Actions),
    });
    return byArn("RuleArn", Rules![0]!.RuleArn!);
  },

  async update(request, previous) {
    const now = ruleProperties(request.properties);
    const old = ruleProperties(previous);
    if (now.ListenerArn !== old.ListenerArn || Number(now.Priority) !== Number(old.Priority))
      return "replace";
    await request.call.invoke("elasticloadbalancing", "ModifyRule", {
      RuleArn: request.physicalId,
      Conditions: now.Conditions,
      Actions: actions(now.Actions),
    });
    return byArn("RuleArn", request.physicalId);
  },

  async delete({ call, physicalId }) {
    await unlessGone("RuleNotFound", () =>
      call.invoke("elasticloadbalancing", "DeleteRule", { RuleArn: physicalId }),
    );
  },
};

const byArn = (attribute: string, arn: string): Resource => ({
  physicalId: arn,
  attributes: { [attribute]: arn },
});

async function unlessGone(code: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!AwsError.is(error, code)) throw error;
  }
}

type Tags = LoadBalancerProperties["Tags"];

async function retag(request: ExistingResource, now: Tags, old: Tags): Promise<void> {
  const { call, physicalId } = request;
  const wanted = mergedTags(now, request.tags);
  const gone = (old ?? [])
    .flatMap((tag) => tag.Key ?? [])
    .filter((key) => !wanted.some((it) => it.Key === key));
  if (gone.length > 0) {
    await call.invoke("elasticloadbalancing", "RemoveTags", { ResourceArns: [physicalId], TagKeys: gone });
  }
  if (wanted.length > 0) {
    await call.invoke("elasticloadbalancing", "AddTags", { ResourceArns: [physicalId], Tags: wanted });
  }
}

export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::ElasticLoadBalancingV2::Listener": listener,
  "AWS::ElasticLoadBalancingV2::ListenerRule": listenerRule,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
  "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroup,
};
