import type { SecurityGroupReference, StaleIpPermission, StaleSecurityGroup } from "@aws-sdk/client-ec2";
import type { Operations } from "../../service.ts";
import { required, supports } from "./errors.ts";
import { find } from "./kinds.ts";
import { page } from "./paging.ts";
import { rulesOf } from "./security-group-lookup.ts";
import { permissions, referenceShape } from "./security-group-shapes.ts";
import { type Ec2Store, ec2, type SecurityGroupRuleRecord } from "./store.ts";

/** What becomes of references across VPC peering connections. Source: "Update your security groups" of the peering guide. */
export const staleSecurityGroupOperations: Operations<"ec2"> = {
  DescribeStaleSecurityGroups(input, call) {
    supports(input, "VpcId", "MaxResults", "NextToken");
    const store = ec2(call);
    const { VpcId } = find(store, "vpcs", input.VpcId, "VpcId");
    const stale = Object.values(store.securityGroups).flatMap((group): StaleSecurityGroup[] => {
      if (group.VpcId !== VpcId) return [];
      const rules = rulesOf(store, group.GroupId).filter((rule) => isStale(store, rule));
      if (rules.length === 0) return [];
      const { GroupId, GroupName, Description } = group;
      const inDirection = (egress: boolean) =>
        permissions(
          store,
          rules.filter((rule) => rule.IsEgress === egress),
        ).map(stalePermission);
      return [
        {
          GroupId,
          GroupName,
          Description,
          VpcId,
          StaleIpPermissions: inDirection(false),
          StaleIpPermissionsEgress: inDirection(true),
        },
      ];
    });
    const { items, NextToken } = page(stale, input, { maximum: 255 });
    return { StaleSecurityGroupSet: items, NextToken };
  },

  DescribeSecurityGroupReferences(input, call) {
    supports(input, "GroupId");
    const store = ec2(call);
    const ids = required(input.GroupId, "GroupId");
    for (const id of ids) find(store, "securityGroups", id, "GroupId");
    const references = Object.values(store.securityGroupRules).flatMap((rule): SecurityGroupReference[] => {
      const to = rule.referencedGroup;
      const ReferencingVpcId = store.securityGroups[rule.GroupId]?.VpcId;
      if (!to?.peeringId || !ids.includes(to.groupId) || !ReferencingVpcId) return [];
      return [{ GroupId: to.groupId, ReferencingVpcId, VpcPeeringConnectionId: to.peeringId }];
    });
    const unique = new Map(references.map((reference) => [JSON.stringify(reference), reference]));
    return { SecurityGroupReferenceSet: [...unique.values()] };
  },
};

/** A reference across a connection is stale once the connection, or the group on the other side, is gone. */
function isStale(store: Ec2Store, rule: SecurityGroupRuleRecord): boolean {
  const reference = referenceShape(store, rule);
  if (!reference?.VpcPeeringConnectionId) return false;
  return reference.PeeringStatus !== "active" || !store.securityGroups[reference.GroupId ?? ""];
}

function stalePermission(permission: ReturnType<typeof permissions>[number]): StaleIpPermission {
  const { IpProtocol, FromPort, ToPort, UserIdGroupPairs } = permission;
  return { IpProtocol, FromPort, ToPort, UserIdGroupPairs, IpRanges: [], PrefixListIds: [] };
}
