import {
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError } from "../../runtime/errors.ts";
import { inStack, type Scope, type Sweeper } from "../sweeper.ts";
import { type Direction, groupReference } from "../template-references.ts";

const STACK_TYPE = "AWS::EC2::SecurityGroup";

/**
 * Rules added by hand that name another security group of the same VPC: while one is there, the group that it names
 * cannot be deleted, and CloudFormation, which deletes groups in the order of its own references, does not know of
 * it. References across a peering do not block, and are left to go stale.
 */
export const securityGroupRules: Sweeper = {
  kind: "security group rules",
  async find({ ec2 }, scope) {
    const groups = await inLabVpcs(ec2, scope);
    return groups
      .filter((group) => addedReferences(group, groups, scope).some((permissions) => permissions.length > 0))
      .map((group) => ({
        action: "remove",
        id: group.GroupId!,
        name: group.GroupName,
        why: "It has rules added by hand that name another group of its VPC and would keep that one from being deleted.",
      }));
  },
  async sweep({ ec2 }, item, scope) {
    const groups = await inLabVpcs(ec2, scope);
    const group = groups.find((one) => one.GroupId === item.id);
    if (!group) return;
    const [ingress, egress] = addedReferences(group, groups, scope);
    const GroupId = item.id;
    try {
      if (ingress.length > 0)
        await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: ingress }));
      if (egress.length > 0)
        await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: egress }));
    } catch (error) {
      if (!isAwsError(error, "InvalidPermission.NotFound", "InvalidGroup.NotFound")) throw error;
    }
  },
};

/** Groups that were made by hand in the lab's VPCs. */
export const securityGroups: Sweeper = {
  kind: "security group",
  async find({ ec2 }, scope) {
    return (await inLabVpcs(ec2, scope))
      .filter((group) => group.GroupName !== "default" && !inStack(scope, STACK_TYPE, group.GroupId))
      .map((group) => ({
        action: "remove",
        id: group.GroupId!,
        name: group.GroupName,
        why: "It was made by hand in a VPC of the lab, which could not be deleted while it is there.",
      }));
  },
  async sweep({ ec2 }: Clients, item) {
    try {
      await takeOffInterfaces(ec2, item.id);
      await ec2.send(new DeleteSecurityGroupCommand({ GroupId: item.id }));
    } catch (error) {
      if (!isAwsError(error, "InvalidGroup.NotFound")) throw error;
    }
  },
};

/**
 * Takes a group off the interfaces that have it, such as those of the lab's servers: it cannot be deleted before, and
 * they go only with the stack. One that has no other group gets its VPC's default one.
 */
async function takeOffInterfaces(ec2: EC2Client, groupId: string): Promise<void> {
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "group-id", Values: [groupId] }] }),
  );
  // A load balancer's or an endpoint's own are changed through what they belong to, and not here.
  for (const { NetworkInterfaceId, Groups = [], VpcId } of NetworkInterfaces.filter(
    (one) => !one.RequesterManaged,
  )) {
    const others = Groups.map((one) => one.GroupId!).filter((id) => id !== groupId);
    const rest = others.length > 0 ? others : [await defaultGroup(ec2, VpcId!)];
    await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: rest }));
  }
}

async function defaultGroup(ec2: EC2Client, vpcId: string): Promise<string> {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "group-name", Values: ["default"] },
      ],
    }),
  );
  return SecurityGroups[0]!.GroupId!;
}

async function inLabVpcs(ec2: EC2Client, scope: Scope): Promise<SecurityGroup[]> {
  if (scope.vpcs.length === 0) return [];
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [...scope.vpcs] }] }),
  );
  return SecurityGroups;
}

/** The ingress and egress permissions of a group that name another group of its VPC and are not of the template. */
function addedReferences(
  group: SecurityGroup,
  groups: SecurityGroup[],
  scope: Scope,
): [IpPermission[], IpPermission[]] {
  const sameVpc = new Set(groups.filter((one) => one.VpcId === group.VpcId).map((one) => one.GroupId!));
  const added = (direction: Direction, permissions: IpPermission[] = []) =>
    permissions.flatMap(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [] }) => {
      const pairs = UserIdGroupPairs.filter(
        ({ GroupId }) =>
          GroupId !== group.GroupId &&
          sameVpc.has(GroupId!) &&
          !scope.templateReferences.has(groupReference(direction, group.GroupId!, GroupId!)),
      ).map(({ GroupId }) => ({ GroupId }));
      return pairs.length > 0 ? [{ IpProtocol, FromPort, ToPort, UserIdGroupPairs: pairs }] : [];
    });
  return [added("ingress", group.IpPermissions), added("egress", group.IpPermissionsEgress)];
}
