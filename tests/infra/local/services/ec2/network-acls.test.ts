import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  type CreateNetworkAclEntryCommandInput,
  DeleteNetworkAclCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  type EC2Client,
  ReplaceNetworkAclAssociationCommand,
  ReplaceNetworkAclEntryCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { aclOfSubnet, createSubnet, createVpc, expectError, freshAccounts } from "./network-fixture.ts";

const { client } = freshAccounts();

const numbers = (entries: { Egress?: boolean; RuleNumber?: number }[] | undefined, egress: boolean) =>
  entries?.filter((entry) => entry.Egress === egress).map((entry) => entry.RuleNumber);

async function createAcl(ec2: EC2Client, VpcId: string): Promise<string> {
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId }));
  return NetworkAcl!.NetworkAclId!;
}

function entry(
  NetworkAclId: string,
  RuleNumber: number,
  CidrBlock: string,
  fields: Partial<CreateNetworkAclEntryCommandInput> = {},
): CreateNetworkAclEntryCommandInput {
  return {
    NetworkAclId,
    RuleNumber,
    CidrBlock,
    Protocol: "-1",
    RuleAction: "allow",
    Egress: true,
    ...fields,
  };
}

test("a VPC's default ACL allows everything, and a new ACL nothing", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const { acl } = await aclOfSubnet(ec2, await createSubnet(ec2, VpcId));
  expect(acl.IsDefault).toBe(true);
  expect(acl.Entries).toEqual(
    [true, false].flatMap((Egress) => [
      { CidrBlock: "0.0.0.0/0", Egress, Protocol: "-1", RuleAction: "allow", RuleNumber: 100 },
      { CidrBlock: "0.0.0.0/0", Egress, Protocol: "-1", RuleAction: "deny", RuleNumber: 32767 },
    ]),
  );
  const { NetworkAcl, ClientToken } = await ec2.send(
    new CreateNetworkAclCommand({
      VpcId,
      ClientToken: "once",
      TagSpecifications: [{ ResourceType: "network-acl", Tags: [{ Key: "Name", Value: "Mine" }] }],
    }),
  );
  expect(ClientToken).toBe("once");
  expect(NetworkAcl).toMatchObject({ IsDefault: false, VpcId, Tags: [{ Key: "Name", Value: "Mine" }] });
  expect(NetworkAcl?.Entries).toEqual([
    { CidrBlock: "0.0.0.0/0", Egress: true, Protocol: "-1", RuleAction: "deny", RuleNumber: 32767 },
    { CidrBlock: "0.0.0.0/0", Egress: false, Protocol: "-1", RuleAction: "deny", RuleNumber: 32767 },
  ]);
});

test("a client token makes one ACL, however often it comes", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const create = (vpc: string) => ec2.send(new CreateNetworkAclCommand({ VpcId: vpc, ClientToken: "t" }));
  const [first, second] = [await create(VpcId), await create(VpcId)];
  expect(second.NetworkAcl?.NetworkAclId).toBe(first.NetworkAcl?.NetworkAclId);
  await expectError(create(await createVpc(ec2)), "IdempotentParameterMismatch");
});

test("the guide's isolation of a public subnet: entries, then the association, then back", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const subnet = await createSubnet(ec2, VpcId, "10.0.0.0/24");
  const original = await aclOfSubnet(ec2, subnet);
  const acl = await createAcl(ec2, VpcId);
  for (const input of [
    entry(acl, 50, "10.0.2.0/24", { RuleAction: "deny" }),
    entry(acl, 60, "10.0.130.0/24", { RuleAction: "deny" }),
    entry(acl, 100, "10.0.0.0/8"),
    entry(acl, 100, "0.0.0.0/0", { Egress: false }),
  ]) {
    await ec2.send(new CreateNetworkAclEntryCommand(input));
  }
  const { NewAssociationId } = await ec2.send(
    new ReplaceNetworkAclAssociationCommand({ AssociationId: original.associationId, NetworkAclId: acl }),
  );
  expect(NewAssociationId).toMatch(/^aclassoc-[0-9a-f]{17}$/);
  expect(NewAssociationId).not.toBe(original.associationId);
  const isolated = await aclOfSubnet(ec2, subnet);
  expect(isolated.acl.NetworkAclId).toBe(acl);
  expect(numbers(isolated.acl.Entries, true)).toEqual([50, 60, 100, 32767]);
  expect(numbers(isolated.acl.Entries, false)).toEqual([100, 32767]);

  await expectError(
    ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: acl })),
    "DependencyViolation",
    `The networkAcl '${acl}' has dependencies and cannot be deleted.`,
  );
  await expectError(
    ec2.send(
      new ReplaceNetworkAclAssociationCommand({ AssociationId: original.associationId, NetworkAclId: acl }),
    ),
    "InvalidAssociationID.NotFound",
    `The association ID '${original.associationId}' does not exist`,
  );
  await ec2.send(
    new ReplaceNetworkAclAssociationCommand({
      AssociationId: NewAssociationId,
      NetworkAclId: original.acl.NetworkAclId,
    }),
  );
  await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: acl }));
  await expectError(
    ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [acl] })),
    "InvalidNetworkAclID.NotFound",
    `The networkAcl ID '${acl}' does not exist`,
  );
});

test("replacing an association by the ACL that it has changes nothing", async () => {
  const ec2 = client();
  const subnet = await createSubnet(ec2, await createVpc(ec2));
  const { acl, associationId } = await aclOfSubnet(ec2, subnet);
  await ec2.send(
    new ReplaceNetworkAclAssociationCommand({
      AssociationId: associationId,
      NetworkAclId: acl.NetworkAclId,
    }),
  );
  expect((await aclOfSubnet(ec2, subnet)).associationId).toBe(associationId);
});

test("entries are unique by number and direction, and are replaced and deleted by them", async () => {
  const ec2 = client();
  const acl = await createAcl(ec2, await createVpc(ec2));
  await ec2.send(new CreateNetworkAclEntryCommand(entry(acl, 100, "10.0.0.0/8")));
  await expectError(
    ec2.send(new CreateNetworkAclEntryCommand(entry(acl, 100, "0.0.0.0/0"))),
    "NetworkAclEntryAlreadyExists",
    "The network acl entry identified by 100 already exists.",
  );
  await ec2.send(
    new ReplaceNetworkAclEntryCommand(
      entry(acl, 100, "100.68.0.18/18", { Protocol: "tcp", PortRange: { From: 22, To: 23 } }),
    ),
  );
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [acl] }));
  expect(NetworkAcls?.[0]?.Entries?.[0]).toEqual({
    CidrBlock: "100.68.0.0/18",
    Egress: true,
    PortRange: { From: 22, To: 23 },
    Protocol: "6",
    RuleAction: "allow",
    RuleNumber: 100,
  });
  const gone = { NetworkAclId: acl, RuleNumber: 100, Egress: true };
  await ec2.send(new DeleteNetworkAclEntryCommand(gone));
  await expectError(ec2.send(new DeleteNetworkAclEntryCommand(gone)), "InvalidNetworkAclEntry.NotFound");
  await expectError(
    ec2.send(new ReplaceNetworkAclEntryCommand(entry(acl, 100, "10.0.0.0/8"))),
    "InvalidNetworkAclEntry.NotFound",
  );
});

test.each([
  ["a rule number of 0", { RuleNumber: 0 }, "InvalidParameterValue"],
  ["the number of the last rule", { RuleNumber: 32767 }, "InvalidParameterValue"],
  ["a block that is none", { CidrBlock: "10.0.0.0/33" }, "InvalidParameterValue"],
  ["TCP without ports", { Protocol: "6" }, "InvalidParameterValue"],
  ["an unknown protocol", { Protocol: "gopher" }, "InvalidParameterValue"],
  ["no block at all", { CidrBlock: undefined }, "MissingParameter"],
  ["an ACL that is not there", { NetworkAclId: "acl-0123456789abcdef0" }, "InvalidNetworkAclID.NotFound"],
])("an entry with %s is refused", async (_name, fields, code) => {
  const ec2 = client();
  const acl = await createAcl(ec2, await createVpc(ec2));
  const input = { ...entry(acl, 100, "10.0.0.0/8"), ...fields };
  await expectError(ec2.send(new CreateNetworkAclEntryCommand(input)), code);
});

test("twenty entries a direction fit", async () => {
  const ec2 = client();
  const acl = await createAcl(ec2, await createVpc(ec2));
  for (let number = 1; number <= 20; number++) {
    await ec2.send(new CreateNetworkAclEntryCommand(entry(acl, number, "10.0.0.0/8")));
  }
  await expectError(
    ec2.send(new CreateNetworkAclEntryCommand(entry(acl, 21, "10.0.0.0/8"))),
    "NetworkAclEntryLimitExceeded",
  );
  await ec2.send(new CreateNetworkAclEntryCommand(entry(acl, 21, "10.0.0.0/8", { Egress: false })));
});

test("a default ACL stays, and an ACL of another VPC does not fit", async () => {
  const ec2 = client();
  const subnet = await createSubnet(ec2, await createVpc(ec2));
  const { acl, associationId } = await aclOfSubnet(ec2, subnet);
  await expectError(
    ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: acl.NetworkAclId })),
    "InvalidParameterValue",
    `cannot delete default network ACL ${acl.NetworkAclId}`,
  );
  const other = await createAcl(ec2, await createVpc(ec2, "10.9.0.0/16"));
  await expectError(
    ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId: associationId, NetworkAclId: other })),
    "InvalidParameterValue",
  );
});
