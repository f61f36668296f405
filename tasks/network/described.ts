import type * as ec2 from "@aws-sdk/client-ec2";
import { addresses } from "./addresses.ts";
import type { RangeSet } from "./ranges.ts";
import type { AclEntry, GroupRule, Route, RouteTargetKind, RulePeer, Topology } from "./topology.ts";
import { ALL_PORTS, ALL_PROTOCOLS, type Flow, ICMP, TCP, UDP } from "./traffic.ts";

/** What the Describe calls answered, in the SDK's own shapes. */
export interface Described {
  vpcs: ec2.Vpc[];
  subnets: ec2.Subnet[];
  routeTables: ec2.RouteTable[];
  peerings: ec2.VpcPeeringConnection[];
  natGateways: ec2.NatGateway[];
  networkAcls: ec2.NetworkAcl[];
  groups: ec2.SecurityGroup[];
  groupRules: ec2.SecurityGroupRule[];
  interfaces: ec2.NetworkInterface[];
  prefixLists: { id: string; cidrs: string[] }[];
}

/**
 * The number that EC2 gives the entry which denies whatever no other entry of a network ACL matched. It lists
 * it with the others (32768 is the one for IPv6), and it cannot be changed.
 */
const FINAL_ENTRY = 32_767;

const nameOf = (tags: ec2.Tag[] | undefined): { name?: string } => {
  const name = tags?.find((tag) => tag.Key === "Name")?.Value;
  return name === undefined ? {} : { name };
};

const byId = <T extends { id: string }>(items: T[]): Record<string, T> =>
  Object.fromEntries(items.map((item) => [item.id, item]));

/** The topology of what was described. Things without an id, which the SDK's types permit and EC2 never sends, are left out. */
export function describedTopology(described: Described): Topology {
  const associations = described.networkAcls.flatMap((acl) => acl.Associations ?? []);
  return {
    vpcs: byId(
      described.vpcs.map((vpc) => ({
        id: vpc.VpcId!,
        ...nameOf(vpc.Tags),
        cidrs: vpc.CidrBlockAssociationSet?.map((block) => block.CidrBlock!) ?? [vpc.CidrBlock!],
      })),
    ),
    subnets: byId(
      described.subnets.map((subnet) => {
        const association = associations.find((each) => each.SubnetId === subnet.SubnetId);
        return {
          id: subnet.SubnetId!,
          vpcId: subnet.VpcId!,
          ...nameOf(subnet.Tags),
          cidr: subnet.CidrBlock!,
          routeTableId: routeTableOf(subnet, described.routeTables),
          aclId: association?.NetworkAclId,
          aclAssociationId: association?.NetworkAclAssociationId,
        };
      }),
    ),
    routeTables: byId(
      described.routeTables.map((table) => ({
        id: table.RouteTableId!,
        vpcId: table.VpcId!,
        routes: (table.Routes ?? []).flatMap(toRoute),
      })),
    ),
    peerings: byId(
      described.peerings.map((peering) => ({
        id: peering.VpcPeeringConnectionId!,
        status: peering.Status?.Code ?? "unknown",
        vpcIds: [peering.RequesterVpcInfo?.VpcId ?? "", peering.AccepterVpcInfo?.VpcId ?? ""],
      })),
    ),
    natGateways: byId(
      described.natGateways.map((nat) => ({
        id: nat.NatGatewayId!,
        subnetId: nat.SubnetId ?? "",
        address: hosts(nat.NatGatewayAddresses?.map((address) => address.PrivateIp)),
        available: nat.State === "available",
        public: nat.ConnectivityType !== "private",
      })),
    ),
    acls: byId(
      described.networkAcls.map((acl) => ({
        id: acl.NetworkAclId!,
        vpcId: acl.VpcId!,
        ...nameOf(acl.Tags),
        isDefault: acl.IsDefault ?? false,
        entries: (acl.Entries ?? []).flatMap(toAclEntry),
      })),
    ),
    groups: byId(
      described.groups.map((group) => ({
        id: group.GroupId!,
        vpcId: group.VpcId!,
        name: group.GroupName ?? group.GroupId!,
        rules: described.groupRules.filter((rule) => rule.GroupId === group.GroupId).flatMap(toGroupRule),
      })),
    ),
    interfaces: byId(
      described.interfaces.map((each) => ({
        id: each.NetworkInterfaceId!,
        vpcId: each.VpcId!,
        subnetId: each.SubnetId!,
        addresses: hosts(
          each.PrivateIpAddresses?.map((address) => address.PrivateIpAddress) ?? [each.PrivateIpAddress],
        ),
        publicAddress: each.Association?.PublicIp,
        groupIds: (each.Groups ?? []).map((group) => group.GroupId!),
        instanceId: each.Attachment?.InstanceId,
        description: each.Description,
      })),
    ),
    prefixLists: Object.fromEntries(
      described.prefixLists.map((list) => [list.id, addresses(...list.cidrs.filter(isIpv4))]),
    ),
  };
}

// Prefix lists of AWS services carry IPv6 blocks beside the IPv4 ones.
const isIpv4 = (cidr: string): boolean => !cidr.includes(":");

const hosts = (list: (string | undefined)[] | undefined): RangeSet =>
  addresses(...(list ?? []).filter((address) => address !== undefined));

function routeTableOf(subnet: ec2.Subnet, tables: ec2.RouteTable[]): string | undefined {
  const own = tables.find((table) => table.Associations?.some((each) => each.SubnetId === subnet.SubnetId));
  const main = tables.find(
    (table) => table.VpcId === subnet.VpcId && table.Associations?.some((each) => each.Main),
  );
  return (own ?? main)?.RouteTableId;
}

function toRoute(route: ec2.Route): Route[] {
  const destination = route.DestinationCidrBlock ?? route.DestinationPrefixListId;
  if (!destination) return [];
  return [
    {
      destination,
      target: routeTarget(route),
      active: route.State !== "blackhole",
      propagated: route.Origin === "EnableVgwRoutePropagation",
    },
  ];
}

function routeTarget(route: ec2.Route): Route["target"] {
  if (route.NatGatewayId) return { kind: "nat-gateway", id: route.NatGatewayId };
  if (route.VpcPeeringConnectionId) return { kind: "peering", id: route.VpcPeeringConnectionId };
  const gateway = route.GatewayId;
  if (gateway === undefined) {
    const id = route.TransitGatewayId ?? route.NetworkInterfaceId ?? route.InstanceId ?? "unknown";
    return { kind: "other", id };
  }
  const kinds: [prefix: string, kind: RouteTargetKind][] = [
    ["local", "local"],
    ["igw-", "internet-gateway"],
    ["vgw-", "vpn-gateway"],
    ["vpce-", "gateway-endpoint"],
  ];
  return { kind: kinds.find(([prefix]) => gateway.startsWith(prefix))?.[1] ?? "other", id: gateway };
}

function toAclEntry(entry: ec2.NetworkAclEntry): AclEntry[] {
  if (entry.RuleNumber === undefined || entry.RuleNumber >= FINAL_ENTRY || !entry.CidrBlock) return [];
  return [
    {
      number: entry.RuleNumber,
      direction: entry.Egress ? "egress" : "ingress",
      allow: entry.RuleAction === "allow",
      cidr: entry.CidrBlock,
      flow: toFlow(
        entry.Protocol ?? "-1",
        entry.PortRange?.From ?? entry.IcmpTypeCode?.Type,
        entry.PortRange?.To ?? entry.IcmpTypeCode?.Code,
      ),
    },
  ];
}

function toGroupRule(rule: ec2.SecurityGroupRule): GroupRule[] {
  const peer = toPeer(rule);
  if (!rule.SecurityGroupRuleId || !peer) return [];
  return [
    {
      id: rule.SecurityGroupRuleId,
      direction: rule.IsEgress ? "egress" : "ingress",
      flow: toFlow(rule.IpProtocol ?? "-1", rule.FromPort, rule.ToPort),
      peer,
    },
  ];
}

function toPeer(rule: ec2.SecurityGroupRule): RulePeer | undefined {
  if (rule.CidrIpv4) return { kind: "cidr", cidr: rule.CidrIpv4 };
  if (rule.CidrIpv6) return { kind: "cidr6", cidr: rule.CidrIpv6 };
  if (rule.PrefixListId) return { kind: "prefix-list", id: rule.PrefixListId };
  const group = rule.ReferencedGroupInfo;
  if (!group?.GroupId) return undefined;
  return {
    kind: "group",
    id: group.GroupId,
    peeringId: group.VpcPeeringConnectionId,
    peeringStatus: group.PeeringStatus,
  };
}

const PROTOCOL_NUMBERS: Record<string, number> = { tcp: TCP, udp: UDP, icmp: ICMP, icmpv6: 58 };

/** EC2's three numbers: ports for TCP and UDP, type and code for ICMP; −1 or none is all of them. */
function toFlow(protocol: string, from: number | undefined, to: number | undefined): Flow {
  const number = PROTOCOL_NUMBERS[protocol] ?? Number(protocol);
  if (number === -1) return { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };
  const flow = { protocols: [[number, number]] as const, ports: ALL_PORTS };
  if (from === undefined || from === -1) return flow;
  if (number === TCP || number === UDP) return { ...flow, ports: [[from, to ?? from]] };
  if (number !== ICMP && number !== 58) return flow;
  const code = to ?? -1;
  return {
    ...flow,
    ports: [code === -1 ? [from * 256, from * 256 + 255] : [from * 256 + code, from * 256 + code]],
  };
}
