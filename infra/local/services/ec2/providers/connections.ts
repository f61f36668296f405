import type { VpcEndpoint } from "@aws-sdk/client-ec2";
import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { markAsOfStack, orMissing, pause, remove, tagSpecifications, until, updateTags } from "./handling.ts";
import { changed, flag, json, known, requiredText, text, texts } from "./properties.ts";

const endpointOf = async (request: ResourceRequest, id: string): Promise<VpcEndpoint | undefined> => {
  const answer = await orMissing(
    request.call.invoke("ec2", "DescribeVpcEndpoints", { VpcEndpointIds: [id] }),
  );
  return answer?.VpcEndpoints?.[0];
};

function endpointResource(endpoint: VpcEndpoint) {
  const id = endpoint.VpcEndpointId!;
  return {
    physicalId: id,
    attributes: {
      Id: id,
      CreationTimestamp: endpoint.CreationTimestamp?.toISOString() ?? "",
      DnsEntries: (endpoint.DnsEntries ?? []).map((entry) => `${entry.HostedZoneId}:${entry.DnsName}`),
      NetworkInterfaceIds: endpoint.NetworkInterfaceIds ?? [],
    },
  };
}

export const vpcEndpoint: ResourceProvider = {
  async create(request) {
    known(
      request,
      "VpcId",
      "ServiceName",
      "VpcEndpointType",
      "PolicyDocument",
      "PrivateDnsEnabled",
      "RouteTableIds",
      "SecurityGroupIds",
      "SubnetIds",
      "Tags",
    );
    const { properties } = request;
    const type = text(properties, "VpcEndpointType") ?? "Gateway";
    const { VpcEndpoint } = await request.call.invoke("ec2", "CreateVpcEndpoint", {
      VpcId: requiredText(request, "VpcId"),
      ServiceName: requiredText(request, "ServiceName"),
      VpcEndpointType: type as "Gateway" | "Interface",
      PolicyDocument: json(properties, "PolicyDocument"),
      // CloudFormation leaves it off where the template says nothing, unlike the API.
      ...(type === "Interface" && { PrivateDnsEnabled: flag(properties, "PrivateDnsEnabled") ?? false }),
      RouteTableIds: texts(properties, "RouteTableIds"),
      SecurityGroupIds: texts(properties, "SecurityGroupIds"),
      SubnetIds: texts(properties, "SubnetIds"),
      TagSpecifications: tagSpecifications(request, "vpc-endpoint"),
    });
    markAsOfStack(request, VpcEndpoint!.VpcEndpointId!);
    return endpointResource(VpcEndpoint!);
  },
  async stabilise(request) {
    await pause(request, 10_000);
    await until(request, async () => {
      return (await endpointOf(request, request.physicalId))?.State?.toLowerCase() === "available";
    });
  },
  async update(request, old) {
    const names = changed(request, old);
    if (["VpcId", "ServiceName", "VpcEndpointType"].some((name) => names.includes(name))) return "replace";
    const difference = (name: string) => {
      const [was, is] = [texts(old, name) ?? [], texts(request.properties, name) ?? []];
      return { add: is.filter((id) => !was.includes(id)), remove: was.filter((id) => !is.includes(id)) };
    };
    const [tables, subnets, groups] = [
      difference("RouteTableIds"),
      difference("SubnetIds"),
      difference("SecurityGroupIds"),
    ];
    await request.call.invoke("ec2", "ModifyVpcEndpoint", {
      VpcEndpointId: request.physicalId,
      AddRouteTableIds: tables.add,
      RemoveRouteTableIds: tables.remove,
      AddSubnetIds: subnets.add,
      RemoveSubnetIds: subnets.remove,
      AddSecurityGroupIds: groups.add,
      RemoveSecurityGroupIds: groups.remove,
      ...(names.includes("PrivateDnsEnabled") && {
        PrivateDnsEnabled: flag(request.properties, "PrivateDnsEnabled") ?? false,
      }),
      ...(names.includes("PolicyDocument") &&
        (request.properties.PolicyDocument === undefined
          ? { ResetPolicy: true }
          : { PolicyDocument: json(request.properties, "PolicyDocument") })),
    });
    await updateTags(request, request.physicalId, old);
    return endpointResource((await endpointOf(request, request.physicalId))!);
  },
  async delete(request) {
    const VpcEndpointIds = [request.physicalId];
    await remove(request, () => request.call.invoke("ec2", "DeleteVpcEndpoints", { VpcEndpointIds }));
    await until(request, async () => (await endpointOf(request, request.physicalId)) === undefined);
  },
};

/** In one account CloudFormation accepts the connection itself. */
export const vpcPeeringConnection: ResourceProvider = {
  async create(request) {
    known(request, "VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion", "Tags");
    const { VpcPeeringConnection } = await request.call.invoke("ec2", "CreateVpcPeeringConnection", {
      VpcId: requiredText(request, "VpcId"),
      PeerVpcId: requiredText(request, "PeerVpcId"),
      PeerOwnerId: text(request.properties, "PeerOwnerId"),
      PeerRegion: text(request.properties, "PeerRegion"),
      TagSpecifications: tagSpecifications(request, "vpc-peering-connection"),
    });
    const id = VpcPeeringConnection!.VpcPeeringConnectionId!;
    markAsOfStack(request, id);
    await request.call.invoke("ec2", "AcceptVpcPeeringConnection", { VpcPeeringConnectionId: id });
    return { physicalId: id, attributes: { Id: id } };
  },
  stabilise: (request) => pause(request, 16_000),
  async update(request, old) {
    if (changed(request, old).some((name) => name !== "Tags")) return "replace";
    await updateTags(request, request.physicalId, old);
    return { physicalId: request.physicalId, attributes: { Id: request.physicalId } };
  },
  delete: async (request) => {
    const VpcPeeringConnectionId = request.physicalId;
    const found = await orMissing(
      request.call.invoke("ec2", "DescribeVpcPeeringConnections", {
        VpcPeeringConnectionIds: [VpcPeeringConnectionId],
      }),
    );
    const code = found?.VpcPeeringConnections?.[0]?.Status?.Code;
    if (code !== "active" && code !== "pending-acceptance") return;
    await request.call.invoke("ec2", "DeleteVpcPeeringConnection", { VpcPeeringConnectionId });
  },
};
