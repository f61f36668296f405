import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { allTags, bool, integer, readProperties, tags } from "../../../resource-properties.ts";
import type { Call } from "../../../service.ts";
import type { Resource, ResourceProvider } from "../../cloudformation/provider.ts";
import { targetGroupFullName } from "../names.ts";
import { attributes, retag } from "./properties.ts";

const protocol = z.enum(["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"]);

/** What makes a target group that one: a change needs another. */
const identity = {
  HealthCheckEnabled: bool.optional(),
  IpAddressType: z.enum(["ipv4", "ipv6"]).optional(),
  Name: z.string().optional(),
  Port: integer.optional(),
  Protocol: protocol.optional(),
  ProtocolVersion: z.string().optional(),
  TargetType: z.enum(["instance", "ip", "lambda", "alb"]).optional(),
  VpcId: z.string().optional(),
};

const healthCheck = {
  HealthCheckIntervalSeconds: integer.optional(),
  HealthCheckPath: z.string().optional(),
  HealthCheckPort: z.coerce.string().optional(),
  HealthCheckProtocol: protocol.optional(),
  HealthCheckTimeoutSeconds: integer.optional(),
  HealthyThresholdCount: integer.optional(),
  Matcher: z.strictObject({ HttpCode: z.coerce.string().optional() }).optional(),
  UnhealthyThresholdCount: integer.optional(),
};

const target = z.strictObject({
  AvailabilityZone: z.string().optional(),
  Id: z.string(),
  Port: integer.optional(),
});

const properties = z.strictObject({
  ...identity,
  ...healthCheck,
  Tags: tags.optional(),
  TargetGroupAttributes: attributes.optional(),
  Targets: z.array(target).optional(),
});

type Properties = z.infer<typeof properties>;

const pick = (from: Properties, names: object) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name in names));

export const targetGroup: ResourceProvider = {
  async create(request) {
    const { call } = request;
    const wanted = readProperties(properties, request);
    const { Tags, TargetGroupAttributes: _attributes, Targets: _targets, ...settings } = wanted;
    const { TargetGroups } = await call.invoke("elasticloadbalancing", "CreateTargetGroup", {
      ...settings,
      Name: settings.Name ?? request.generateName(32),
      Tags: allTags(Tags, request.tags),
    });
    const arn = TargetGroups![0]!.TargetGroupArn!;
    await configure(call, arn, wanted);
    return resource(call, arn);
  },

  async update(request, previous) {
    const { call, physicalId: TargetGroupArn } = request;
    const now = readProperties(properties, request);
    const old = readProperties(properties, request, previous);
    if (!isDeepStrictEqual(pick(now, identity), pick(old, identity))) return "replace";
    await call.invoke("elasticloadbalancing", "ModifyTargetGroup", {
      TargetGroupArn,
      ...pick(now, healthCheck),
    });
    const gone = (old.Targets ?? []).filter(
      (it) => !now.Targets?.some((other) => isDeepStrictEqual(it, other)),
    );
    if (gone.length > 0) {
      await call.invoke("elasticloadbalancing", "DeregisterTargets", { TargetGroupArn, Targets: gone });
    }
    await configure(call, TargetGroupArn, now);
    await retag(request, now.Tags, old.Tags);
    return resource(call, TargetGroupArn);
  },

  async delete({ call, physicalId }) {
    await call.invoke("elasticloadbalancing", "DeleteTargetGroup", { TargetGroupArn: physicalId });
  },
};

async function configure(call: Call, TargetGroupArn: string, wanted: Properties): Promise<void> {
  const { TargetGroupAttributes: Attributes, Targets } = wanted;
  if (Attributes?.length) {
    await call.invoke("elasticloadbalancing", "ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
  }
  if (Targets?.length)
    await call.invoke("elasticloadbalancing", "RegisterTargets", { TargetGroupArn, Targets });
}

async function resource(call: Call, arn: string): Promise<Resource> {
  const input = { TargetGroupArns: [arn] };
  const { TargetGroups } = await call.invoke("elasticloadbalancing", "DescribeTargetGroups", input);
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
