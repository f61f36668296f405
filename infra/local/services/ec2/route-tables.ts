import type { RouteTable } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { describe, withTags } from "./describe.ts";
import { dependencyViolation, invalidValue, required, supports } from "./errors.ts";
import { once } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { routeState } from "./routes.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2, type RouteTableAssociationRecord, type RouteTableRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";
import { localRoute } from "./vpc-parts.ts";

export const routeTableOperations: Operations<"ec2"> = {
  CreateRouteTable(input, call) {
    supports(input, "VpcId", "ClientToken", "TagSpecifications");
    const store = ec2(call);
    const vpc = find(store, "vpcs", input.VpcId, "VpcId");
    const tags = tagsFor(input.TagSpecifications, "route-table");
    const id = once(store, "routeTables", input, () => {
      const RouteTableId = newId("rtb");
      store.routeTables[RouteTableId] = {
        RouteTableId,
        VpcId: vpc.VpcId,
        OwnerId: call.accountId,
        routes: [localRoute(vpc.CidrBlock)],
        associations: [],
        propagatingGateways: [],
      };
      setTags(store, RouteTableId, tags);
      return RouteTableId;
    });
    return { RouteTable: shape(store, store.routeTables[id]!), ClientToken: input.ClientToken };
  },

  DescribeRouteTables(input, call) {
    supports(input, "RouteTableIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "routeTables", input, {
      ids: input.RouteTableIds,
      idsParameter: "routeTableIds",
      shape: (table) => shape(store, table),
      filters: {
        "association.gateway-id": (table) => table.Associations?.map((each) => each.GatewayId),
        "association.main": (table) => table.Associations?.map((each) => each.Main),
        "association.route-table-association-id": (table) =>
          table.Associations?.map((each) => each.RouteTableAssociationId),
        "association.route-table-id": (table) => table.Associations?.map((each) => each.RouteTableId),
        "association.subnet-id": (table) => table.Associations?.map((each) => each.SubnetId),
        "owner-id": (table) => table.OwnerId,
        "route-table-id": (table) => table.RouteTableId,
        "route.destination-cidr-block": (table) => table.Routes?.map((each) => each.DestinationCidrBlock),
        "route.destination-ipv6-cidr-block": (table) =>
          table.Routes?.map((each) => each.DestinationIpv6CidrBlock),
        "route.destination-prefix-list-id": (table) =>
          table.Routes?.map((each) => each.DestinationPrefixListId),
        "route.gateway-id": (table) => table.Routes?.map((each) => each.GatewayId),
        "route.instance-id": (table) => table.Routes?.map((each) => each.InstanceId),
        "route.nat-gateway-id": (table) => table.Routes?.map((each) => each.NatGatewayId),
        "route.origin": (table) => table.Routes?.map((each) => each.Origin),
        "route.state": (table) => table.Routes?.map((each) => each.State),
        "route.transit-gateway-id": (table) => table.Routes?.map((each) => each.TransitGatewayId),
        "route.vpc-peering-connection-id": (table) =>
          table.Routes?.map((each) => each.VpcPeeringConnectionId),
        "vpc-id": (table) => table.VpcId,
      },
    });
    return { RouteTables: items, NextToken };
  },

  AssociateRouteTable(input, call) {
    supports(input, "RouteTableId", "SubnetId");
    const store = ec2(call);
    const table = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    const subnet = find(store, "subnets", input.SubnetId, "SubnetId");
    if (table.VpcId !== subnet.VpcId) {
      throw invalidValue(
        `Route table ${table.RouteTableId} and subnet ${subnet.SubnetId} belong to different networks`,
      );
    }
    const existing = associationOf(store, (each) => each.subnetId === subnet.SubnetId);
    if (existing && existing.table !== table) {
      throw new AwsError(
        "Resource.AlreadyAssociated",
        `the specified association for route table ${table.RouteTableId} conflicts with an existing association`,
      );
    }
    const id = existing?.association.id ?? newId("rtbassoc");
    if (!existing) table.associations.push({ id, main: false, subnetId: subnet.SubnetId });
    return { AssociationId: id, AssociationState: { State: "associated" } };
  },

  DisassociateRouteTable(input, call) {
    supports(input, "AssociationId");
    const { table, association } = findAssociation(ec2(call), input.AssociationId);
    if (association.main) {
      throw invalidValue(`cannot disassociate the main route table association ${association.id}`);
    }
    table.associations = table.associations.filter((each) => each !== association);
    return {};
  },

  // It moves a subnet's association, or makes another table the VPC's main one.
  ReplaceRouteTableAssociation(input, call) {
    supports(input, "AssociationId", "RouteTableId");
    const store = ec2(call);
    const { table: from, association } = findAssociation(store, input.AssociationId);
    const to = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    if (from.VpcId !== to.VpcId) {
      throw invalidValue(
        `Route table ${to.RouteTableId} and association ${association.id} belong to different networks`,
      );
    }
    from.associations = from.associations.filter((each) => each !== association);
    const id = newId("rtbassoc");
    to.associations.push({ ...association, id });
    return { NewAssociationId: id, AssociationState: { State: "associated" } };
  },

  DeleteRouteTable(input, call) {
    supports(input, "RouteTableId");
    const store = ec2(call);
    const table = find(store, "routeTables", input.RouteTableId, "RouteTableId");
    if (table.associations.length > 0) {
      throw dependencyViolation(
        `The routeTable '${table.RouteTableId}' has dependencies and cannot be deleted.`,
      );
    }
    // Gateway endpoints let go of a table that is deleted.
    for (const endpoint of Object.values(store.vpcEndpoints)) {
      endpoint.RouteTableIds = endpoint.RouteTableIds.filter((id) => id !== table.RouteTableId);
    }
    forget(store, "routeTables", table.RouteTableId);
    return {};
  },
};

function associationOf(store: Ec2Store, matches: (association: RouteTableAssociationRecord) => boolean) {
  for (const table of Object.values(store.routeTables)) {
    const association = table.associations.find(matches);
    if (association) return { table, association };
  }
}

function findAssociation(store: Ec2Store, id: string | undefined) {
  const wanted = required(id, "AssociationId");
  const found = associationOf(store, (each) => each.id === wanted);
  if (found) return found;
  throw new AwsError("InvalidAssociationID.NotFound", `The association ID '${wanted}' does not exist`);
}

function shape(store: Ec2Store, table: RouteTableRecord): RouteTable {
  const { RouteTableId, VpcId, OwnerId } = table;
  return {
    RouteTableId,
    VpcId,
    OwnerId,
    Associations: table.associations.map((association) => ({
      Main: association.main,
      RouteTableAssociationId: association.id,
      RouteTableId,
      ...(association.subnetId !== undefined && { SubnetId: association.subnetId }),
      AssociationState: { State: "associated" },
    })),
    PropagatingVgws: table.propagatingGateways.map((GatewayId) => ({ GatewayId })),
    Routes: table.routes.map((route) => ({ ...route, State: routeState(store, table, route) })),
    ...withTags(store, RouteTableId),
  };
}
