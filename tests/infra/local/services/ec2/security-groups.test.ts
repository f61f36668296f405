// One file, however long: its subject is one kind of resource, and its tests share how one is made and read.
import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribePrefixListsCommand,
  DescribeSecurityGroupReferencesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeStaleSecurityGroupsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { createVpc, expectError, freshAccounts } from "./network-fixture.ts";

const { client } = freshAccounts();

async function createGroup(ec2: EC2Client, VpcId: string | undefined, GroupName: string): Promise<string> {
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName, Description: `About ${GroupName}` }),
  );
  return GroupId!;
}

async function describeGroup(ec2: EC2Client, GroupId: string) {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  return SecurityGroups![0]!;
}

async function rulesOf(ec2: EC2Client, GroupId: string, egress: boolean) {
  const { SecurityGroupRules } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }),
  );
  return SecurityGroupRules!.filter((rule) => rule.IsEgress === egress);
}

const tcp = (port: number, rest: Partial<IpPermission>): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  ...rest,
});
const from = (CidrIp: string): Partial<IpPermission> => ({ IpRanges: [{ CidrIp }] });

test("a new group lets everything out and nothing in", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const GroupId = await createGroup(ec2, VpcId, "Web Server");
  const group = await describeGroup(ec2, GroupId);
  expect(group).toMatchObject({ GroupName: "Web Server", Description: "About Web Server", VpcId });
  expect(group.IpPermissions).toEqual([]);
  expect(group.IpPermissionsEgress).toEqual([
    {
      IpProtocol: "-1",
      IpRanges: [{ CidrIp: "0.0.0.0/0" }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ]);
  const [rule] = await rulesOf(ec2, GroupId, true);
  expect(rule).toMatchObject({ IpProtocol: "-1", FromPort: -1, ToPort: -1, CidrIpv4: "0.0.0.0/0" });
  expect(rule?.SecurityGroupRuleId).toMatch(/^sgr-[0-9a-f]{17}$/);
});

test("the guide's narrowing of outbound rules: authorise groups, then revoke blocks by rule id", async () => {
  const ec2 = client();
  const [services, poc] = [await createVpc(ec2, "10.1.0.0/16"), await createVpc(ec2, "10.250.0.0/16")];
  const server = await createGroup(ec2, services, "Services Server");
  const web = await createGroup(ec2, poc, "PoC Web Server");
  const permissions = [22, 3389].map((port) => tcp(port, { UserIdGroupPairs: [{ GroupId: web }] }));
  const authorise = () =>
    ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: server, IpPermissions: permissions }));
  await expectError(
    authorise(),
    "InvalidGroup.NotFound",
    "You have specified two resources that belong to different networks.",
  );

  const { VpcPeeringConnection } = await ec2.send(
    new CreateVpcPeeringConnectionCommand({ VpcId: services, PeerVpcId: poc }),
  );
  const VpcPeeringConnectionId = VpcPeeringConnection!.VpcPeeringConnectionId!;
  await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  expect((await authorise()).SecurityGroupRules).toHaveLength(2);
  await expectError(
    authorise(),
    "InvalidPermission.Duplicate",
    `the specified rule "peer: ${web}, TCP, from port: 22, to port: 22, ALLOW" already exists`,
  );
  const before = await rulesOf(ec2, server, true);
  expect(before[1]?.ReferencedGroupInfo).toMatchObject({
    GroupId: web,
    VpcId: poc,
    VpcPeeringConnectionId,
    PeeringStatus: "active",
  });
  const { RevokedSecurityGroupRules } = await ec2.send(
    new RevokeSecurityGroupEgressCommand({
      GroupId: server,
      SecurityGroupRuleIds: [before[0]!.SecurityGroupRuleId!],
    }),
  );
  expect(RevokedSecurityGroupRules).toMatchObject([{ CidrIpv4: "0.0.0.0/0", IsEgress: true }]);
  const after = await rulesOf(ec2, server, true);
  expect(after.map((rule) => rule.FromPort)).toEqual([22, 3389]);

  const references = await ec2.send(new DescribeSecurityGroupReferencesCommand({ GroupId: [web] }));
  expect(references.SecurityGroupReferenceSet).toEqual([
    { GroupId: web, ReferencingVpcId: services, VpcPeeringConnectionId },
  ]);
  await ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  // Across VPCs a reference does not hold the group: it goes stale.
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId: web }));
  const stale = await ec2.send(new DescribeStaleSecurityGroupsCommand({ VpcId: services }));
  expect(stale.StaleSecurityGroupSet).toMatchObject([
    {
      GroupId: server,
      StaleIpPermissions: [],
      StaleIpPermissionsEgress: [{ FromPort: 22 }, { FromPort: 3389 }],
    },
  ]);
  expect((await rulesOf(ec2, server, true))[0]?.ReferencedGroupInfo?.PeeringStatus).toBe("deleted");
  await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: server, IpPermissions: permissions }));
  expect(await rulesOf(ec2, server, true)).toEqual([]);
});

test("the guide's removal of inbound rules leaves none", async () => {
  const ec2 = client();
  const group = await createGroup(ec2, await createVpc(ec2), "Services Server");
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group,
      IpPermissions: [tcp(22, from("192.168.0.0/16")), tcp(3389, from("192.168.0.0/16"))],
    }),
  );
  const rules = await rulesOf(ec2, group, false);
  const SecurityGroupRuleIds = rules.map((rule) => rule.SecurityGroupRuleId!);
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds }));
  expect((await describeGroup(ec2, group)).IpPermissions).toEqual([]);
  await expectError(
    ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds })),
    "InvalidSecurityGroupRuleId.NotFound",
    `The security group rule ID '${SecurityGroupRuleIds[0]}' does not exist`,
  );
});

test("permissions of one protocol and range come together, with their prefix lists and descriptions", async () => {
  const ec2 = client("us-west-2");
  const group = await createGroup(ec2, await createVpc(ec2), "Mixed");
  const { PrefixLists } = await ec2.send(
    new DescribePrefixListsCommand({
      Filters: [{ Name: "prefix-list-name", Values: ["com.amazonaws.*.s3"] }],
    }),
  );
  expect(PrefixLists).toMatchObject([
    { PrefixListId: "pl-68a54001", PrefixListName: "com.amazonaws.us-west-2.s3" },
  ]);
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group,
      IpPermissions: [
        tcp(443, {
          IpRanges: [{ CidrIp: "10.0.0.7/24", Description: "Ours" }, { CidrIp: "10.2.0.0/24" }],
          Ipv6Ranges: [{ CidrIpv6: "::/0" }],
          PrefixListIds: [{ PrefixListId: "pl-68a54001" }],
          UserIdGroupPairs: [{ GroupId: group }],
        }),
        { IpProtocol: "icmp", FromPort: 8, ToPort: -1, ...from("0.0.0.0/0") },
      ],
    }),
  );
  const { IpPermissions } = await describeGroup(ec2, group);
  expect(IpPermissions).toMatchObject([
    {
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      IpRanges: [{ CidrIp: "10.0.0.0/24", Description: "Ours" }, { CidrIp: "10.2.0.0/24" }],
      Ipv6Ranges: [{ CidrIpv6: "::/0" }],
      PrefixListIds: [{ PrefixListId: "pl-68a54001" }],
      UserIdGroupPairs: [{ GroupId: group }],
    },
    { IpProtocol: "icmp", FromPort: 8, ToPort: -1 },
  ]);
  expect(await rulesOf(ec2, group, false)).toHaveLength(6);
});

test("the flat parameters of an inbound rule do, those of an outbound one do not", async () => {
  const ec2 = client();
  const GroupId = await createGroup(ec2, await createVpc(ec2), "Flat");
  const flat = { GroupId, IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "0.0.0.0/0" };
  const { SecurityGroupRules } = await ec2.send(new AuthorizeSecurityGroupIngressCommand(flat));
  expect(SecurityGroupRules).toMatchObject([{ CidrIpv4: "0.0.0.0/0", FromPort: 80, IsEgress: false }]);
  await expectError(ec2.send(new AuthorizeSecurityGroupEgressCommand(flat)), "InvalidParameterValue");
  await ec2.send(new RevokeSecurityGroupIngressCommand(flat));
  await expectError(
    ec2.send(new RevokeSecurityGroupIngressCommand(flat)),
    "InvalidPermission.NotFound",
    "The specified rule does not exist in this security group.",
  );
});

test("the default VPC's groups name unknown permissions instead of refusing them", async () => {
  const ec2 = client();
  const GroupId = await createGroup(ec2, undefined, "In the default VPC");
  const { UnknownIpPermissions } = await ec2.send(
    new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp(80, from("0.0.0.0/0"))] }),
  );
  expect(UnknownIpPermissions).toMatchObject([{ IpProtocol: "tcp", FromPort: 80 }]);
});

test("a request is taken whole or not at all", async () => {
  const ec2 = client();
  const GroupId = await createGroup(ec2, await createVpc(ec2), "Whole");
  const authorise = (...IpPermissions: IpPermission[]) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await authorise(tcp(80, from("0.0.0.0/0")));
  await expectError(
    authorise(tcp(443, from("0.0.0.0/0")), tcp(80, from("0.0.0.0/0"))),
    "InvalidPermission.Duplicate",
    'the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists',
  );
  await expectError(
    authorise(tcp(443, from("10.0.0.0/8")), tcp(443, from("10.0.0.0/8"))),
    "InvalidParameterValue",
    "The same permission must not appear multiple times",
  );
  expect(await rulesOf(ec2, GroupId, false)).toHaveLength(1);
  const many = Array.from({ length: 60 }, (_, port) => tcp(1000 + port, from("10.0.0.0/8")));
  await expectError(authorise(...many), "RulesPerSecurityGroupLimitExceeded");
  await authorise(...many.slice(1));
  expect(await rulesOf(ec2, GroupId, false)).toHaveLength(60);
});

test.each([
  ["a malformed block", tcp(80, from("10.0.0.0/40")), "InvalidParameterValue"],
  ["ports the wrong way round", { ...tcp(80, from("10.0.0.0/8")), ToPort: 22 }, "InvalidParameterValue"],
  ["no ports", { IpProtocol: "tcp", ...from("10.0.0.0/8") }, "InvalidParameterValue"],
  ["an unknown protocol", { IpProtocol: "gopher", ...from("10.0.0.0/8") }, "InvalidParameterValue"],
  ["no source", tcp(80, {}), "MissingParameter"],
  ["an unknown list", tcp(80, { PrefixListIds: [{ PrefixListId: "pl-1" }] }), "InvalidPrefixListID.NotFound"],
  ["an unknown group", tcp(80, { UserIdGroupPairs: [{ GroupId: "sg-01234567" }] }), "InvalidGroup.NotFound"],
  ["a malformed group", tcp(80, { UserIdGroupPairs: [{ GroupId: "web" }] }), "InvalidGroupId.Malformed"],
])("a rule with %s is refused", async (_name, permission, code) => {
  const ec2 = client();
  const GroupId = await createGroup(ec2, await createVpc(ec2), "Strict");
  const IpPermissions = [permission];
  await expectError(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })), code);
});

test("a rule is modified in place, but keeps its kind of source", async () => {
  const ec2 = client();
  const GroupId = await createGroup(ec2, await createVpc(ec2), "Modified");
  const { SecurityGroupRules } = await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp(22, from("10.0.0.0/8"))] }),
  );
  const SecurityGroupRuleId = SecurityGroupRules![0]!.SecurityGroupRuleId!;
  const modify = (SecurityGroupRule: object) =>
    ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId,
        SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
      }),
    );
  await modify({ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIpv4: "10.1.0.0/16" });
  await expectError(
    modify({ IpProtocol: "tcp", FromPort: 22, ToPort: 22, ReferencedGroupId: GroupId }),
    "InvalidParameterValue",
    "You may not specify a referenced group id for an existing IPv4 CIDR rule.",
  );
  await ec2.send(
    new UpdateSecurityGroupRuleDescriptionsIngressCommand({
      GroupId,
      SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId, Description: "Bastion" }],
    }),
  );
  expect(await rulesOf(ec2, GroupId, false)).toMatchObject([
    { SecurityGroupRuleId, CidrIpv4: "10.1.0.0/16", Description: "Bastion" },
  ]);
});

test("a group that another of its VPC names stays, and so does a default group", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const [named, naming] = [await createGroup(ec2, VpcId, "Named"), await createGroup(ec2, VpcId, "Naming")];
  const reference = { GroupId: naming, IpPermissions: [tcp(80, { UserIdGroupPairs: [{ GroupId: named }] })] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand(reference));
  await expectError(
    ec2.send(new DeleteSecurityGroupCommand({ GroupId: named })),
    "DependencyViolation",
    `resource ${named} has a dependent object`,
  );
  await ec2.send(new RevokeSecurityGroupIngressCommand(reference));
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId: named }));
  await expectError(
    ec2.send(new DeleteSecurityGroupCommand({ GroupId: named })),
    "InvalidGroup.NotFound",
    `The security group '${named}' does not exist`,
  );
  const { SecurityGroups } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: "vpc-id", Values: [VpcId] },
        { Name: "group-name", Values: ["default"] },
      ],
    }),
  );
  const GroupId = SecurityGroups![0]!.GroupId!;
  await expectError(
    ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
    "CannotDelete",
    `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
  );
});

test("group names are unique within a VPC, and some are reserved", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  await createGroup(ec2, VpcId, "Twice");
  await expectError(
    createGroup(ec2, VpcId, "Twice"),
    "InvalidGroup.Duplicate",
    `The security group 'Twice' already exists for VPC '${VpcId}'`,
  );
  await createGroup(ec2, await createVpc(ec2, "10.5.0.0/16"), "Twice");
  await expectError(createGroup(ec2, VpcId, "default"), "InvalidParameterValue");
  await expectError(createGroup(ec2, VpcId, "sg-web"), "InvalidParameterValue");
  await expectError(createGroup(ec2, "vpc-0123456789abcdef0", "Lost"), "InvalidVpcID.NotFound");
});

test("rules of a default group's own members are found by the group filters", async () => {
  const ec2 = client();
  const { Vpcs } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }),
  );
  const { SecurityGroups } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [Vpcs![0]!.VpcId!] }] }),
  );
  const group = SecurityGroups![0]!;
  const byRule = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [{ Name: "ip-permission.group-id", Values: [group.GroupId!] }],
    }),
  );
  expect(byRule.SecurityGroups?.map((each) => each.GroupId)).toEqual([group.GroupId]);
});
