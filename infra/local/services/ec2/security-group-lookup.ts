import { AwsError } from "../../errors.ts";
import { find } from "./kinds.ts";
import type { Ec2Store, SecurityGroupRecord, SecurityGroupRuleRecord } from "./store.ts";

export function securityGroupByName(
  store: Ec2Store,
  vpcId: string | undefined,
  name: string,
): SecurityGroupRecord | undefined {
  return Object.values(store.securityGroups).find(
    (group) => group.VpcId === vpcId && group.GroupName === name,
  );
}

/** The group that a call is about, by id, or by name in the default VPC. */
export function findSecurityGroup(
  store: Ec2Store,
  { GroupId, GroupName }: { GroupId?: string | undefined; GroupName?: string | undefined },
): SecurityGroupRecord {
  if (GroupId !== undefined) return find(store, "securityGroups", GroupId, "GroupId");
  if (GroupName === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter groupName or groupId");
  }
  const vpcId = defaultVpcId(store);
  const group = securityGroupByName(store, vpcId, GroupName);
  if (group) return group;
  throw new AwsError(
    "InvalidGroup.NotFound",
    `The security group '${GroupName}' does not exist in default VPC '${vpcId}'`,
  );
}

export function defaultVpcId(store: Ec2Store): string | undefined {
  return Object.values(store.vpcs).find((vpc) => vpc.IsDefault)?.VpcId;
}

/** A group's rules, oldest first, in one direction or both. */
export function rulesOf(store: Ec2Store, groupId: string, isEgress?: boolean): SecurityGroupRuleRecord[] {
  return Object.values(store.securityGroupRules).filter(
    (rule) => rule.GroupId === groupId && (isEgress === undefined || rule.IsEgress === isEgress),
  );
}
