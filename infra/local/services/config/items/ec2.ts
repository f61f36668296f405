import type { IpPermission, SecurityGroup, Tag } from "@aws-sdk/client-ec2";
import { type Ec2Network, linksOf } from "./ec2-links.ts";
import * as templates from "./ec2-templates.ts";
import { type Json, type Reader, type Resource, tagMap } from "./resource.ts";
import { fill, plain, TAGS, type Template } from "./template.ts";

const MANY_ZONES = "Multiple Availability Zones";
const NO_ZONE = "Not Applicable";

/** Everything of EC2 that is recorded. */
export async function readEc2(reader: Reader): Promise<Resource[]> {
  const network = await readNetwork(reader);
  const prefix = `arn:aws:ec2:${reader.region}:${reader.accountId}`;
  const links = linksOf(network);
  const make = (
    type: string,
    arnType: string,
    id: string,
    description: { Tags?: Tag[]; TagSet?: Tag[] },
    template: Template,
    more: Partial<Resource> = {},
  ): Resource => ({
    type: `AWS::EC2::${type}`,
    id,
    arn: `${prefix}:${arnType}/${id}`,
    zone: NO_ZONE,
    tags: tagMap(description.Tags ?? description.TagSet),
    relationships: links(`AWS::EC2::${type}`, id),
    configuration: fill(description, template),
    supplementary: {},
    ...more,
  });
  return [
    ...network.acls.map((one) =>
      make("NetworkAcl", "network-acl", one.NetworkAclId!, one, templates.NETWORK_ACL, { zone: MANY_ZONES }),
    ),
    ...network.subnets.map((one) =>
      make("Subnet", "subnet", one.SubnetId!, one, templates.SUBNET, { zone: one.AvailabilityZone! }),
    ),
    ...network.vpcs.map((one) => make("VPC", "vpc", one.VpcId!, one, templates.VPC, { zone: MANY_ZONES })),
    ...network.tables.map((one) =>
      make("RouteTable", "route-table", one.RouteTableId!, one, templates.ROUTE_TABLE),
    ),
    ...network.groups.map((one) =>
      make("SecurityGroup", "security-group", one.GroupId!, one, null, {
        name: one.GroupName,
        configuration: groupConfiguration(one),
      }),
    ),
    ...network.interfaces.map((one) =>
      make(
        "NetworkInterface",
        "network-interface",
        one.NetworkInterfaceId!,
        one,
        templates.NETWORK_INTERFACE,
        {
          zone: one.AvailabilityZone!,
        },
      ),
    ),
    ...network.instances.map((one) =>
      make("Instance", "instance", one.InstanceId!, one, templates.INSTANCE, {
        zone: one.Placement?.AvailabilityZone ?? NO_ZONE,
        created: one.LaunchTime,
        settling: ["pending", "stopping", "shutting-down"].includes(one.State?.Name ?? ""),
      }),
    ),
    ...network.internetGateways.map((one) =>
      make("InternetGateway", "internet-gateway", one.InternetGatewayId!, one, templates.INTERNET_GATEWAY, {
        zone: MANY_ZONES,
      }),
    ),
    ...network.natGateways.map((one) =>
      // Of all EC2 types this one has its time in milliseconds (observed).
      make(
        "NatGateway",
        "natgateway",
        one.NatGatewayId!,
        { ...one, CreateTime: one.CreateTime?.getTime() } as { Tags?: Tag[] },
        templates.NAT_GATEWAY,
        { created: one.CreateTime, settling: ["pending", "deleting"].includes(one.State ?? "") },
      ),
    ),
    ...network.endpoints.map((one) =>
      make("VPCEndpoint", "vpc-endpoint", one.VpcEndpointId!, one, templates.VPC_ENDPOINT, {
        settling: ["pending", "deleting"].includes(one.State?.toLowerCase() ?? ""),
      }),
    ),
    ...network.addresses.map((one) =>
      make("EIP", "eip-allocation", one.AllocationId!, one, templates.ADDRESS, { name: one.PublicIp }),
    ),
    ...network.volumes.map((one) =>
      make("Volume", "volume", one.VolumeId!, one, templates.VOLUME, {
        zone: one.AvailabilityZone!,
        created: one.CreateTime,
        settling: one.State === "creating" || one.State === "deleting",
      }),
    ),
  ];
}

async function readNetwork({ ask }: Reader): Promise<Ec2Network> {
  const [
    acls,
    subnets,
    vpcs,
    tables,
    groups,
    interfaces,
    instances,
    igws,
    nats,
    endpoints,
    addresses,
    volumes,
  ] = await Promise.all([
    ask("ec2", "DescribeNetworkAcls", {}),
    ask("ec2", "DescribeSubnets", {}),
    ask("ec2", "DescribeVpcs", {}),
    ask("ec2", "DescribeRouteTables", {}),
    ask("ec2", "DescribeSecurityGroups", {}),
    ask("ec2", "DescribeNetworkInterfaces", {}),
    ask("ec2", "DescribeInstances", {}),
    ask("ec2", "DescribeInternetGateways", {}),
    ask("ec2", "DescribeNatGateways", {}),
    ask("ec2", "DescribeVpcEndpoints", {}),
    ask("ec2", "DescribeAddresses", {}),
    ask("ec2", "DescribeVolumes", {}),
  ]);
  return {
    acls: acls.NetworkAcls ?? [],
    subnets: subnets.Subnets ?? [],
    vpcs: vpcs.Vpcs ?? [],
    tables: tables.RouteTables ?? [],
    groups: groups.SecurityGroups ?? [],
    interfaces: interfaces.NetworkInterfaces ?? [],
    // EC2 shows what is gone for a while yet; to Config it is deleted.
    instances: (instances.Reservations ?? [])
      .flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => State?.Name !== "terminated"),
    internetGateways: igws.InternetGateways ?? [],
    natGateways: (nats.NatGateways ?? []).filter(({ State }) => State !== "deleted"),
    endpoints: (endpoints.VpcEndpoints ?? []).filter(({ State }) => State?.toLowerCase() !== "deleted"),
    addresses: addresses.Addresses ?? [],
    volumes: volumes.Volumes ?? [],
  };
}

function groupConfiguration(group: SecurityGroup): Json {
  return {
    description: group.Description ?? null,
    groupName: group.GroupName ?? null,
    ipPermissions: (group.IpPermissions ?? []).map(permission),
    ownerId: group.OwnerId ?? null,
    groupId: group.GroupId ?? null,
    ipPermissionsEgress: (group.IpPermissionsEgress ?? []).map(permission),
    tags: fill(group.Tags, TAGS),
    vpcId: group.VpcId ?? null,
  };
}

/** IPv4 ranges appear twice, the second time as bare blocks; "all traffic" has no ports (observed). */
function permission(one: IpPermission): Json {
  const ranges = one.IpRanges ?? [];
  return {
    ...(one.FromPort === undefined ? {} : { fromPort: one.FromPort }),
    ipProtocol: one.IpProtocol ?? null,
    ipv6Ranges: plain(one.Ipv6Ranges ?? []),
    prefixListIds: plain(one.PrefixListIds ?? []),
    ...(one.ToPort === undefined ? {} : { toPort: one.ToPort }),
    userIdGroupPairs: plain(one.UserIdGroupPairs ?? []),
    ipv4Ranges: plain(ranges),
    ipRanges: ranges.map(({ CidrIp = "" }) => CidrIp),
  };
}
