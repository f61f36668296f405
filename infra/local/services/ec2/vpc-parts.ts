import { newId } from "./ids.ts";
import type { Ec2Store, NetworkAclRecord, SubnetRecord, VpcRecord } from "./store.ts";

/** The four entries of a default network ACL, or the two that every ACL has: `*` denies, as number 32767. */
export function initialEntries(isDefault: boolean): NetworkAclRecord["entries"] {
  return [true, false].flatMap((Egress) => [
    ...(isDefault
      ? [{ CidrBlock: "0.0.0.0/0", Egress, Protocol: "-1", RuleAction: "allow" as const, RuleNumber: 100 }]
      : []),
    { CidrBlock: "0.0.0.0/0", Egress, Protocol: "-1", RuleAction: "deny" as const, RuleNumber: 32767 },
  ]);
}

/** The rule that every new security group has: everything may leave. */
export function addAllowAllEgress(store: Ec2Store, groupId: string): void {
  const SecurityGroupRuleId = newId("sgr");
  store.securityGroupRules[SecurityGroupRuleId] = {
    SecurityGroupRuleId,
    GroupId: groupId,
    GroupOwnerId: store.place.accountId,
    IsEgress: true,
    IpProtocol: "-1",
    FromPort: -1,
    ToPort: -1,
    CidrIpv4: "0.0.0.0/0",
  };
}

/** What AWS makes with every VPC: its main route table, default network ACL and default security group. */
export function addDefaultParts(store: Ec2Store, vpc: VpcRecord): void {
  const OwnerId = store.place.accountId;
  const { VpcId } = vpc;
  const RouteTableId = newId("rtb");
  store.routeTables[RouteTableId] = {
    RouteTableId,
    VpcId,
    OwnerId,
    routes: [localRoute(vpc.CidrBlock)],
    associations: [{ id: newId("rtbassoc"), main: true }],
    propagatingGateways: [],
  };
  const NetworkAclId = newId("acl");
  store.networkAcls[NetworkAclId] = {
    NetworkAclId,
    VpcId,
    OwnerId,
    IsDefault: true,
    entries: initialEntries(true),
    associations: [],
  };
  const GroupId = newId("sg");
  store.securityGroups[GroupId] = {
    GroupId,
    GroupName: "default",
    Description: "default VPC security group",
    OwnerId,
    VpcId,
  };
  // A default group lets its own members in, and everything out.
  const SecurityGroupRuleId = newId("sgr");
  store.securityGroupRules[SecurityGroupRuleId] = {
    SecurityGroupRuleId,
    GroupId,
    GroupOwnerId: OwnerId,
    IsEgress: false,
    IpProtocol: "-1",
    FromPort: -1,
    ToPort: -1,
    referencedGroup: { groupId: GroupId, userId: OwnerId, vpcId: VpcId },
  };
  addAllowAllEgress(store, GroupId);
}

export function localRoute(cidr: string) {
  return { DestinationCidrBlock: cidr, GatewayId: "local", Origin: "CreateRouteTable" as const };
}

/** Puts a subnet in its VPC: it is associated with the default network ACL from the start. */
export function addSubnet(store: Ec2Store, subnet: SubnetRecord): void {
  store.subnets[subnet.SubnetId] = subnet;
  const acl = defaultAcl(store, subnet.VpcId);
  acl.associations.push({ id: newId("aclassoc"), subnetId: subnet.SubnetId });
}

export function defaultAcl(store: Ec2Store, vpcId: string): NetworkAclRecord {
  return Object.values(store.networkAcls).find((acl) => acl.IsDefault && acl.VpcId === vpcId)!;
}

export function mainRouteTable(store: Ec2Store, vpcId: string) {
  return Object.values(store.routeTables).find(
    (table) => table.VpcId === vpcId && table.associations.some((association) => association.main),
  )!;
}
