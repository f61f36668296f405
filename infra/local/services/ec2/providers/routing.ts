import type { ExistingResource, ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { markAsOfStack, pause, remove, tagSpecifications, updateTags } from "./handling.ts";
import { changed, known, requiredText, text } from "./properties.ts";

export const routeTable: ResourceProvider = {
  async create(request) {
    known(request, "VpcId", "Tags");
    const { RouteTable } = await request.call.invoke("ec2", "CreateRouteTable", {
      VpcId: requiredText(request, "VpcId"),
      TagSpecifications: tagSpecifications(request, "route-table"),
    });
    const id = RouteTable!.RouteTableId!;
    markAsOfStack(request, id);
    return { physicalId: id, attributes: { RouteTableId: id } };
  },
  stabilise: (request) => pause(request, 11_000),
  async update(request, old) {
    if (changed(request, old).includes("VpcId")) return "replace";
    await updateTags(request, request.physicalId, old);
    return { physicalId: request.physicalId, attributes: { RouteTableId: request.physicalId } };
  },
  delete: (request) =>
    remove(request, () =>
      request.call.invoke("ec2", "DeleteRouteTable", { RouteTableId: request.physicalId }),
    ),
};

const ROUTE_DESTINATIONS = [
  "DestinationCidrBlock",
  "DestinationIpv6CidrBlock",
  "DestinationPrefixListId",
] as const;
const ROUTE_TARGETS = [
  "GatewayId",
  "NatGatewayId",
  "NetworkInterfaceId",
  "InstanceId",
  "VpcPeeringConnectionId",
] as const;

function routeDestination(request: ResourceRequest) {
  const given = ROUTE_DESTINATIONS.map((name) => [name, text(request.properties, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function routeInput(request: ResourceRequest) {
  const targets = ROUTE_TARGETS.map((name) => [name, text(request.properties, name)] as const);
  return {
    RouteTableId: requiredText(request, "RouteTableId"),
    ...routeDestination(request),
    ...Object.fromEntries(targets.filter(([, value]) => value !== undefined)),
  };
}

function routeResource(request: ResourceRequest) {
  const destination = Object.values(routeDestination(request))[0] ?? "";
  return {
    physicalId: `${requiredText(request, "RouteTableId")}|${destination}`,
    attributes: { CidrBlock: destination },
  };
}

export const route: ResourceProvider = {
  async create(request) {
    known(request, "RouteTableId", ...ROUTE_DESTINATIONS, ...ROUTE_TARGETS);
    await request.call.invoke("ec2", "CreateRoute", routeInput(request));
    return routeResource(request);
  },
  stabilise: (request) => pause(request, 1_000),
  async update(request, old) {
    const names: readonly string[] = ROUTE_TARGETS;
    if (changed(request, old).some((name) => !names.includes(name))) return "replace";
    await request.call.invoke("ec2", "ReplaceRoute", routeInput(request));
    return routeResource(request);
  },
  delete: (request) =>
    remove(request, () =>
      request.call.invoke("ec2", "DeleteRoute", {
        RouteTableId: requiredText(request, "RouteTableId"),
        ...routeDestination(request),
      }),
    ),
};

export const subnetRouteTableAssociation: ResourceProvider = {
  async create(request) {
    known(request, "SubnetId", "RouteTableId");
    const { AssociationId } = await request.call.invoke("ec2", "AssociateRouteTable", {
      SubnetId: requiredText(request, "SubnetId"),
      RouteTableId: requiredText(request, "RouteTableId"),
    });
    return { physicalId: AssociationId!, attributes: { Id: AssociationId! } };
  },
  stabilise: (request) => pause(request, 1_000),
  async update(request, old) {
    if (changed(request, old).includes("SubnetId")) return "replace";
    const { NewAssociationId } = await request.call.invoke("ec2", "ReplaceRouteTableAssociation", {
      AssociationId: request.physicalId,
      RouteTableId: requiredText(request, "RouteTableId"),
    });
    return { physicalId: NewAssociationId!, attributes: { Id: NewAssociationId! } };
  },
  delete: (request: ExistingResource) =>
    remove(request, () =>
      request.call.invoke("ec2", "DisassociateRouteTable", { AssociationId: request.physicalId }),
    ),
};

export const vpnGatewayRoutePropagation: ResourceProvider = {
  async create(request) {
    known(request, "RouteTableIds", "VpnGatewayId");
    const GatewayId = requiredText(request, "VpnGatewayId");
    for (const RouteTableId of routeTableIds(request)) {
      await request.call.invoke("ec2", "EnableVgwRoutePropagation", { GatewayId, RouteTableId });
    }
    return { physicalId: request.generateName(64), attributes: {} };
  },
  async delete(request) {
    const GatewayId = requiredText(request, "VpnGatewayId");
    for (const RouteTableId of routeTableIds(request)) {
      await remove(request, () =>
        request.call.invoke("ec2", "DisableVgwRoutePropagation", { GatewayId, RouteTableId }),
      );
    }
  },
};

function routeTableIds(request: ResourceRequest): string[] {
  const value = request.properties.RouteTableIds;
  return Array.isArray(value) ? value.map(String) : [];
}
