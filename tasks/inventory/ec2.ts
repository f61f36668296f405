import {
  DescribeAddressesCommand,
  DescribeKeyPairsCommand,
  DescribeVpnGatewaysCommand,
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
  type Tag,
} from "@aws-sdk/client-ec2";
import { collect } from "../runtime/pages.ts";
import type { InventoryKind } from "./kinds.ts";

const nameOf = (tags: Tag[] | undefined): string | undefined =>
  tags?.find((tag) => tag.Key === "Name")?.Value;

/** EC2 goes on listing what is gone for minutes (peerings, NAT gateways) or an hour (instances). */
const isThere = (state: string | undefined): boolean =>
  !["deleted", "terminated", "rejected", "expired", "failed"].includes(state ?? "");

/** Servers and what belongs to them. */
export const SERVER_KINDS: readonly InventoryKind[] = [
  {
    kind: "instance",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeInstances({ client: ec2 }, {}), (page) => page.Reservations))
        .flatMap((reservation) => reservation.Instances ?? [])
        .filter((instance) => isThere(instance.State?.Name))
        .map((instance) => ({
          id: instance.InstanceId!,
          name: nameOf(instance.Tags),
          within: instance.VpcId,
        })),
  },
  {
    kind: "volume",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeVolumes({ client: ec2 }, {}), (page) => page.Volumes))
        .filter((volume) => isThere(volume.State))
        .map((volume) => ({
          id: volume.VolumeId!,
          name: nameOf(volume.Tags),
          within: volume.Attachments?.[0]?.InstanceId,
        })),
  },
  {
    kind: "key pair",
    list: async ({ ec2 }) =>
      ((await ec2.send(new DescribeKeyPairsCommand())).KeyPairs ?? []).map((pair) => ({
        id: pair.KeyPairId!,
        name: pair.KeyName,
      })),
  },
];

/** Networks and what lies in them. */
export const NETWORK_KINDS: readonly InventoryKind[] = [
  {
    kind: "NAT gateway",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeNatGateways({ client: ec2 }, {}), (page) => page.NatGateways))
        .filter((gateway) => isThere(gateway.State))
        .map((gateway) => ({ id: gateway.NatGatewayId!, name: nameOf(gateway.Tags), within: gateway.VpcId })),
  },
  {
    kind: "elastic IP address",
    list: async ({ ec2 }) =>
      ((await ec2.send(new DescribeAddressesCommand())).Addresses ?? []).map((address) => ({
        id: address.AllocationId!,
        name: address.PublicIp,
      })),
  },
  {
    kind: "VPC endpoint",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeVpcEndpoints({ client: ec2 }, {}), (page) => page.VpcEndpoints))
        .filter((endpoint) => isThere(endpoint.State?.toLowerCase()))
        .map((endpoint) => ({
          id: endpoint.VpcEndpointId!,
          name: endpoint.ServiceName,
          within: endpoint.VpcId,
        })),
  },
  {
    kind: "network interface",
    list: async ({ ec2 }) =>
      (
        await collect(
          paginateDescribeNetworkInterfaces({ client: ec2 }, {}),
          (page) => page.NetworkInterfaces,
        )
      ).map((one) => ({
        id: one.NetworkInterfaceId!,
        name: one.Description || undefined,
        within: one.VpcId,
      })),
  },
  {
    kind: "VPC peering connection",
    list: async ({ ec2 }) =>
      (
        await collect(
          paginateDescribeVpcPeeringConnections({ client: ec2 }, {}),
          (page) => page.VpcPeeringConnections,
        )
      )
        .filter((peering) => isThere(peering.Status?.Code))
        .map((peering) => ({ id: peering.VpcPeeringConnectionId!, name: nameOf(peering.Tags) })),
  },
  {
    kind: "network ACL",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeNetworkAcls({ client: ec2 }, {}), (page) => page.NetworkAcls)).map(
        (acl) => ({
          id: acl.NetworkAclId!,
          name: nameOf(acl.Tags),
          within: acl.VpcId,
        }),
      ),
  },
  {
    kind: "security group",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeSecurityGroups({ client: ec2 }, {}), (page) => page.SecurityGroups)).map(
        (group) => ({ id: group.GroupId!, name: group.GroupName, within: group.VpcId }),
      ),
  },
  {
    kind: "route table",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeRouteTables({ client: ec2 }, {}), (page) => page.RouteTables)).map(
        (table) => ({
          id: table.RouteTableId!,
          name: nameOf(table.Tags),
          within: table.VpcId,
        }),
      ),
  },
  {
    kind: "internet gateway",
    list: async ({ ec2 }) =>
      (
        await collect(paginateDescribeInternetGateways({ client: ec2 }, {}), (page) => page.InternetGateways)
      ).map((gateway) => ({ id: gateway.InternetGatewayId!, name: nameOf(gateway.Tags) })),
  },
  {
    kind: "VPN gateway",
    list: async ({ ec2 }) =>
      ((await ec2.send(new DescribeVpnGatewaysCommand())).VpnGateways ?? [])
        .filter((gateway) => isThere(gateway.State))
        .map((gateway) => ({ id: gateway.VpnGatewayId!, name: nameOf(gateway.Tags) })),
  },
  {
    kind: "subnet",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeSubnets({ client: ec2 }, {}), (page) => page.Subnets)).map((subnet) => ({
        id: subnet.SubnetId!,
        name: nameOf(subnet.Tags),
        within: subnet.VpcId,
      })),
  },
  {
    kind: "VPC",
    list: async ({ ec2 }) =>
      (await collect(paginateDescribeVpcs({ client: ec2 }, {}), (page) => page.Vpcs)).map((vpc) => ({
        id: vpc.VpcId!,
        name: nameOf(vpc.Tags),
      })),
  },
];
