import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { Operations } from "../../service.ts";
import { describe } from "./describe.ts";
import { invalidValue, supports } from "./errors.ts";
import type { FlatPermission } from "./security-group-permissions.ts";
import { authorise, modify, redescribe, revoke } from "./security-group-rule-changes.ts";
import { ruleShape } from "./security-group-shapes.ts";
import { ec2 } from "./store.ts";

const FLAT = [
  "IpProtocol",
  "FromPort",
  "ToPort",
  "CidrIp",
  "SourceSecurityGroupName",
  "SourceSecurityGroupOwnerId",
] as const;

export const securityGroupRuleOperations: Operations<"ec2"> = {
  AuthorizeSecurityGroupIngress(input, call) {
    supports(input, "GroupId", "GroupName", "IpPermissions", "TagSpecifications", ...FLAT);
    return authorise(call, input, false);
  },

  AuthorizeSecurityGroupEgress(input, call) {
    supports(input, "GroupId", "IpPermissions", "TagSpecifications", ...FLAT);
    refuseFlat(input);
    return authorise(call, input, true);
  },

  RevokeSecurityGroupIngress(input, call) {
    supports(input, "GroupId", "GroupName", "IpPermissions", "SecurityGroupRuleIds", ...FLAT);
    return revoke(call, input, false);
  },

  RevokeSecurityGroupEgress(input, call) {
    supports(input, "GroupId", "IpPermissions", "SecurityGroupRuleIds", ...FLAT);
    refuseFlat(input);
    return revoke(call, input, true);
  },

  DescribeSecurityGroupRules(input, call) {
    supports(input, "SecurityGroupRuleIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "securityGroupRules", input, {
      ids: input.SecurityGroupRuleIds,
      idsParameter: "securityGroupRuleIds",
      shape: (rule): SecurityGroupRule => ruleShape(store, rule),
      filters: {
        "group-id": (rule) => rule.GroupId,
        "security-group-rule-id": (rule) => rule.SecurityGroupRuleId,
      },
    });
    return { SecurityGroupRules: items, NextToken };
  },

  ModifySecurityGroupRules(input, call) {
    supports(input, "GroupId", "SecurityGroupRules");
    return modify(call, input);
  },

  UpdateSecurityGroupRuleDescriptionsIngress(input, call) {
    supports(input, "GroupId", "GroupName", "IpPermissions", "SecurityGroupRuleDescriptions");
    return redescribe(call, input, false);
  },

  UpdateSecurityGroupRuleDescriptionsEgress(input, call) {
    supports(input, "GroupId", "GroupName", "IpPermissions", "SecurityGroupRuleDescriptions");
    return redescribe(call, input, true);
  },
};

function refuseFlat(input: FlatPermission): void {
  const given = FLAT.find((name) => input[name] !== undefined);
  if (given)
    throw invalidValue(`The parameter ${given} is not supported. Use a set of IP permissions instead.`);
}
