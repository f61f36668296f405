import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { AwsError } from "../../../errors.ts";
import { allTags, readProperties, tags } from "../../../resource-properties.ts";
import type { Call } from "../../../service.ts";
import type { Resource, ResourceProvider } from "../../cloudformation/provider.ts";
import { hostedZoneId, loadBalancerFullName } from "../names.ts";
import { NODE_RELEASE } from "../nodes.ts";
import { attributes, retag } from "./properties.ts";

const properties = z.strictObject({
  IpAddressType: z.enum(["ipv4", "dualstack", "dualstack-without-public-ipv4"]).optional(),
  LoadBalancerAttributes: attributes.optional(),
  Name: z.string().optional(),
  Scheme: z.enum(["internet-facing", "internal"]).optional(),
  SecurityGroups: z.array(z.string()).optional(),
  SubnetMappings: z.array(z.strictObject({ SubnetId: z.string() })).optional(),
  Subnets: z.array(z.string()).optional(),
  Tags: tags.optional(),
  Type: z.enum(["application", "network", "gateway"]).optional(),
});

type Properties = z.infer<typeof properties>;

/** CloudFormation waits until the load balancer is active, two to three minutes; it gives up much later. */
const POLL = 5_000;
const MAX_POLLS = 240;

export const loadBalancer: ResourceProvider = {
  async create(request) {
    const { LoadBalancerAttributes, Tags, ...rest } = readProperties(properties, request);
    const { LoadBalancers } = await request.call.invoke("elasticloadbalancing", "CreateLoadBalancer", {
      ...rest,
      Name: rest.Name ?? request.generateName(32),
      Tags: allTags(Tags, request.tags),
    });
    const arn = LoadBalancers![0]!.LoadBalancerArn!;
    await setAttributes(request.call, arn, LoadBalancerAttributes);
    return resource(request.call, arn);
  },

  async stabilise({ call, physicalId }) {
    for (let poll = 0; poll < MAX_POLLS; poll++) {
      const { State } = await describe(call, physicalId);
      if (State?.Code === "active") return;
      await call.cloud.clock.delay(POLL, call.cloud.stopping);
    }
    throw new AwsError("NotStabilized", `LoadBalancer ${physicalId} did not become active.`);
  },

  async update(request, previous) {
    const { call, physicalId: arn } = request;
    const now = readProperties(properties, request);
    const old = readProperties(properties, request, previous);
    if (now.Name !== old.Name || now.Scheme !== old.Scheme || now.Type !== old.Type) return "replace";
    if (!isDeepStrictEqual(now.SecurityGroups, old.SecurityGroups)) {
      const { SecurityGroups } = now;
      await call.invoke("elasticloadbalancing", "SetSecurityGroups", {
        LoadBalancerArn: arn,
        SecurityGroups,
      });
    }
    if (!isDeepStrictEqual(subnetsOf(now), subnetsOf(old))) {
      await call.invoke("elasticloadbalancing", "SetSubnets", { LoadBalancerArn: arn, ...subnetsOf(now) });
    }
    await setAttributes(call, arn, now.LoadBalancerAttributes);
    await retag(request, now.Tags, old.Tags);
    return resource(call, arn);
  },

  async delete({ call, physicalId }) {
    await call.invoke("elasticloadbalancing", "DeleteLoadBalancer", { LoadBalancerArn: physicalId });
    // Its groups and subnets, which the stack deletes next, are free once its interfaces have gone.
    await call.cloud.clock.delay(NODE_RELEASE, call.cloud.stopping);
  },
};

const subnetsOf = ({ Subnets, SubnetMappings }: Properties) => ({ Subnets, SubnetMappings });

async function setAttributes(
  call: Call,
  arn: string,
  list: Properties["LoadBalancerAttributes"],
): Promise<void> {
  if (!list?.length) return;
  const input = { LoadBalancerArn: arn, Attributes: list };
  await call.invoke("elasticloadbalancing", "ModifyLoadBalancerAttributes", input);
}

async function describe(call: Call, arn: string) {
  const input = { LoadBalancerArns: [arn] };
  const { LoadBalancers } = await call.invoke("elasticloadbalancing", "DescribeLoadBalancers", input);
  return LoadBalancers![0]!;
}

async function resource(call: Call, arn: string): Promise<Resource> {
  const { DNSName, LoadBalancerName, SecurityGroups } = await describe(call, arn);
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
