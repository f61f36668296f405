import type { IpPermission } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { ExistingResource, ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { find } from "../kinds.ts";

import { ec2 } from "../store.ts";
import { isMissing, markAsOfStack, pause, remove, tagSpecifications, updateTags } from "./handling.ts";
import { changed, known, number, objects, requiredText, text } from "./properties.ts";

/** The rule that a new group has, and that CloudFormation takes away once a template says what may leave. */
const ALLOW_ALL: IpPermission = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

const RULE_PROPERTIES = [
  "IpProtocol",
  "FromPort",
  "ToPort",
  "CidrIp",
  "CidrIpv6",
  "Description",
  "SourcePrefixListId",
  "SourceSecurityGroupId",
  "SourceSecurityGroupName",
  "SourceSecurityGroupOwnerId",
  "DestinationPrefixListId",
  "DestinationSecurityGroupId",
];

/** A template's rule, inline or on its own, as a permission. */
function permission(rule: Record<string, unknown>): IpPermission {
  const Description = text(rule, "Description");
  const CidrIp = text(rule, "CidrIp");
  const CidrIpv6 = text(rule, "CidrIpv6");
  const PrefixListId = text(rule, "SourcePrefixListId") ?? text(rule, "DestinationPrefixListId");
  const GroupId = text(rule, "SourceSecurityGroupId") ?? text(rule, "DestinationSecurityGroupId");
  const GroupName = text(rule, "SourceSecurityGroupName");
  const UserId = text(rule, "SourceSecurityGroupOwnerId");
  return {
    IpProtocol: text(rule, "IpProtocol"),
    FromPort: number(rule, "FromPort"),
    ToPort: number(rule, "ToPort"),
    ...(CidrIp !== undefined && { IpRanges: [{ CidrIp, Description }] }),
    ...(CidrIpv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6, Description }] }),
    ...(PrefixListId !== undefined && { PrefixListIds: [{ PrefixListId, Description }] }),
    ...((GroupId ?? GroupName) !== undefined && {
      UserIdGroupPairs: [{ ...(GroupId ? { GroupId } : { GroupName }), UserId, Description }],
    }),
  };
}

const ingressOf = (properties: Record<string, unknown>) =>
  objects(properties, "SecurityGroupIngress").map(permission);
const egressOf = (properties: Record<string, unknown>) =>
  objects(properties, "SecurityGroupEgress").map(permission);

async function authorise(
  request: ResourceRequest,
  GroupId: string,
  rules: { ingress: IpPermission[]; egress: IpPermission[] },
): Promise<void> {
  if (rules.ingress.length > 0) {
    await request.call.invoke("ec2", "AuthorizeSecurityGroupIngress", {
      GroupId,
      IpPermissions: rules.ingress,
    });
  }
  if (rules.egress.length > 0) {
    await request.call.invoke("ec2", "AuthorizeSecurityGroupEgress", {
      GroupId,
      IpPermissions: rules.egress,
    });
  }
}

async function revoke(
  request: ResourceRequest,
  GroupId: string,
  rules: { ingress: IpPermission[]; egress: IpPermission[] },
): Promise<void> {
  for (const rule of rules.ingress) {
    await unlessMissing(
      request.call.invoke("ec2", "RevokeSecurityGroupIngress", { GroupId, IpPermissions: [rule] }),
    );
  }
  for (const rule of rules.egress) {
    await unlessMissing(
      request.call.invoke("ec2", "RevokeSecurityGroupEgress", { GroupId, IpPermissions: [rule] }),
    );
  }
}

async function unlessMissing(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const same = (one: IpPermission) => (other: IpPermission) => JSON.stringify(one) === JSON.stringify(other);
const without = (all: IpPermission[], some: IpPermission[]) => all.filter((rule) => !some.some(same(rule)));

function groupResource(request: ResourceRequest, id: string) {
  const { VpcId } = find(ec2(request.call), "securityGroups", id, "GroupId");
  return { physicalId: id, attributes: { GroupId: id, Id: id, VpcId } };
}

export const securityGroup: ResourceProvider = {
  async create(request) {
    known(
      request,
      "GroupDescription",
      "GroupName",
      "VpcId",
      "SecurityGroupIngress",
      "SecurityGroupEgress",
      "Tags",
    );
    const { GroupId } = await request.call.invoke("ec2", "CreateSecurityGroup", {
      GroupName: text(request.properties, "GroupName") ?? request.generateName(255),
      Description: requiredText(request, "GroupDescription"),
      VpcId: text(request.properties, "VpcId"),
      TagSpecifications: tagSpecifications(request, "security-group"),
    });
    const id = GroupId!;
    markAsOfStack(request, id);
    const egress = egressOf(request.properties);
    if (egress.length > 0) await revoke(request, id, { ingress: [], egress: [ALLOW_ALL] });
    await authorise(request, id, { ingress: ingressOf(request.properties), egress });
    return groupResource(request, id);
  },
  stabilise: (request) => pause(request, 5_000),
  async update(request, old) {
    const inPlace = ["SecurityGroupIngress", "SecurityGroupEgress", "Tags"];
    if (changed(request, old).some((name) => !inPlace.includes(name))) return "replace";
    const id = request.physicalId;
    const effectiveEgress = (properties: Record<string, unknown>) => {
      const rules = egressOf(properties);
      return rules.length > 0 ? rules : [ALLOW_ALL];
    };
    const was = { ingress: ingressOf(old), egress: effectiveEgress(old) };
    const becomes = { ingress: ingressOf(request.properties), egress: effectiveEgress(request.properties) };
    await revoke(request, id, {
      ingress: without(was.ingress, becomes.ingress),
      egress: without(was.egress, becomes.egress),
    });
    await authorise(request, id, {
      ingress: without(becomes.ingress, was.ingress),
      egress: without(becomes.egress, was.egress),
    });
    await updateTags(request, id, old);
    return groupResource(request, id);
  },
  delete: (request) =>
    remove(request, () => request.call.invoke("ec2", "DeleteSecurityGroup", { GroupId: request.physicalId })),
};

export const securityGroupIngress: ResourceProvider = {
  async create(request) {
    known(request, "GroupId", "GroupName", ...RULE_PROPERTIES);
    const { SecurityGroupRules } = await request.call.invoke("ec2", "AuthorizeSecurityGroupIngress", {
      GroupId: text(request.properties, "GroupId"),
      GroupName: text(request.properties, "GroupName"),
      IpPermissions: [permission(request.properties)],
    });
    return ruleResource(SecurityGroupRules?.[0]?.SecurityGroupRuleId);
  },
  stabilise: (request) => pause(request, 1_000),
  delete: (request) =>
    remove(request, () => request.call.invoke("ec2", "RevokeSecurityGroupIngress", revocation(request))),
};

/** Observed: the first such resource of a group takes the allow-all rule away that the group was made with. */
export const securityGroupEgress: ResourceProvider = {
  async create(request) {
    known(request, "GroupId", ...RULE_PROPERTIES);
    const GroupId = requiredText(request, "GroupId");
    const wanted = permission(request.properties);
    const isAllowAll = wanted.IpProtocol === "-1" && wanted.IpRanges?.[0]?.CidrIp === "0.0.0.0/0";
    if (isAllowAll) await revoke(request, GroupId, { ingress: [], egress: [ALLOW_ALL] });
    const { SecurityGroupRules } = await request.call.invoke("ec2", "AuthorizeSecurityGroupEgress", {
      GroupId,
      IpPermissions: [wanted],
    });
    if (!isAllowAll) await revoke(request, GroupId, { ingress: [], egress: [ALLOW_ALL] });
    return ruleResource(SecurityGroupRules?.[0]?.SecurityGroupRuleId);
  },
  stabilise: (request) => pause(request, 1_000),
  delete: (request) =>
    remove(request, () => request.call.invoke("ec2", "RevokeSecurityGroupEgress", revocation(request))),
};

function ruleResource(id: string | undefined) {
  if (id === undefined) throw new AwsError("InternalFailure", "The rule was not created.", 500);
  return { physicalId: id, attributes: { Id: id } };
}

function revocation(request: ExistingResource) {
  const { physicalId } = request;
  const rule = ec2(request.call).securityGroupRules[physicalId];
  return {
    GroupId: rule?.GroupId ?? text(request.properties, "GroupId"),
    SecurityGroupRuleIds: [physicalId],
  };
}
