import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { find } from "../kinds.ts";
import { securityGroupByName } from "../security-group-lookup.ts";
import { ec2 } from "../store.ts";
import { defaultAcl } from "../vpc-parts.ts";
import { markAsOfStack, pause, remove, tagSpecifications, updateTags } from "./handling.ts";
import { changed, flag, known, requiredText, text } from "./properties.ts";

async function setDns(request: ResourceRequest, VpcId: string): Promise<void> {
  for (const [property, value] of [
    ["EnableDnsSupport", flag(request.properties, "EnableDnsSupport")],
    ["EnableDnsHostnames", flag(request.properties, "EnableDnsHostnames")],
  ] as const) {
    if (value === undefined) continue;
    await request.call.invoke("ec2", "ModifyVpcAttribute", { VpcId, [property]: { Value: value } });
  }
}

function vpcResource(request: ResourceRequest, id: string) {
  const store = ec2(request.call);
  const vpc = find(store, "vpcs", id, "VpcId");
  return {
    physicalId: id,
    attributes: {
      VpcId: id,
      CidrBlock: vpc.CidrBlock,
      CidrBlockAssociations: vpc.CidrBlockAssociationSet.map((each) => each.AssociationId ?? ""),
      DefaultNetworkAcl: defaultAcl(store, id).NetworkAclId,
      DefaultSecurityGroup: securityGroupByName(store, id, "default")!.GroupId,
      Ipv6CidrBlocks: [],
    },
  };
}

export const vpc: ResourceProvider = {
  async create(request) {
    known(request, "CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags");
    const tenancy = text(request.properties, "InstanceTenancy");
    const { Vpc } = await request.call.invoke("ec2", "CreateVpc", {
      CidrBlock: requiredText(request, "CidrBlock"),
      ...(tenancy === "dedicated" && { InstanceTenancy: tenancy }),
      TagSpecifications: tagSpecifications(request, "vpc"),
    });
    const id = Vpc!.VpcId!;
    markAsOfStack(request, id);
    await setDns(request, id);
    return vpcResource(request, id);
  },
  stabilise: (request) => pause(request, 12_000),
  async update(request, old) {
    const names = changed(request, old);
    if (names.includes("CidrBlock") || names.includes("InstanceTenancy")) return "replace";
    await setDns(request, request.physicalId);
    await updateTags(request, request.physicalId, old);
    return vpcResource(request, request.physicalId);
  },
  delete: (request) =>
    remove(request, () => request.call.invoke("ec2", "DeleteVpc", { VpcId: request.physicalId }), 4),
};

async function setMapPublicIp(request: ResourceRequest, SubnetId: string): Promise<void> {
  const Value = flag(request.properties, "MapPublicIpOnLaunch");
  if (Value === undefined) return;
  await request.call.invoke("ec2", "ModifySubnetAttribute", { SubnetId, MapPublicIpOnLaunch: { Value } });
}

function subnetResource(request: ResourceRequest, id: string) {
  const store = ec2(request.call);
  const record = find(store, "subnets", id, "SubnetId");
  const association = Object.values(store.networkAcls)
    .flatMap((acl) => acl.associations)
    .find((each) => each.subnetId === id);
  return {
    physicalId: id,
    attributes: {
      SubnetId: id,
      AvailabilityZone: record.AvailabilityZone,
      AvailabilityZoneId: record.AvailabilityZoneId,
      CidrBlock: record.CidrBlock,
      VpcId: record.VpcId,
      NetworkAclAssociationId: association?.id ?? "",
      Ipv6CidrBlocks: [],
      OutpostArn: "",
    },
  };
}

export const subnet: ResourceProvider = {
  async create(request) {
    known(
      request,
      "VpcId",
      "CidrBlock",
      "AvailabilityZone",
      "AvailabilityZoneId",
      "MapPublicIpOnLaunch",
      "Tags",
    );
    const { Subnet } = await request.call.invoke("ec2", "CreateSubnet", {
      VpcId: requiredText(request, "VpcId"),
      CidrBlock: requiredText(request, "CidrBlock"),
      AvailabilityZone: text(request.properties, "AvailabilityZone"),
      AvailabilityZoneId: text(request.properties, "AvailabilityZoneId"),
      TagSpecifications: tagSpecifications(request, "subnet"),
    });
    const id = Subnet!.SubnetId!;
    markAsOfStack(request, id);
    await setMapPublicIp(request, id);
    return subnetResource(request, id);
  },
  stabilise: (request) => pause(request, 4_000),
  async update(request, old) {
    const names = changed(request, old);
    if (names.some((name) => name !== "MapPublicIpOnLaunch" && name !== "Tags")) return "replace";
    await setMapPublicIp(request, request.physicalId);
    await updateTags(request, request.physicalId, old);
    return subnetResource(request, request.physicalId);
  },
  delete: (request) =>
    remove(request, () => request.call.invoke("ec2", "DeleteSubnet", { SubnetId: request.physicalId })),
};
