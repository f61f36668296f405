import type { NetworkAcl } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { describe, withTags } from "./describe.ts";
import { dependencyViolation, invalidValue, required, supports } from "./errors.ts";
import { once } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2, type NetworkAclRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";
import { initialEntries } from "./vpc-parts.ts";

export const networkAclOperations: Operations<"ec2"> = {
  CreateNetworkAcl(input, call) {
    supports(input, "VpcId", "ClientToken", "TagSpecifications");
    const store = ec2(call);
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    const tags = tagsFor(input.TagSpecifications, "network-acl");
    const id = once(store, "networkAcls", input, () => {
      const NetworkAclId = newId("acl");
      store.networkAcls[NetworkAclId] = {
        NetworkAclId,
        VpcId,
        OwnerId: call.accountId,
        IsDefault: false,
        entries: initialEntries(false),
        associations: [],
      };
      setTags(store, NetworkAclId, tags);
      return NetworkAclId;
    });
    return { NetworkAcl: shape(store, store.networkAcls[id]!), ClientToken: input.ClientToken };
  },

  DescribeNetworkAcls(input, call) {
    supports(input, "NetworkAclIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "networkAcls", input, {
      ids: input.NetworkAclIds,
      idsParameter: "networkAclIds",
      shape: (acl) => shape(store, acl),
      filters: {
        "association.association-id": (acl) => acl.Associations?.map((each) => each.NetworkAclAssociationId),
        "association.network-acl-id": (acl) => acl.Associations?.map((each) => each.NetworkAclId),
        "association.subnet-id": (acl) => acl.Associations?.map((each) => each.SubnetId),
        default: (acl) => acl.IsDefault,
        "entry.cidr": (acl) => acl.Entries?.map((each) => each.CidrBlock),
        "entry.ipv6-cidr": (acl) => acl.Entries?.map((each) => each.Ipv6CidrBlock),
        "entry.egress": (acl) => acl.Entries?.map((each) => each.Egress),
        "entry.icmp.code": (acl) => acl.Entries?.map((each) => each.IcmpTypeCode?.Code),
        "entry.icmp.type": (acl) => acl.Entries?.map((each) => each.IcmpTypeCode?.Type),
        "entry.port-range.from": (acl) => acl.Entries?.map((each) => each.PortRange?.From),
        "entry.port-range.to": (acl) => acl.Entries?.map((each) => each.PortRange?.To),
        "entry.protocol": (acl) => acl.Entries?.map((each) => each.Protocol),
        "entry.rule-action": (acl) => acl.Entries?.map((each) => each.RuleAction),
        "entry.rule-number": (acl) => acl.Entries?.map((each) => each.RuleNumber),
        "network-acl-id": (acl) => acl.NetworkAclId,
        "owner-id": (acl) => acl.OwnerId,
        "vpc-id": (acl) => acl.VpcId,
      },
    });
    return { NetworkAcls: items, NextToken };
  },

  // A subnet has exactly one ACL, so there is no dissociating: going back means replacing by the default one.
  ReplaceNetworkAclAssociation(input, call) {
    supports(input, "AssociationId", "NetworkAclId");
    const store = ec2(call);
    const wanted = required(input.AssociationId, "AssociationId");
    const to = find(store, "networkAcls", input.NetworkAclId, "NetworkAclId");
    const from = Object.values(store.networkAcls).find((acl) =>
      acl.associations.some((association) => association.id === wanted),
    );
    const association = from?.associations.find((each) => each.id === wanted);
    if (!from || !association) {
      throw new AwsError("InvalidAssociationID.NotFound", `The association ID '${wanted}' does not exist`);
    }
    if (from.VpcId !== to.VpcId) {
      throw invalidValue(
        `network acl ${to.NetworkAclId} and subnet ${association.subnetId} belong to different networks`,
      );
    }
    // The operation is documented as idempotent: where the subnet has this ACL already, nothing changes.
    if (from === to) return { NewAssociationId: wanted };
    from.associations = from.associations.filter((each) => each !== association);
    const id = newId("aclassoc");
    to.associations.push({ id, subnetId: association.subnetId });
    return { NewAssociationId: id };
  },

  DeleteNetworkAcl(input, call) {
    supports(input, "NetworkAclId");
    const store = ec2(call);
    const acl = find(store, "networkAcls", input.NetworkAclId, "NetworkAclId");
    if (acl.IsDefault) throw invalidValue(`cannot delete default network ACL ${acl.NetworkAclId}`);
    if (acl.associations.length > 0) {
      throw dependencyViolation(
        `The networkAcl '${acl.NetworkAclId}' has dependencies and cannot be deleted.`,
      );
    }
    forget(store, "networkAcls", acl.NetworkAclId);
    return {};
  },
};

/** Entries come sorted as they are evaluated, outbound ones first, as AWS lists them. */
function shape(store: Ec2Store, acl: NetworkAclRecord): NetworkAcl {
  const { NetworkAclId, VpcId, OwnerId, IsDefault } = acl;
  return {
    NetworkAclId,
    VpcId,
    OwnerId,
    IsDefault,
    Entries: acl.entries.toSorted(
      (a, b) => Number(b.Egress) - Number(a.Egress) || (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0),
    ),
    Associations: acl.associations.map((association) => ({
      NetworkAclAssociationId: association.id,
      NetworkAclId,
      SubnetId: association.subnetId,
    })),
    ...withTags(store, NetworkAclId),
  };
}
