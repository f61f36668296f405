import type {
  IpPermission,
  ReferencedSecurityGroup,
  SecurityGroup,
  SecurityGroupRule,
  UserIdGroupPair,
} from "@aws-sdk/client-ec2";
import { withTags, withTagsIfAny } from "./describe.ts";
import { ec2Arn } from "./ids.ts";
import { rulesOf } from "./security-group-lookup.ts";
import type { Ec2Store, SecurityGroupRecord, SecurityGroupRuleRecord } from "./store.ts";

export function groupArn(store: Ec2Store, groupId: string): string {
  return ec2Arn(store.place, "security-group", groupId);
}

export function groupShape(store: Ec2Store, group: SecurityGroupRecord): SecurityGroup {
  return {
    ...group,
    SecurityGroupArn: groupArn(store, group.GroupId),
    IpPermissions: permissions(store, rulesOf(store, group.GroupId, false)),
    IpPermissionsEgress: permissions(store, rulesOf(store, group.GroupId, true)),
    ...withTagsIfAny(store, group.GroupId),
  };
}

export function ruleShape(store: Ec2Store, record: SecurityGroupRuleRecord): SecurityGroupRule {
  const { referencedGroup: _referenced, ...rule } = record;
  const reference = referenceShape(store, record);
  return {
    ...rule,
    ...(reference && { ReferencedGroupInfo: reference }),
    SecurityGroupRuleArn: ec2Arn(store.place, "security-group-rule", record.SecurityGroupRuleId),
    ...withTags(store, record.SecurityGroupRuleId),
  };
}

/** The group that a rule names; across a peering connection with its VPC, the connection and its state. */
export function referenceShape(
  store: Ec2Store,
  rule: SecurityGroupRuleRecord,
): ReferencedSecurityGroup | undefined {
  const reference = rule.referencedGroup;
  if (!reference) return;
  const { groupId: GroupId, userId: UserId, vpcId: VpcId, peeringId } = reference;
  if (!peeringId) return { GroupId, UserId };
  const PeeringStatus = store.vpcPeeringConnections[peeringId]?.Status.Code ?? "deleted";
  return { GroupId, UserId, VpcId, VpcPeeringConnectionId: peeringId, PeeringStatus };
}

/** Rules as DescribeSecurityGroups groups them: one permission for each protocol and range of ports. */
export function permissions(store: Ec2Store, rules: SecurityGroupRuleRecord[]): IpPermission[] {
  const groups = Map.groupBy(rules, (rule) => [rule.IpProtocol, rule.FromPort, rule.ToPort].join());
  return [...groups.values()].map((alike) => {
    const { IpProtocol, FromPort, ToPort } = alike[0]!;
    const description = (rule: SecurityGroupRuleRecord) =>
      rule.Description === undefined ? {} : { Description: rule.Description };
    // "All traffic" and protocols without ports have none in a permission.
    const hasPorts = ["tcp", "udp", "icmp", "icmpv6"].includes(IpProtocol);
    return {
      IpProtocol,
      ...(hasPorts && { FromPort, ToPort }),
      UserIdGroupPairs: alike.flatMap((rule): UserIdGroupPair[] => {
        const reference = referenceShape(store, rule);
        return reference ? [{ ...reference, ...description(rule) }] : [];
      }),
      IpRanges: alike.flatMap((rule) =>
        rule.CidrIpv4 === undefined ? [] : [{ CidrIp: rule.CidrIpv4, ...description(rule) }],
      ),
      Ipv6Ranges: alike.flatMap((rule) =>
        rule.CidrIpv6 === undefined ? [] : [{ CidrIpv6: rule.CidrIpv6, ...description(rule) }],
      ),
      PrefixListIds: alike.flatMap((rule) =>
        rule.PrefixListId === undefined ? [] : [{ PrefixListId: rule.PrefixListId, ...description(rule) }],
      ),
    };
  });
}
