import type { CreateLoadBalancerInput, LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import type { SubnetRecord } from "../ec2/store.ts";
import { LOAD_BALANCER_ATTRIBUTES } from "./attributes.ts";
import { notFound, refuseUnsupported, validation } from "./errors.ts";
import { checkArn, checkName, dnsName, hostedZoneId, loadBalancerArn } from "./names.ts";
import { addNode, checkSecurityGroups, checkSubnets, regroupNodes, releaseNodes } from "./nodes.ts";
import { page } from "./paging.ts";
import { type LoadBalancerRecord, loadBalancerOf, loadBalancing } from "./store.ts";

/** `provisioning` for two to three minutes on AWS. */
const PROVISIONING = 150_000;

export const loadBalancerOperations: Operations<"elasticloadbalancing"> = {
  CreateLoadBalancer: (input, call) => {
    refuseUnsupported(
      input,
      "CreateLoadBalancer",
      "CustomerOwnedIpv4Pool",
      "EnablePrefixForIpv6SourceNat",
      "IpamPools",
    );
    const plan = planOf(input, call);
    const state = loadBalancing(call);
    const same = state.loadBalancers.find((balancer) => balancer.name === plan.name);
    if (same) {
      // A repeated call with the same settings answers with what there is, as the API reference says.
      if (isAsPlanned(same, plan)) return { LoadBalancers: [describe(call, same)] };
      throw new AwsError(
        "DuplicateLoadBalancerName",
        `A load balancer with the same name '${plan.name}' exists, but with different settings`,
      );
    }
    const record = create(plan, call);
    state.loadBalancers.push(record);
    return { LoadBalancers: [describe(call, record)] };
  },

  DescribeLoadBalancers: (input, call) => {
    let balancers = loadBalancing(call).loadBalancers;
    if (input.LoadBalancerArns?.length && input.Names?.length) {
      validation("Load balancer names and load balancer ARNs cannot be specified together");
    }
    if (input.LoadBalancerArns?.length) {
      for (const arn of input.LoadBalancerArns) {
        checkArn(call, "load balancer", arn);
        if (!balancers.some((it) => it.arn === arn)) notFound("load balancer", `[${arn}]`);
      }
      balancers = balancers.filter((it) => input.LoadBalancerArns!.includes(it.arn));
    }
    if (input.Names?.length) {
      for (const name of input.Names)
        if (!balancers.some((it) => it.name === name)) notFound("load balancer", `[${name}]`);
      balancers = balancers.filter((it) => input.Names!.includes(it.name));
    }
    const { items, ...rest } = page(balancers, input);
    return { LoadBalancers: items.map((balancer) => describe(call, balancer)), ...rest };
  },

  /** One that is gone already is success, as the API reference says. Its listeners and rules go with it. */
  DeleteLoadBalancer: (input, call) => {
    const state = loadBalancing(call);
    const balancer = state.loadBalancers.find((it) => it.arn === input.LoadBalancerArn);
    if (!balancer) return {};
    if (balancer.attributes["deletion_protection.enabled"] === "true") {
      throw new AwsError(
        "OperationNotPermitted",
        `Load balancer '${balancer.arn}' cannot be deleted because deletion protection is enabled`,
      );
    }
    const listeners = state.listeners.filter((it) => it.loadBalancerArn === balancer.arn);
    state.rules = state.rules.filter((rule) => !listeners.some((it) => it.arn === rule.listenerArn));
    state.listeners = state.listeners.filter((it) => !listeners.includes(it));
    state.loadBalancers = state.loadBalancers.filter((it) => it !== balancer);
    releaseNodes(call, balancer.nodes);
    return {};
  },

  SetSecurityGroups: (input, call) => {
    refuseUnsupported(input, "SetSecurityGroups", "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic");
    const balancer = loadBalancerOf(call, input.LoadBalancerArn);
    if (!input.SecurityGroups?.length) validation("At least one security group must be specified");
    balancer.securityGroups = checkSecurityGroups(call, input.SecurityGroups, balancer.vpcId);
    regroupNodes(call, balancer);
    return { SecurityGroupIds: balancer.securityGroups };
  },

  SetSubnets: (input, call) => {
    refuseUnsupported(input, "SetSubnets", "IpAddressType", "EnablePrefixForIpv6SourceNat");
    const balancer = loadBalancerOf(call, input.LoadBalancerArn);
    const subnets = checkSubnets(call, subnetIds(input), balancer.scheme);
    if (subnets[0]!.VpcId !== balancer.vpcId) {
      throw new AwsError(
        "InvalidSubnet",
        `Subnets must belong to the load balancer's VPC '${balancer.vpcId}'`,
      );
    }
    const kept = balancer.nodes.filter((node) => subnets.some((it) => it.SubnetId === node.subnetId));
    releaseNodes(
      call,
      balancer.nodes.filter((node) => !kept.includes(node)),
    );
    balancer.nodes = subnets.map(
      (subnet) => kept.find((node) => node.subnetId === subnet.SubnetId) ?? addNode(call, balancer, subnet),
    );
    return { AvailabilityZones: zones(balancer) };
  },
};

/** What CreateLoadBalancer asks for, checked. */
interface Plan extends Pick<LoadBalancerRecord, "name" | "scheme" | "vpcId" | "securityGroups" | "tags"> {
  subnets: SubnetRecord[];
}

function planOf(input: CreateLoadBalancerInput, call: Call): Plan {
  const name = checkName("Load balancer", input.Name);
  if (input.Type && input.Type !== "application") {
    throw new AwsError("NotImplemented", `The local account has no ${input.Type} load balancers yet.`, 501);
  }
  if (input.IpAddressType && input.IpAddressType !== "ipv4") {
    throw new AwsError("NotImplemented", "The local account has no IPv6 load balancers yet.", 501);
  }
  const scheme = input.Scheme ?? "internet-facing";
  const subnets = checkSubnets(call, subnetIds(input), scheme);
  const vpcId = subnets[0]!.VpcId;
  const securityGroups = checkSecurityGroups(call, input.SecurityGroups, vpcId);
  return { name, scheme, subnets, vpcId, securityGroups, tags: input.Tags ?? [] };
}

function create({ subnets, ...plan }: Plan, call: Call): LoadBalancerRecord {
  const arn = loadBalancerArn(call, plan.name);
  return {
    ...plan,
    arn,
    dnsName: dnsName(call, plan.name, plan.scheme),
    createdTime: call.cloud.clock.now(),
    activeAt: call.cloud.clock.after(PROVISIONING),
    nodes: subnets.map((subnet) => addNode(call, { ...plan, arn }, subnet)),
    attributes: { ...LOAD_BALANCER_ATTRIBUTES },
  };
}

function isAsPlanned(balancer: LoadBalancerRecord, plan: Plan): boolean {
  const sorted = (list: readonly string[]) => [...list].sort().join();
  return (
    balancer.scheme === plan.scheme &&
    sorted(balancer.nodes.map((node) => node.subnetId)) === sorted(plan.subnets.map((it) => it.SubnetId)) &&
    sorted(balancer.securityGroups) === sorted(plan.securityGroups)
  );
}

type SubnetsInput = Pick<CreateLoadBalancerInput, "Subnets" | "SubnetMappings">;

function subnetIds(input: SubnetsInput): string[] {
  if (input.Subnets?.length && input.SubnetMappings?.length) {
    validation("Subnets and subnet mappings cannot be specified together");
  }
  for (const mapping of input.SubnetMappings ?? []) {
    if (mapping.AllocationId || mapping.PrivateIPv4Address || mapping.IPv6Address) {
      validation("Addresses in subnet mappings are not supported for load balancers with type 'application'");
    }
  }
  return [...(input.Subnets ?? []), ...(input.SubnetMappings ?? []).flatMap((it) => it.SubnetId ?? [])];
}

const zones = (balancer: LoadBalancerRecord) =>
  balancer.nodes.map((node) => ({
    ZoneName: node.zoneName,
    SubnetId: node.subnetId,
    LoadBalancerAddresses: [],
  }));

function describe(call: Call, balancer: LoadBalancerRecord): LoadBalancer {
  return {
    LoadBalancerArn: balancer.arn,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneId: hostedZoneId(call.region),
    CreatedTime: balancer.createdTime,
    LoadBalancerName: balancer.name,
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: balancer.activeAt <= call.cloud.clock.now() ? "active" : "provisioning" },
    Type: "application",
    AvailabilityZones: zones(balancer),
    SecurityGroups: balancer.securityGroups,
    IpAddressType: "ipv4",
  };
}
