import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateNetworkAclCommand,
  CreateVpcCommand,
  DeleteKeyPairCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, it, onTestFinished } from "vitest";
import { eventsStore } from "../../../../../infra/local/services/cloudtrail/events/store.ts";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { stopClock } from "../../../../helpers/stop-clock.ts";
import { lookUp, recordOf } from "./history.ts";

const names = (events: { EventName?: string }[]) => events.map(({ EventName }) => EventName);
/** A call that changes something and costs next to nothing: deleting a key pair that is not there succeeds. */
const dropKey = (account: TestAccount, KeyName: string) =>
  account.client(EC2Client).send(new DeleteKeyPairCommand({ KeyName }));
const lookUpBy = (account: TestAccount, input: LookupEventsCommandInput) =>
  account.client(CloudTrailClient).send(new LookupEventsCommand(input));

it("finds an event by each of its eight attributes", async () => {
  const account = await useTestAccount();
  const ec2 = account.client(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: Vpc!.VpcId }));
  const [event] = await lookUp(account, "EventName", "CreateNetworkAcl");
  expect(event).toMatchObject({
    EventName: "CreateNetworkAcl",
    ReadOnly: "false",
    AccessKeyId: "123456789012",
    EventSource: "ec2.amazonaws.com",
    Username: "participant",
    EventTime: expect.any(Date),
    Resources: [
      { ResourceType: "AWS::EC2::VPC", ResourceName: Vpc!.VpcId },
      { ResourceType: "AWS::EC2::NetworkAcl", ResourceName: NetworkAcl!.NetworkAclId },
    ],
  });
  const { eventID } = recordOf(event!);
  expect(eventID).toBe(event!.EventId);
  for (const [key, value] of [
    ["EventId", event!.EventId!],
    ["ReadOnly", "false"],
    ["Username", "participant"],
    ["ResourceType", "AWS::EC2::NetworkAcl"],
    ["ResourceName", NetworkAcl!.NetworkAclId!],
    ["EventSource", "ec2.amazonaws.com"],
    ["AccessKeyId", "123456789012"],
  ] as const)
    expect(names(await lookUp(account, key, value)), key).toContain("CreateNetworkAcl");
  for (const [key, value] of [
    ["EventName", "createnetworkacl"],
    ["ReadOnly", "true"],
    ["Username", "somebody"],
    ["ResourceName", "acl-0"],
    ["EventSource", "iam.amazonaws.com"],
  ] as const)
    expect(names(await lookUp(account, key, value)), key).not.toContain("CreateNetworkAcl");
});

it("shows the newest first, by pages that new events do not shift", async () => {
  const account = await useTestAccount();
  for (const name of ["a", "b", "c", "d", "e"]) await dropKey(account, name);
  const LookupAttributes = [{ AttributeKey: "EventName" as const, AttributeValue: "DeleteKeyPair" }];
  const seen: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lookUpBy(account, { LookupAttributes, MaxResults: 2, NextToken });
    seen.push(...page.Events!.map((event) => recordOf(event).requestParameters?.keyName));
    NextToken = page.NextToken;
    await dropKey(account, `later-${seen.length}`);
  } while (NextToken);
  expect(seen).toEqual(["e", "d", "c", "b", "a"]);
});

it("bounds the time", async () => {
  const account = await useTestAccount();
  await dropKey(account, "a");
  const hour = 3600_000;
  const between = async (from: number, to: number) =>
    names(
      (
        await lookUpBy(account, {
          StartTime: new Date(Date.now() + from),
          EndTime: new Date(Date.now() + to),
        })
      ).Events!,
    );
  expect(await between(-hour, hour)).toContain("DeleteKeyPair");
  expect(await between(-2 * hour, -hour)).toEqual([]);
  expect(await between(hour, 2 * hour)).toEqual([]);
});

it.each<[string, LookupEventsCommandInput]>([
  [
    "InvalidLookupAttributesException",
    {
      LookupAttributes: [
        { AttributeKey: "EventName", AttributeValue: "a" },
        { AttributeKey: "Username", AttributeValue: "b" },
      ],
    },
  ],
  [
    "InvalidLookupAttributesException",
    { LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "" }] },
  ],
  ["InvalidTimeRangeException", { StartTime: new Date(2_000_000), EndTime: new Date(1_000_000) }],
  ["InvalidMaxResultsException", { MaxResults: 51 }],
  ["InvalidMaxResultsException", { MaxResults: 0 }],
  ["InvalidNextTokenException", { NextToken: "mine" }],
])("refuses with %s", async (name, input) => {
  await expect(lookUpBy(await useTestAccount(), input)).rejects.toMatchObject({ name });
});

it("refuses a token that belongs to another question", async () => {
  const account = await useTestAccount();
  await dropKey(account, "a");
  await dropKey(account, "b");
  const { NextToken } = await lookUpBy(account, { MaxResults: 1 });
  const LookupAttributes = [{ AttributeKey: "EventName" as const, AttributeValue: "DeleteKeyPair" }];
  await expect(lookUpBy(account, { LookupAttributes, NextToken })).rejects.toMatchObject({
    name: "InvalidNextTokenException",
  });
});

it("has management events only", async () => {
  const account = await useTestAccount();
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "bucket-1" }));
  await s3.send(new PutObjectCommand({ Bucket: "bucket-1", Key: "a", Body: "secret" }));
  await s3.send(new GetObjectCommand({ Bucket: "bucket-1", Key: "a" }));
  expect(names(await lookUp(account, "EventSource", "s3.amazonaws.com"))).toEqual(["CreateBucket"]);
});

it("keeps events in their Region, and IAM's in us-east-1", async () => {
  const account = await useTestAccount();
  const region = "eu-west-1";
  await account.client(EC2Client, { region }).send(new DescribeVpcsCommand({}));
  await account
    .client(IAMClient, { region })
    .send(new GetRoleCommand({ RoleName: "nobody" }))
    .catch(() => undefined);
  expect(await lookUp(account, "EventName", "DescribeVpcs")).toEqual([]);
  expect(await lookUp(account, "EventName", "DescribeVpcs", region)).toHaveLength(1);
  expect(await lookUp(account, "EventName", "GetRole")).toHaveLength(1);
  expect(await lookUp(account, "EventName", "GetRole", region)).toEqual([]);
});

it("shows an account its own events", async () => {
  const account = await useTestAccount();
  await dropKey(account, "a");
  const credentials = { accessKeyId: "999988887777", secretAccessKey: "test" };
  const other = account.client(CloudTrailClient, { credentials });
  expect(names((await other.send(new LookupEventsCommand({}))).Events!)).toEqual([]);
  expect(names((await other.send(new LookupEventsCommand({}))).Events!)).toEqual(["LookupEvents"]);
});

it("takes minutes to show an event, and two lookups a second", async () => {
  const account = await useTestAccount({ pace: "real" });
  stopClock();
  await dropKey(account, "a");
  expect(await lookUp(account, "EventName", "DeleteKeyPair")).toEqual([]);
  const store = account.cloud.store(eventsStore, { accountId: "123456789012", region: "us-east-1" });
  const event = JSON.parse(store.writes.open[0]!.events[0]!);
  const MINUTE = 60_000;
  expect(event.visible - event.at).toBeGreaterThanOrEqual(2 * MINUTE);
  expect(event.visible - event.at).toBeLessThanOrEqual(10 * MINUTE);
  // As if its time had come.
  store.writes.open[0]!.events[0] = JSON.stringify({ ...event, visible: event.at });
  expect(await lookUp(account, "EventName", "DeleteKeyPair")).toHaveLength(1);
});

it("throttles a third lookup in a second, and records that", async () => {
  const account = await useTestAccount({ pace: "real" });
  stopClock();
  const three = await Promise.allSettled([1, 2, 3].map(() => lookUpBy(account, {})));
  expect(three.filter(({ status }) => status === "rejected")).toMatchObject([
    { reason: { name: "ThrottlingException", message: "Rate exceeded" } },
  ]);
});

it("needs permission to look", async () => {
  const account = await useTestAccount();
  const actor = await createActor(account);
  await expect(
    account.client(CloudTrailClient, { credentials: actor.credentials }).send(new LookupEventsCommand({})),
  ).rejects.toMatchObject({ name: "AccessDeniedException" });
  const [event] = await lookUp(account, "EventName", "LookupEvents");
  expect(event).toMatchObject({ Username: "test", AccessKeyId: actor.credentials.accessKeyId });
  expect(recordOf(event!)).toMatchObject({
    errorCode: "AccessDeniedException",
    requestParameters: null,
    responseElements: null,
    userIdentity: { type: "AssumedRole", arn: actor.arn },
  });
});

it("keeps its events through a restart, those of full segments out of the snapshot", async () => {
  const home = await temporaryFolder();
  const first = await startTestAccount({ home });
  const ec2 = first.client(EC2Client);
  for (let done = 0; done < 300; done += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ec2.send(new DeleteKeyPairCommand({ KeyName: `key-${done + index}` })),
      ),
    );
  await first.stop();
  const [, count] = /"cloudtrail-events":[\s\S]*?"count":(\d+)/.exec(
    await readFile(join(home, "account.json"), "utf8"),
  )!;
  expect(Number(count)).toBe(128);

  const second = await startTestAccount({ home });
  onTestFinished(() => second.stop());
  await dropKey(second, "last");
  const found: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lookUpBy(second, {
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "DeleteKeyPair" }],
      NextToken,
    });
    found.push(...page.Events!.map((event) => recordOf(event).requestParameters?.keyName));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(found[0]).toBe("last");
  expect(new Set(found).size).toBe(301);
});
