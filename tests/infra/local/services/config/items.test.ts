// One file, however long: all of it is about one timeline of items, made and read the same way.
import {
  BatchGetResourceConfigCommand,
  type ConfigServiceClient,
  type ConfigurationItem,
  GetDiscoveredResourceCountsCommand,
  GetResourceConfigHistoryCommand,
  type GetResourceConfigHistoryCommandInput,
  ListDiscoveredResourcesCommand,
  type ResourceType,
  StopConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import * as ec2Api from "@aws-sdk/client-ec2";
import { PutBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { configStore } from "../../../../../infra/local/services/config/store.ts";
import { type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { ACCOUNT, BUCKET, makeGround, ROLE, startRecording } from "./recording.ts";

const ACL = "AWS::EC2::NetworkAcl";
const PLACE = { accountId: ACCOUNT, region: "us-east-1" };

const history = async (
  client: ConfigServiceClient,
  resourceType: string,
  resourceId: string,
  more: Partial<GetResourceConfigHistoryCommandInput> = {},
): Promise<ConfigurationItem[]> => {
  const input = { resourceType: resourceType as ResourceType, resourceId, ...more };
  return (await client.send(new GetResourceConfigHistoryCommand(input))).configurationItems ?? [];
};

async function makeAcl(account: TestAccount) {
  const ec2 = account.client(ec2Api.EC2Client);
  const { Vpcs = [] } = await ec2.send(new ec2Api.DescribeVpcsCommand({}));
  const { Subnets = [] } = await ec2.send(new ec2Api.DescribeSubnetsCommand({}));
  const { NetworkAcl } = await ec2.send(
    new ec2Api.CreateNetworkAclCommand({
      VpcId: Vpcs[0]!.VpcId,
      TagSpecifications: [{ ResourceType: "network-acl", Tags: [{ Key: "Name", Value: "web" }] }],
    }),
  );
  const allow = (RuleNumber: number) =>
    ec2.send(
      new ec2Api.CreateNetworkAclEntryCommand({
        NetworkAclId: NetworkAcl!.NetworkAclId,
        RuleNumber,
        Egress: true,
        Protocol: "-1",
        RuleAction: "allow",
        CidrBlock: "10.0.0.0/8",
      }),
    );
  return {
    ec2,
    allow,
    aclId: NetworkAcl!.NetworkAclId!,
    vpcId: Vpcs[0]!.VpcId!,
    subnetId: Subnets[0]!.SubnetId!,
  };
}

test("a network ACL's life is a timeline of items, in the form of version 1.3", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account);
  const { ec2, allow, aclId, vpcId, subnetId } = await makeAcl(account);
  const created = await history(client, ACL, aclId);
  expect(created).toEqual([
    {
      version: "1.3",
      accountId: ACCOUNT,
      configurationItemCaptureTime: expect.any(Date),
      configurationItemStatus: "ResourceDiscovered",
      configurationStateId: expect.stringMatching(/^\d{13}$/),
      configurationItemMD5Hash: "",
      arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:network-acl/${aclId}`,
      resourceType: ACL,
      resourceId: aclId,
      awsRegion: "us-east-1",
      availabilityZone: "Multiple Availability Zones",
      tags: { Name: "web" },
      relatedEvents: [],
      relationships: [
        { resourceType: "AWS::EC2::VPC", resourceId: vpcId, relationshipName: "Is contained in Vpc" },
      ],
      configuration: expect.any(String),
      supplementaryConfiguration: {},
    },
  ]);

  await allow(100);
  await history(client, ACL, aclId);
  const { NetworkAcls = [] } = await ec2.send(
    new ec2Api.DescribeNetworkAclsCommand({
      Filters: [{ Name: "association.subnet-id", Values: [subnetId] }],
    }),
  );
  const before = NetworkAcls[0]!.Associations!.find((each) => each.SubnetId === subnetId)!;
  await ec2.send(
    new ec2Api.ReplaceNetworkAclAssociationCommand({
      AssociationId: before.NetworkAclAssociationId,
      NetworkAclId: aclId,
    }),
  );
  const items = await history(client, ACL, aclId, { chronologicalOrder: "Forward" });
  expect(items.map(({ configurationItemStatus: status }) => status)).toEqual([
    "ResourceDiscovered",
    "OK",
    "OK",
  ]);
  expect(JSON.parse(items[1]!.configuration!)).toEqual({
    associations: [],
    entries: [
      entry(true, 100, "allow", "10.0.0.0/8"),
      entry(true, 32767, "deny", "0.0.0.0/0"),
      entry(false, 32767, "deny", "0.0.0.0/0"),
    ],
    isDefault: false,
    networkAclId: aclId,
    tags: [{ key: "Name", value: "web" }],
    vpcId,
    ownerId: ACCOUNT,
  });
  expect(items[2]!.relationships).toEqual([
    { resourceType: "AWS::EC2::Subnet", resourceId: subnetId, relationshipName: "Is attached to Subnet" },
    { resourceType: "AWS::EC2::VPC", resourceId: vpcId, relationshipName: "Is contained in Vpc" },
  ]);
  // The ends of the relationship have an item more as well.
  expect((await history(client, "AWS::EC2::Subnet", subnetId))[0]!.relationships).toContainEqual({
    resourceType: ACL,
    resourceId: aclId,
    relationshipName: "Is attached to NetworkAcl",
  });
  const [ofDefault] = await history(client, ACL, NetworkAcls[0]!.NetworkAclId!);
  expect(JSON.stringify(ofDefault!.relationships)).not.toContain(subnetId);

  await ec2.send(
    new ec2Api.ReplaceNetworkAclAssociationCommand({
      AssociationId: JSON.parse(items[2]!.configuration!).associations[0].networkAclAssociationId,
      NetworkAclId: NetworkAcls[0]!.NetworkAclId,
    }),
  );
  await ec2.send(new ec2Api.DeleteNetworkAclCommand({ NetworkAclId: aclId }));
  const [last] = await history(client, ACL, aclId);
  expect(last).toMatchObject({
    configurationItemStatus: "ResourceDeleted",
    resourceId: aclId,
    tags: {},
    relationships: [],
    supplementaryConfiguration: {},
  });
  expect(last).not.toHaveProperty("configuration");
  expect(last).not.toHaveProperty("availabilityZone");
});

const entry = (egress: boolean, ruleNumber: number, ruleAction: string, cidrBlock: string) => ({
  cidrBlock,
  egress,
  icmpTypeCode: null,
  ipv6CidrBlock: null,
  portRange: null,
  protocol: "-1",
  ruleAction,
  ruleNumber,
});

test("two edits one after the other are two items, and a change that changes nothing is none", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account);
  const { ec2, allow, aclId } = await makeAcl(account);
  await history(client, ACL, aclId);
  await allow(100);
  await history(client, ACL, aclId);
  await allow(110);
  expect(await history(client, ACL, aclId)).toHaveLength(3);
  const tag = { Resources: [aclId], Tags: [{ Key: "Name", Value: "web" }] };
  await ec2.send(new ec2Api.CreateTagsCommand(tag));
  expect(await history(client, ACL, aclId)).toHaveLength(3);
});

test("edits within a minute of AWS's time are one item, made without anybody asking", async () => {
  const account = await useTestAccount({ pace: "fast" });
  await makeGround(account);
  const client = await startRecording(account);
  const state = account.cloud.store(configStore, PLACE);
  // Two seconds at this pace: until the edits are made it is not over, however long they take.
  state.pending.CONTINUOUS!.due = new Date(Date.now() + 30_000);
  const { allow, aclId } = await makeAcl(account);
  await allow(100);
  await allow(110);
  await expect(history(client, ACL, aclId)).rejects.toMatchObject({
    name: "ResourceNotDiscoveredException",
    message: `Resource ${aclId} of resourceType:AWS::EC2::NetworkAcl is unknown or has not been discovered`,
  });
  state.pending.CONTINUOUS!.due = new Date();
  // What reads a history captures what is due; the store itself is not asked by anybody.
  await expect.poll(() => state.histories[`${ACL} ${aclId}`], { timeout: 60_000 }).toBeDefined();
  const [item, ...more] = await history(client, ACL, aclId);
  expect(more).toEqual([]);
  expect(JSON.parse(item!.configuration!).entries).toHaveLength(4);
});

test("histories come in pages, forward and backward, and in a range of time", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account);
  const { allow, aclId } = await makeAcl(account);
  for (let number = 1; number <= 11; number++) {
    await allow(number);
    await history(client, ACL, aclId);
  }
  const resource = { resourceType: ACL, resourceId: aclId } as const;
  const first = await client.send(new GetResourceConfigHistoryCommand(resource));
  expect(first.configurationItems).toHaveLength(10);
  const second = await client.send(
    new GetResourceConfigHistoryCommand({ ...resource, nextToken: first.nextToken }),
  );
  expect(second.nextToken).toBeUndefined();
  const all = [...first.configurationItems!, ...second.configurationItems!];
  const times = all.map((item) => item.configurationItemCaptureTime!.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(all.at(-1)!.configurationItemStatus).toBe("ResourceDiscovered");
  const forward = await history(client, ACL, aclId, { chronologicalOrder: "Forward", limit: 100 });
  expect(forward).toEqual(all.toReversed());
  expect(await history(client, ACL, aclId, { earlierTime: new Date(times[2]!), limit: 100 })).toHaveLength(3);
  await expect(
    history(client, ACL, aclId, { earlierTime: new Date(2), laterTime: new Date(1) }),
  ).rejects.toThrow(/not chronologically before/);
  await expect(history(client, ACL, aclId, { limit: 101 })).rejects.toMatchObject({
    name: "InvalidLimitException",
  });
  await expect(history(client, ACL, aclId, { nextToken: "x" })).rejects.toMatchObject({
    name: "InvalidNextTokenException",
  });
});

test("what is there before the recorder is discovered: of EC2, IAM and S3, counted and listed", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const { aclId } = await makeAcl(account);
  const client = await startRecording(account);
  const counts = await client.send(new GetDiscoveredResourceCountsCommand({}));
  const byType = Object.fromEntries(
    counts.resourceCounts!.map(({ resourceType, count }) => [resourceType, count]),
  );
  expect(byType).toMatchObject({ [ACL]: 2, "AWS::S3::Bucket": 1, "AWS::IAM::User": 1 });
  const acls = await client.send(new ListDiscoveredResourcesCommand({ resourceType: ACL }));
  expect(acls.resourceIdentifiers).toContainEqual({ resourceType: ACL, resourceId: aclId });
  const roles = await client.send(new ListDiscoveredResourcesCommand({ resourceType: "AWS::IAM::Role" }));
  const [linked] = roles.resourceIdentifiers!;
  expect(linked).toMatchObject({
    resourceId: expect.stringMatching(/^AROA/),
    resourceName: "AWSServiceRoleForConfig",
  });
  const [item] = await history(client, "AWS::IAM::Role", linked!.resourceId!);
  expect(item).toMatchObject({ arn: ROLE, awsRegion: "global", availabilityZone: "Not Applicable" });
  expect(item!.resourceCreationTime).toBeInstanceOf(Date);
  await expect(
    client.send(new ListDiscoveredResourcesCommand({ resourceType: "AWS::EC2::Nonsense" as ResourceType })),
  ).rejects.toThrow(/failed to satisfy constraint: Member must satisfy enum value set/);

  const [bucket] = await history(client, "AWS::S3::Bucket", BUCKET);
  expect(JSON.parse(bucket!.configuration!)).toMatchObject({ name: BUCKET });
  expect(JSON.parse(JSON.parse(bucket!.supplementaryConfiguration!.AccessControlList!))).toMatchObject({
    grantSet: null,
    grantList: [{ permission: "FullControl" }],
    isRequesterCharged: false,
  });
  expect(JSON.parse(bucket!.supplementaryConfiguration!.BucketPolicy!).policyText).toContain("Allow");
  await account
    .client(S3Client)
    .send(new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
  const [tagged] = await history(client, "AWS::S3::Bucket", BUCKET);
  expect(tagged!.tags).toEqual({ a: "b" });

  const batch = await client.send(
    new BatchGetResourceConfigCommand({
      resourceKeys: [
        { resourceType: "AWS::S3::Bucket", resourceId: BUCKET },
        { resourceType: ACL, resourceId: "acl-0" },
      ],
    }),
  );
  expect(batch.baseConfigurationItems).toHaveLength(1);
  expect(batch.baseConfigurationItems![0]).not.toHaveProperty("relationships");
  expect(batch.unprocessedResourceKeys).toEqual([{ resourceType: ACL, resourceId: "acl-0" }]);
});

test.each([
  ["all but the global types", { allSupported: true }, { [ACL]: true, "AWS::IAM::Role": false }],
  [
    "all but some, IAM included unless excluded",
    {
      recordingStrategy: { useOnly: "EXCLUSION_BY_RESOURCE_TYPES" as const },
      exclusionByResourceTypes: { resourceTypes: ["AWS::S3::Bucket" as const] },
    },
    { [ACL]: true, "AWS::IAM::Role": true, "AWS::S3::Bucket": false },
  ],
  ["one type", { resourceTypes: [ACL as ResourceType] }, { [ACL]: true, "AWS::EC2::VPC": false }],
])("a recording of %s", async (_, recordingGroup, expected) => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account, { recordingGroup });
  const { resourceCounts = [] } = await client.send(new GetDiscoveredResourceCountsCommand({}));
  const found = resourceCounts.map(({ resourceType }) => resourceType);
  for (const [type, is] of Object.entries(expected))
    expect([type, found.includes(type as ResourceType)]).toEqual([type, is]);
});

test("what happens while the recorder is stopped is found when it starts again, and not before", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account);
  const { allow, aclId } = await makeAcl(account);
  await history(client, ACL, aclId);
  await client.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
  await allow(100);
  expect(await history(client, ACL, aclId)).toHaveLength(1);
  await startRecording(account);
  expect(await history(client, ACL, aclId)).toHaveLength(2);
});

test("a page of a history spans seven days: what is older is behind a token, whatever the limit", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account);
  const { allow, aclId } = await makeAcl(account);
  for (const number of [1, 2, 3]) {
    await history(client, ACL, aclId);
    await allow(number);
  }
  await history(client, ACL, aclId);
  // As if they had been made ten, nine, one and no days ago.
  const days = [10, 9, 1, 0];
  const { items } = account.cloud.store(configStore, PLACE).histories[`${ACL} ${aclId}`]!;
  for (const [index, item] of items.entries()) item.at -= days[index]! * 24 * 3_600_000;
  const page = async (nextToken?: string, chronologicalOrder?: "Forward") => {
    const answer = await client.send(
      new GetResourceConfigHistoryCommand({
        resourceType: ACL,
        resourceId: aclId,
        limit: 100,
        nextToken,
        chronologicalOrder,
      }),
    );
    return { count: answer.configurationItems!.length, next: answer.nextToken };
  };
  for (const order of [undefined, "Forward"] as const) {
    const first = await page(undefined, order);
    expect(first.count).toBe(2);
    expect(await page(first.next, order)).toEqual({ count: 2, next: undefined });
  }
});
