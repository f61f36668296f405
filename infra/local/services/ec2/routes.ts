import type { CreateRouteCommandInput, Route } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { contains, formatCidr, isIpv6Cidr, parseCidr } from "./cidr.ts";
import { invalidCombination, invalidValue, supports } from "./errors.ts";
import { prefixOf } from "./ids.ts";
import { find } from "./kinds.ts";
import { findPrefixList } from "./prefix-list-data.ts";
import { type Ec2Store, ec2, type RouteTableRecord } from "./store.ts";

type StoredRoute = RouteTableRecord["routes"][number];

const TARGETS = [
  "GatewayId",
  "NatGatewayId",
  "NetworkInterfaceId",
  "InstanceId",
  "VpcPeeringConnectionId",
] as const;
const DESTINATIONS = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"] as const;

export const routeOperations: Operations<"ec2"> = {
  CreateRoute(input, call) {
    supports(input, "RouteTableId", ...DESTINATIONS, ...TARGETS);
    const store = ec2(call);
    const table = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    const destination = destinationOf(store, input);
    const target = targetOf(store, table, input);
    refuseInsideVpc(store, table, destination, target);
    if (findRoute(table, destination)) {
      throw new AwsError(
        "RouteAlreadyExists",
        `The route identified by ${Object.values(destination)[0]} already exists.`,
      );
    }
    table.routes.push({ ...destination, ...target, Origin: "CreateRoute" });
    return { Return: true };
  },

  ReplaceRoute(input, call) {
    supports(input, "RouteTableId", ...DESTINATIONS, ...TARGETS);
    const store = ec2(call);
    const table = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    const destination = destinationOf(store, input);
    const route = findRoute(table, destination);
    if (!route) throw noRoute(table, destination);
    const target = targetOf(store, table, input);
    refuseInsideVpc(store, table, destination, target);
    table.routes[table.routes.indexOf(route)] = { ...destination, ...target, Origin: "CreateRoute" };
    return {};
  },

  DeleteRoute(input, call) {
    supports(input, "RouteTableId", ...DESTINATIONS);
    const store = ec2(call);
    const table = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    const destination = destinationOf(store, input);
    const route = findRoute(table, destination);
    if (!route) throw noRoute(table, destination);
    if (route.GatewayId === "local") {
      throw invalidValue(
        `cannot remove local route ${route.DestinationCidrBlock} in route table ${table.RouteTableId}`,
      );
    }
    if (route.GatewayId?.startsWith("vpce-")) {
      throw invalidValue(
        `cannot remove VPC endpoint route ${route.DestinationPrefixListId} in route table ${table.RouteTableId}`,
      );
    }
    table.routes = table.routes.filter((each) => each !== route);
    return {};
  },
};

/** The one destination of a request, in canonical form. */
function destinationOf(
  store: Ec2Store,
  input: Pick<CreateRouteCommandInput, (typeof DESTINATIONS)[number]>,
): Pick<Route, (typeof DESTINATIONS)[number]> {
  const given = DESTINATIONS.filter((name) => input[name] !== undefined);
  if (given.length !== 1) {
    throw given.length === 0
      ? new AwsError("MissingParameter", "The request must contain the parameter destinationCidrBlock")
      : invalidCombination("Exactly one destination must be specified");
  }
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = input;
  if (DestinationCidrBlock !== undefined) {
    const block = parseCidr(DestinationCidrBlock);
    if (!block) {
      throw invalidValue(
        `Value (${DestinationCidrBlock}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
      );
    }
    return { DestinationCidrBlock: formatCidr(block) };
  }
  if (DestinationIpv6CidrBlock !== undefined) {
    if (isIpv6Cidr(DestinationIpv6CidrBlock)) return { DestinationIpv6CidrBlock };
    throw invalidValue(
      `Value (${DestinationIpv6CidrBlock}) for parameter destinationIpv6CidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  return { DestinationPrefixListId: findPrefixList(store.place.region, DestinationPrefixListId!).id };
}

/** The one target of a request: it must exist, and be reachable from the table's VPC. */
function targetOf(
  store: Ec2Store,
  table: RouteTableRecord,
  input: Pick<CreateRouteCommandInput, (typeof TARGETS)[number]>,
): Partial<StoredRoute> {
  const given = TARGETS.filter((name) => input[name] !== undefined);
  if (given.length !== 1) {
    throw given.length === 0
      ? new AwsError(
          "MissingParameter",
          "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, vpcPeeringConnectionId or instanceId",
        )
      : invalidCombination(`The parameters ${given.join(", ")} cannot be used together`);
  }
  if (input.GatewayId !== undefined) return { GatewayId: gatewayTarget(store, table, input.GatewayId) };
  if (input.NatGatewayId !== undefined) {
    const gateway = store.natGateways[input.NatGatewayId];
    if (!gateway || gateway.deletion) {
      throw new AwsError(
        "InvalidNatGatewayID.NotFound",
        `The natGateway ID '${input.NatGatewayId}' does not exist`,
      );
    }
    sameNetwork(table, "NAT gateway", gateway.NatGatewayId, gateway.VpcId);
    return { NatGatewayId: gateway.NatGatewayId };
  }
  if (input.NetworkInterfaceId !== undefined) {
    const target = find(store, "networkInterfaces", input.NetworkInterfaceId, "NetworkInterfaceId");
    sameNetwork(table, "interface", target.NetworkInterfaceId, target.VpcId);
    return { NetworkInterfaceId: target.NetworkInterfaceId, ...instanceOf(target.Attachment) };
  }
  if (input.InstanceId !== undefined) {
    const instance = find(store, "instances", input.InstanceId, "InstanceId");
    sameNetwork(table, "instance", instance.InstanceId, instance.VpcId);
    return {
      InstanceId: instance.InstanceId,
      InstanceOwnerId: table.OwnerId,
      NetworkInterfaceId: instance.networkInterfaceIds[0],
    };
  }
  const peering = find(
    store,
    "vpcPeeringConnections",
    input.VpcPeeringConnectionId,
    "VpcPeeringConnectionId",
  );
  if (peering.goneAt) {
    throw new AwsError(
      "InvalidVpcPeeringConnectionID.NotFound",
      `The vpcPeeringConnection ID '${peering.VpcPeeringConnectionId}' does not exist`,
    );
  }
  if (![peering.RequesterVpcInfo.VpcId, peering.AccepterVpcInfo.VpcId].includes(table.VpcId)) {
    throw invalidValue(
      `route table ${table.RouteTableId} and peering connection ${peering.VpcPeeringConnectionId} belong to different networks`,
    );
  }
  return { VpcPeeringConnectionId: peering.VpcPeeringConnectionId };
}

function gatewayTarget(store: Ec2Store, table: RouteTableRecord, id: string): string {
  const vpcIds =
    prefixOf(id) === "vgw"
      ? store.vpnGateways[id]?.attachments.map((each) => each.vpcId)
      : store.internetGateways[id]?.Attachments.map((each) => each.VpcId);
  if (!vpcIds) throw new AwsError("InvalidGatewayID.NotFound", `The gateway ID '${id}' does not exist`);
  sameNetwork(table, "network gateway", id, vpcIds[0]);
  return id;
}

function sameNetwork(table: RouteTableRecord, noun: string, id: string, vpcId: string | undefined): void {
  if (vpcId === table.VpcId) return;
  throw invalidValue(`route table ${table.RouteTableId} and ${noun} ${id} belong to different networks`);
}

function instanceOf(attachment: { InstanceId?: string; InstanceOwnerId?: string } | undefined) {
  return attachment?.InstanceId
    ? { InstanceId: attachment.InstanceId, InstanceOwnerId: attachment.InstanceOwnerId }
    : {};
}

/** What lies inside the VPC goes by the local route, unless a middlebox is put in its way. */
function refuseInsideVpc(
  store: Ec2Store,
  table: RouteTableRecord,
  destination: Pick<Route, "DestinationCidrBlock">,
  target: Partial<StoredRoute>,
): void {
  const block = parseCidr(destination.DestinationCidrBlock ?? "");
  const vpcBlock = parseCidr(store.vpcs[table.VpcId]!.CidrBlock)!;
  if (!block || !contains(vpcBlock, block) || target.NetworkInterfaceId) return;
  throw invalidValue(
    `The destination CIDR block ${destination.DestinationCidrBlock} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
  );
}

function findRoute(table: RouteTableRecord, destination: Partial<StoredRoute>): StoredRoute | undefined {
  return table.routes.find((route) => DESTINATIONS.every((name) => route[name] === destination[name]));
}

function noRoute(table: RouteTableRecord, destination: Partial<StoredRoute>): AwsError {
  return new AwsError(
    "InvalidRoute.NotFound",
    `no route with destination-cidr-block ${Object.values(destination)[0]} in route table ${table.RouteTableId}`,
  );
}

/** A route is a black hole once its target is gone or no longer attached to the VPC. */
export function routeState(
  store: Ec2Store,
  table: RouteTableRecord,
  route: StoredRoute,
): "active" | "blackhole" {
  return reaches(store, table.VpcId, route) ? "active" : "blackhole";
}

function reaches(store: Ec2Store, vpcId: string, route: StoredRoute): boolean {
  if (route.NatGatewayId) {
    const gateway = store.natGateways[route.NatGatewayId];
    return gateway !== undefined && !gateway.deletion && !gateway.FailureCode;
  }
  if (route.VpcPeeringConnectionId) {
    return store.vpcPeeringConnections[route.VpcPeeringConnectionId]?.Status.Code === "active";
  }
  if (route.NetworkInterfaceId) return store.networkInterfaces[route.NetworkInterfaceId] !== undefined;
  const id = route.GatewayId ?? "";
  if (id === "local") return true;
  if (prefixOf(id) === "vpce") return store.vpcEndpoints[id] !== undefined;
  if (prefixOf(id) === "vgw") {
    return store.vpnGateways[id]?.attachments.some((each) => each.vpcId === vpcId) ?? false;
  }
  return store.internetGateways[id]?.Attachments.some((each) => each.VpcId === vpcId) ?? false;
}
