import type { SecurityGroup } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { describe, withTagsIfAny } from "./describe.ts";
import { dependencyViolation, invalidValue, required, supports } from "./errors.ts";
import type { FilterTable } from "./filters.ts";
import { newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { defaultVpcId, findSecurityGroup, rulesOf, securityGroupByName } from "./security-group-lookup.ts";
import { groupArn, groupShape } from "./security-group-shapes.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2 } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";
import { addAllowAllEgress } from "./vpc-parts.ts";

export const securityGroupOperations: Operations<"ec2"> = {
  CreateSecurityGroup(input, call) {
    supports(input, "GroupName", "Description", "VpcId", "TagSpecifications");
    const store = ec2(call);
    const GroupName = checkedText(required(input.GroupName, "GroupName"), "GroupName");
    const Description = checkedText(required(input.Description, "GroupDescription"), "GroupDescription");
    const tags = tagsFor(input.TagSpecifications, "security-group");
    if (GroupName.startsWith("sg-")) {
      throw invalidValue(
        `Value (${GroupName}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`,
      );
    }
    if (GroupName === "default") throw invalidValue("Cannot use reserved security group name: default");
    const VpcId = input.VpcId ?? defaultVpcId(store);
    if (!VpcId) throw new AwsError("VPCIdNotSpecified", "No default VPC for this user");
    find(store, "vpcs", VpcId, "VpcId");
    if (securityGroupByName(store, VpcId, GroupName)) {
      throw new AwsError(
        "InvalidGroup.Duplicate",
        `The security group '${GroupName}' already exists for VPC '${VpcId}'`,
      );
    }
    const GroupId = newId("sg");
    store.securityGroups[GroupId] = { GroupId, GroupName, Description, OwnerId: call.accountId, VpcId };
    addAllowAllEgress(store, GroupId);
    setTags(store, GroupId, tags);
    return { GroupId, ...withTagsIfAny(store, GroupId), SecurityGroupArn: groupArn(store, GroupId) };
  },

  DescribeSecurityGroups(input, call) {
    supports(input, "GroupIds", "GroupNames", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const named = (input.GroupNames ?? []).map(
      (GroupName) => findSecurityGroup(store, { GroupName }).GroupId,
    );
    const { items, NextToken } = describe(store, "securityGroups", input, {
      ids: [...(input.GroupIds ?? []), ...named],
      idsParameter: "groupIds",
      shape: (group) => groupShape(store, group),
      filters,
    });
    return { SecurityGroups: items, NextToken };
  },

  DeleteSecurityGroup(input, call) {
    supports(input, "GroupId", "GroupName");
    const store = ec2(call);
    const group = findSecurityGroup(store, input);
    const { GroupId } = group;
    if (group.GroupName === "default") {
      throw new AwsError(
        "CannotDelete",
        `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
      );
    }
    if (isUsed(store, GroupId, group.VpcId)) {
      throw dependencyViolation(`resource ${GroupId} has a dependent object`);
    }
    for (const rule of rulesOf(store, GroupId)) {
      forget(store, "securityGroupRules", rule.SecurityGroupRuleId);
    }
    forget(store, "securityGroups", GroupId);
    return { Return: true, GroupId };
  },
};

/**
 * Whether an interface has the group, or another group of the same VPC names it. A reference across a peering
 * connection does not hold it: it goes stale. Source: DeleteSecurityGroup of the EC2 API.
 */
function isUsed(store: Ec2Store, groupId: string, vpcId: string): boolean {
  return (
    Object.values(store.networkInterfaces).some((each) => each.securityGroupIds.includes(groupId)) ||
    Object.values(store.securityGroupRules).some(
      (rule) =>
        rule.GroupId !== groupId &&
        rule.referencedGroup?.groupId === groupId &&
        store.securityGroups[rule.GroupId]?.VpcId === vpcId,
    )
  );
}

function checkedText(text: string, parameter: string): string {
  if (text.length > 255) {
    throw invalidValue(
      `Invalid security group ${parameter === "GroupName" ? "name" : "description"}. Valid values are strings of up to 255 characters.`,
    );
  }
  if (/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/.test(text)) return text;
  throw invalidValue(
    `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
  );
}

/** The same filters exist for both directions: `ip-permission.cidr` and `egress.ip-permission.cidr`. */
function permissionFilters(
  prefix: string,
  member: "IpPermissions" | "IpPermissionsEgress",
): FilterTable<SecurityGroup> {
  const each = (group: SecurityGroup) => group[member] ?? [];
  const pairs = (group: SecurityGroup) => each(group).flatMap((it) => it.UserIdGroupPairs ?? []);
  return {
    [`${prefix}.cidr`]: (group) =>
      each(group).flatMap((it) => it.IpRanges?.map((range) => range.CidrIp) ?? []),
    [`${prefix}.ipv6-cidr`]: (group) =>
      each(group).flatMap((it) => it.Ipv6Ranges?.map((range) => range.CidrIpv6) ?? []),
    [`${prefix}.prefix-list-id`]: (group) =>
      each(group).flatMap((it) => it.PrefixListIds?.map((list) => list.PrefixListId) ?? []),
    [`${prefix}.from-port`]: (group) => each(group).map((it) => it.FromPort),
    [`${prefix}.to-port`]: (group) => each(group).map((it) => it.ToPort),
    [`${prefix}.protocol`]: (group) => each(group).map((it) => it.IpProtocol),
    [`${prefix}.group-id`]: (group) => pairs(group).map((pair) => pair.GroupId),
    [`${prefix}.group-name`]: (group) => pairs(group).map((pair) => pair.GroupName),
    [`${prefix}.user-id`]: (group) => pairs(group).map((pair) => pair.UserId),
  };
}

const filters: FilterTable<SecurityGroup> = {
  description: (group) => group.Description,
  "group-id": (group) => group.GroupId,
  "group-name": (group) => group.GroupName,
  "owner-id": (group) => group.OwnerId,
  "vpc-id": (group) => group.VpcId,
  ...permissionFilters("ip-permission", "IpPermissions"),
  ...permissionFilters("egress.ip-permission", "IpPermissionsEgress"),
};
