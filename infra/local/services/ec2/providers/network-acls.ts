import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { find } from "../kinds.ts";
import { ec2 } from "../store.ts";
import { defaultAcl } from "../vpc-parts.ts";
import { markAsOfStack, orMissing, pause, remove, tagSpecifications, updateTags } from "./handling.ts";
import { changed, flag, known, number, objects, requiredText, text } from "./properties.ts";

const PROTOCOL_NUMBERS: Record<string, string> = { tcp: "6", udp: "17", icmp: "1" };

export const networkAcl: ResourceProvider = {
  async create(request) {
    known(request, "VpcId", "Tags");
    const { NetworkAcl } = await request.call.invoke("ec2", "CreateNetworkAcl", {
      VpcId: requiredText(request, "VpcId"),
      TagSpecifications: tagSpecifications(request, "network-acl"),
    });
    const id = NetworkAcl!.NetworkAclId!;
    markAsOfStack(request, id);
    return { physicalId: id, attributes: { Id: id } };
  },
  stabilise: (request) => pause(request, 12_000),
  async update(request, old) {
    if (changed(request, old).includes("VpcId")) return "replace";
    await updateTags(request, request.physicalId, old);
    return { physicalId: request.physicalId, attributes: { Id: request.physicalId } };
  },
  delete: (request) =>
    remove(request, () =>
      request.call.invoke("ec2", "DeleteNetworkAcl", { NetworkAclId: request.physicalId }),
    ),
};

function entryInput(request: ResourceRequest) {
  const { properties } = request;
  const protocol = requiredText(request, "Protocol");
  const [icmp] = objects(properties, "Icmp");
  const [ports] = objects(properties, "PortRange");
  return {
    NetworkAclId: requiredText(request, "NetworkAclId"),
    RuleNumber: number(properties, "RuleNumber"),
    Protocol: PROTOCOL_NUMBERS[protocol] ?? protocol,
    RuleAction: requiredText(request, "RuleAction") as "allow" | "deny",
    Egress: flag(properties, "Egress") ?? false,
    CidrBlock: text(properties, "CidrBlock"),
    Ipv6CidrBlock: text(properties, "Ipv6CidrBlock"),
    ...(icmp && { IcmpTypeCode: { Code: number(icmp, "Code"), Type: number(icmp, "Type") } }),
    ...(ports && { PortRange: { From: number(ports, "From"), To: number(ports, "To") } }),
  };
}

export const networkAclEntry: ResourceProvider = {
  async create(request) {
    known(
      request,
      "NetworkAclId",
      "RuleNumber",
      "Protocol",
      "RuleAction",
      "Egress",
      "CidrBlock",
      "Ipv6CidrBlock",
      "Icmp",
      "PortRange",
    );
    await request.call.invoke("ec2", "CreateNetworkAclEntry", entryInput(request));
    const physicalId = request.generateName(64);
    return { physicalId, attributes: { Id: physicalId } };
  },
  stabilise: (request) => pause(request, 1_000),
  async update(request, old) {
    const names = changed(request, old);
    if (["NetworkAclId", "RuleNumber", "Egress"].some((name) => names.includes(name))) return "replace";
    await request.call.invoke("ec2", "ReplaceNetworkAclEntry", entryInput(request));
    return { physicalId: request.physicalId, attributes: { Id: request.physicalId } };
  },
  delete: (request) =>
    remove(request, () =>
      request.call.invoke("ec2", "DeleteNetworkAclEntry", {
        NetworkAclId: requiredText(request, "NetworkAclId"),
        RuleNumber: number(request.properties, "RuleNumber"),
        Egress: flag(request.properties, "Egress") ?? false,
      }),
    ),
};

/** Deleting it gives the subnet back to the VPC's default ACL. */
export const subnetNetworkAclAssociation: ResourceProvider = {
  async create(request) {
    known(request, "SubnetId", "NetworkAclId");
    const SubnetId = requiredText(request, "SubnetId");
    const AssociationId = associationOf(request, SubnetId);
    const { NewAssociationId } = await request.call.invoke("ec2", "ReplaceNetworkAclAssociation", {
      AssociationId,
      NetworkAclId: requiredText(request, "NetworkAclId"),
    });
    return { physicalId: NewAssociationId!, attributes: { AssociationId: NewAssociationId! } };
  },
  stabilise: (request) => pause(request, 1_000),
  delete: async (request) => {
    const store = ec2(request.call);
    const subnet = store.subnets[requiredText(request, "SubnetId")];
    if (!subnet) return;
    await orMissing(
      request.call.invoke("ec2", "ReplaceNetworkAclAssociation", {
        AssociationId: request.physicalId,
        NetworkAclId: defaultAcl(store, subnet.VpcId).NetworkAclId,
      }),
    );
  },
};

function associationOf(request: ResourceRequest, id: string): string {
  const store = ec2(request.call);
  const { SubnetId } = find(store, "subnets", id, "SubnetId");
  const associations = Object.values(store.networkAcls).flatMap((acl) => acl.associations);
  return associations.find((association) => association.subnetId === SubnetId)!.id;
}
