import type { Vpc } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { formatCidr, parseCidr } from "./cidr.ts";
import { describe, withTagsIfAny } from "./describe.ts";
import { dependencyViolation, invalidCombination, invalidValue, required, supports } from "./errors.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { SHOWN_AFTER_END } from "./peering.ts";
import { forget, shownFor } from "./settle.ts";
import { type Ec2Store, ec2, type VpcRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";
import { addDefaultParts } from "./vpc-parts.ts";

/** "Amazon VPC quotas": five VPCs a Region, the default one among them. */
const MAX_VPCS = 5;

export const vpcOperations: Operations<"ec2"> = {
  CreateVpc(input, call) {
    supports(input, "CidrBlock", "InstanceTenancy", "TagSpecifications");
    const store = ec2(call);
    if (!input.CidrBlock) {
      throw new AwsError("MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    }
    const CidrBlock = vpcCidr(input.CidrBlock);
    const tags = tagsFor(input.TagSpecifications, "vpc");
    if (Object.keys(store.vpcs).length >= MAX_VPCS) {
      throw new AwsError("VpcLimitExceeded", "The maximum number of VPCs has been reached.");
    }
    const vpc: VpcRecord = {
      VpcId: newId("vpc"),
      OwnerId: call.accountId,
      CidrBlock,
      CidrBlockAssociationSet: [
        { AssociationId: newId("vpc-cidr-assoc"), CidrBlock, CidrBlockState: { State: "associated" } },
      ],
      DhcpOptionsId: Object.keys(store.dhcpOptions)[0]!,
      InstanceTenancy: input.InstanceTenancy ?? "default",
      IsDefault: false,
      enableDnsSupport: true,
      enableDnsHostnames: false,
    };
    store.vpcs[vpc.VpcId] = vpc;
    addDefaultParts(store, vpc);
    setTags(store, vpc.VpcId, tags);
    return { Vpc: { ...shape(store, vpc), State: "pending" } };
  },

  DescribeVpcs(input, call) {
    supports(input, "VpcIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "vpcs", input, {
      ids: input.VpcIds,
      idsParameter: "vpcIds",
      shape: (vpc) => shape(store, vpc),
      filters: {
        cidr: (vpc) => vpc.CidrBlock,
        "cidr-block-association.association-id": (vpc) =>
          vpc.CidrBlockAssociationSet?.map((each) => each.AssociationId),
        "cidr-block-association.cidr-block": (vpc) =>
          vpc.CidrBlockAssociationSet?.map((each) => each.CidrBlock),
        "cidr-block-association.state": (vpc) =>
          vpc.CidrBlockAssociationSet?.map((each) => each.CidrBlockState?.State),
        "dhcp-options-id": (vpc) => vpc.DhcpOptionsId,
        "is-default": (vpc) => vpc.IsDefault,
        isDefault: (vpc) => vpc.IsDefault,
        "owner-id": (vpc) => vpc.OwnerId,
        state: (vpc) => vpc.State,
        "vpc-id": (vpc) => vpc.VpcId,
      },
    });
    return { Vpcs: items, NextToken };
  },

  ModifyVpcAttribute(input, call) {
    supports(input, "VpcId", "EnableDnsSupport", "EnableDnsHostnames");
    const vpc = find(ec2(call), "vpcs", input.VpcId, "VpcId");
    const { EnableDnsSupport, EnableDnsHostnames } = input;
    if (EnableDnsSupport && EnableDnsHostnames) {
      throw invalidCombination(
        "Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport",
      );
    }
    if (!EnableDnsSupport && !EnableDnsHostnames) throw invalidCombination("No attributes specified.");
    if (EnableDnsSupport) vpc.enableDnsSupport = EnableDnsSupport.Value ?? false;
    if (EnableDnsHostnames) vpc.enableDnsHostnames = EnableDnsHostnames.Value ?? false;
    return {};
  },

  DescribeVpcAttribute(input, call) {
    supports(input, "VpcId", "Attribute");
    const vpc = find(ec2(call), "vpcs", input.VpcId, "VpcId");
    const { VpcId } = vpc;
    switch (required(input.Attribute, "Attribute")) {
      case "enableDnsSupport":
        return { VpcId, EnableDnsSupport: { Value: vpc.enableDnsSupport } };
      case "enableDnsHostnames":
        return { VpcId, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } };
      case "enableNetworkAddressUsageMetrics":
        return { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } };
      default:
        throw invalidValue(
          `Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`,
        );
    }
  },

  DeleteVpc(input, call) {
    supports(input, "VpcId");
    const store = ec2(call);
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    if (hasDependencies(store, VpcId)) {
      throw dependencyViolation(`The vpc '${VpcId}' has dependencies and cannot be deleted.`);
    }
    for (const group of Object.values(store.securityGroups)) {
      if (group.VpcId !== VpcId) continue;
      for (const rule of Object.values(store.securityGroupRules)) {
        if (rule.GroupId === group.GroupId) forget(store, "securityGroupRules", rule.SecurityGroupRuleId);
      }
      forget(store, "securityGroups", group.GroupId);
    }
    for (const acl of Object.values(store.networkAcls)) {
      if (acl.VpcId === VpcId) forget(store, "networkAcls", acl.NetworkAclId);
    }
    for (const table of Object.values(store.routeTables)) {
      if (table.VpcId === VpcId) forget(store, "routeTables", table.RouteTableId);
    }
    // A peering connection does not hold its VPC: it is deleted with either side ("Delete a VPC peering connection").
    for (const peering of Object.values(store.vpcPeeringConnections)) {
      if (peering.goneAt) continue;
      if (peering.AccepterVpcInfo.VpcId !== VpcId && peering.RequesterVpcInfo.VpcId !== VpcId) continue;
      peering.Status = { Code: "deleted", Message: `Deleted by ${call.accountId}` };
      peering.goneAt = shownFor(SHOWN_AFTER_END, call.cloud.clock.now());
    }
    forget(store, "vpcs", VpcId);
    return {};
  },
};

/** Whether anything is left in the VPC but its own default security group, network ACL and main route table. */
function hasDependencies(store: Ec2Store, vpcId: string): boolean {
  const inVpc = (each: { VpcId: string }) => each.VpcId === vpcId;
  return (
    Object.values(store.subnets).some(inVpc) ||
    Object.values(store.networkInterfaces).some(inVpc) ||
    Object.values(store.vpcEndpoints).some(inVpc) ||
    Object.values(store.securityGroups).some((group) => inVpc(group) && group.GroupName !== "default") ||
    Object.values(store.networkAcls).some((acl) => inVpc(acl) && !acl.IsDefault) ||
    Object.values(store.routeTables).some(
      (table) => inVpc(table) && !table.associations.some((association) => association.main),
    ) ||
    Object.values(store.internetGateways).some((gateway) => gateway.Attachments.some(inVpc)) ||
    Object.values(store.vpnGateways).some((gateway) =>
      gateway.attachments.some((attachment) => attachment.vpcId === vpcId),
    )
  );
}

/** A VPC's block in its canonical form: between /16 and /28. */
function vpcCidr(text: string): string {
  const block = parseCidr(text);
  if (!block) {
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  if (block.prefix < 16 || block.prefix > 28) {
    throw new AwsError("InvalidVpc.Range", `The CIDR '${text}' is invalid.`);
  }
  return formatCidr(block);
}

function shape(store: Ec2Store, record: VpcRecord): Vpc {
  const { enableDnsSupport: _support, enableDnsHostnames: _hostnames, ...vpc } = record;
  return {
    ...vpc,
    State: "available",
    BlockPublicAccessStates: { InternetGatewayBlockMode: "off" },
    ...withTagsIfAny(store, record.VpcId),
  };
}
