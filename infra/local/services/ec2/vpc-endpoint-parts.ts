import { createHash } from "node:crypto";
import type { DnsEntry } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import { addInterface } from "./compute/interfaces.ts";
import { invalidValue } from "./errors.ts";
import { find } from "./kinds.ts";
import { managedPrefixLists } from "./prefix-list-data.ts";
import { forget } from "./settle.ts";
import type { Ec2Store, VpcEndpointRecord } from "./store.ts";

/** Puts an interface of the endpoint into each subnet: at most one a zone. */
export function addSubnets(store: Ec2Store, endpoint: VpcEndpointRecord, subnetIds: string[]): void {
  const subnets = subnetIds.map((id) => find(store, "subnets", id, "SubnetIds"));
  const zones = new Set(endpoint.SubnetIds.map((id) => store.subnets[id]?.AvailabilityZone));
  for (const subnet of subnets) {
    if (subnet.VpcId !== endpoint.VpcId) {
      throw new AwsError(
        "InvalidParameter",
        `Subnet ${subnet.SubnetId} does not belong to VPC ${endpoint.VpcId}`,
      );
    }
    if (zones.has(subnet.AvailabilityZone)) {
      throw new AwsError(
        "DuplicateSubnetsInSameZone",
        `Found another VPC endpoint subnet in the availability zone of ${subnet.SubnetId}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
      );
    }
    zones.add(subnet.AvailabilityZone);
  }
  for (const subnet of subnets) {
    const held = addInterface(store, {
      subnet,
      securityGroupIds: [...endpoint.securityGroupIds],
      description: `VPC Endpoint Interface ${endpoint.VpcEndpointId}`,
      requester: "727180483921",
    });
    held.InterfaceType = "vpc_endpoint";
    held.Status = "in-use";
    endpoint.SubnetIds.push(subnet.SubnetId);
    endpoint.NetworkInterfaceIds.push(held.NetworkInterfaceId);
  }
}

export function removeSubnets(store: Ec2Store, endpoint: VpcEndpointRecord, subnetIds: string[]): void {
  for (const id of endpoint.NetworkInterfaceIds) {
    if (subnetIds.includes(store.networkInterfaces[id]?.SubnetId ?? "")) {
      forget(store, "networkInterfaces", id);
    }
  }
  endpoint.NetworkInterfaceIds = endpoint.NetworkInterfaceIds.filter((id) => store.networkInterfaces[id]);
  endpoint.SubnetIds = endpoint.SubnetIds.filter((id) => !subnetIds.includes(id));
}

/** Gives each route table a route to the service's prefix list by way of the endpoint. */
export function addTables(store: Ec2Store, endpoint: VpcEndpointRecord, tableIds: string[]): void {
  const tables = tableIds
    .map((id) => find(store, "routeTables", id, "RouteTableIds"))
    .filter((table) => !endpoint.RouteTableIds.includes(table.RouteTableId));
  if (tables.length === 0) return;
  const DestinationPrefixListId = prefixListOf(store, endpoint);
  for (const table of tables) {
    if (table.VpcId !== endpoint.VpcId) {
      throw invalidValue(
        `route table ${table.RouteTableId} and vpc endpoint ${endpoint.VpcEndpointId} belong to different networks`,
      );
    }
    if (table.routes.some((route) => route.DestinationPrefixListId === DestinationPrefixListId)) {
      throw new AwsError(
        "RouteAlreadyExists",
        `route table ${table.RouteTableId} already has a route with destination-prefix-list-id ${DestinationPrefixListId}`,
      );
    }
  }
  for (const table of tables) {
    table.routes.push({ DestinationPrefixListId, GatewayId: endpoint.VpcEndpointId, Origin: "CreateRoute" });
    endpoint.RouteTableIds.push(table.RouteTableId);
  }
}

export function removeTables(store: Ec2Store, endpoint: VpcEndpointRecord, tableIds: string[]): void {
  for (const id of tableIds) {
    const table = store.routeTables[id];
    if (table) table.routes = table.routes.filter((route) => route.GatewayId !== endpoint.VpcEndpointId);
  }
  endpoint.RouteTableIds = endpoint.RouteTableIds.filter((id) => !tableIds.includes(id));
}

function prefixListOf(store: Ec2Store, endpoint: VpcEndpointRecord): string {
  const list = managedPrefixLists(store.place.region).find((each) => each.name === endpoint.ServiceName);
  if (list) return list.id;
  throw new AwsError("InvalidParameter", `Endpoint type (${endpoint.VpcEndpointType}) has no route tables`);
}

/** Private DNS needs both of the VPC's DNS attributes, and a name that no other endpoint of the VPC has. */
export function checkPrivateDns(store: Ec2Store, endpoint: VpcEndpointRecord): void {
  if (!endpoint.PrivateDnsEnabled) return;
  const vpc = store.vpcs[endpoint.VpcId]!;
  if (!vpc.enableDnsHostnames || !vpc.enableDnsSupport) {
    throw new AwsError(
      "InvalidParameter",
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.VpcId}`,
    );
  }
  const conflict = Object.values(store.vpcEndpoints).some(
    (other) =>
      other !== endpoint &&
      other.PrivateDnsEnabled &&
      other.VpcId === endpoint.VpcId &&
      other.ServiceName === endpoint.ServiceName,
  );
  if (conflict) {
    throw new AwsError(
      "InvalidParameter",
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${privateName(store, endpoint)} in the VPC ${vpc.VpcId}`,
    );
  }
}

/** The endpoint's own names, one for the Region and one a zone, and the service's private one. */
export function dnsEntries(store: Ec2Store, endpoint: VpcEndpointRecord): DnsEntry[] {
  const { region } = store.place;
  // AWS appends eight letters of its own to the id; the same endpoint keeps the same ones.
  const suffix = hash(endpoint.VpcEndpointId).slice(0, 8);
  const domain = `${endpoint.ServiceName.split(".").slice(3).join(".")}.${region}.vpce.amazonaws.com`;
  const zone = `Z${hash(domain).slice(0, 13).toUpperCase()}`;
  const zones = endpoint.SubnetIds.map((id) => store.subnets[id]?.AvailabilityZone).filter(Boolean);
  return [
    { DnsName: `${endpoint.VpcEndpointId}-${suffix}.${domain}`, HostedZoneId: zone },
    ...zones.map((name) => ({
      DnsName: `${endpoint.VpcEndpointId}-${suffix}-${name}.${domain}`,
      HostedZoneId: zone,
    })),
    ...(endpoint.PrivateDnsEnabled
      ? [
          {
            DnsName: privateName(store, endpoint),
            HostedZoneId: `Z${hash(endpoint.VpcEndpointId).slice(8, 21).toUpperCase()}`,
          },
        ]
      : []),
  ];
}

function privateName(store: Ec2Store, endpoint: VpcEndpointRecord): string {
  return `${endpoint.ServiceName.split(".").slice(3).join(".")}.${store.place.region}.amazonaws.com`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
