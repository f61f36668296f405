import { setTimeout } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import {
  CloudTrailClient,
  DeleteTrailCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, it, onTestFinished } from "vitest";
import { deliverLate } from "../../../../../infra/local/services/cloudtrail/trails/delivery.ts";
import { trailsStore } from "../../../../../infra/local/services/cloudtrail/trails/store.ts";
import { startTestAccount, type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { ACCOUNT, letIn, makeTrail } from "./trail-bucket.ts";

const HERE = { accountId: ACCOUNT, region: "us-east-1" };

interface LogRecord {
  eventName: string;
  awsRegion: string;
  readOnly: boolean;
}

async function keysIn(account: TestAccount, Bucket: string): Promise<string[]> {
  const { Contents = [] } = await account.client(S3Client).send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key!);
}

/** The records of all files of a bucket, once they say what is waited for. */
async function recordsWhen(
  account: TestAccount,
  Bucket: string,
  done: (records: LogRecord[]) => boolean,
): Promise<LogRecord[]> {
  for (;;) {
    const records: LogRecord[] = [];
    for (const Key of await keysIn(account, Bucket)) {
      const { Body } = await account.client(S3Client).send(new GetObjectCommand({ Bucket, Key }));
      const file = JSON.parse(gunzipSync(await Body!.transformToByteArray()).toString());
      records.push(...(file.Records as LogRecord[]));
    }
    if (done(records)) return records;
    await setTimeout(20);
  }
}

const names = (records: LogRecord[]) => records.map(({ eventName }) => eventName);
const makeVpc = (account: TestAccount, region?: string) =>
  account
    .client(EC2Client, region ? { region } : {})
    .send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));

it("delivers gzipped records from when logging starts, of every Region, once each", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  await makeTrail(account, "mine", { IsMultiRegionTrail: true });
  await makeVpc(account);
  await trail.send(new StartLoggingCommand({ Name: "mine" }));
  await makeVpc(account);
  await makeVpc(account, "eu-west-1");
  const records = await recordsWhen(
    account,
    "mine-bucket",
    (found) => found.filter(({ eventName }) => eventName === "CreateVpc").length === 2,
  );
  expect(names(records)).toContain("StartLogging");
  expect(names(records)).not.toContain("CreateTrail");
  expect(new Set(records.map(({ awsRegion }) => awsRegion))).toEqual(new Set(["us-east-1", "eu-west-1"]));
  const key = (await keysIn(account, "mine-bucket")).find((each) => each.includes("eu-west-1"))!;
  expect(key).toMatch(
    new RegExp(
      `^AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/\\d{4}/\\d\\d/\\d\\d/${ACCOUNT}_CloudTrail_eu-west-1_\\d{8}T\\d{4}Z_\\w{16}\\.json\\.gz$`,
    ),
  );
  expect(
    await account.client(S3Client).send(new HeadObjectCommand({ Bucket: "mine-bucket", Key: key })),
  ).toMatchObject({ ContentType: "application/json", ContentEncoding: "gzip" });
  expect(await trail.send(new GetTrailStatusCommand({ Name: "mine" }))).toMatchObject({
    LatestDeliveryTime: expect.any(Date),
    LatestDeliveryAttemptSucceeded: expect.stringMatching(/Z$/),
  });
});

it("delivers what the selectors choose, of its own Region", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  await makeTrail(account, "mine");
  await trail.send(
    new PutEventSelectorsCommand({ TrailName: "mine", EventSelectors: [{ ReadWriteType: "WriteOnly" }] }),
  );
  await trail.send(new StartLoggingCommand({ Name: "mine" }));
  await account.client(EC2Client).send(new DescribeVpcsCommand({}));
  await makeVpc(account, "eu-west-1");
  await makeVpc(account);
  const records = await recordsWhen(account, "mine-bucket", (found) => names(found).includes("CreateVpc"));
  // In one file or in two, whose names are in no order.
  expect(names(records).toSorted()).toEqual(["CreateVpc", "StartLogging"]);
});

it.each([
  ["stopped", new StopLoggingCommand({ Name: "mine" })],
  ["deleted", new DeleteTrailCommand({ Name: "mine" })],
])("delivers what happened before it was %s, and nothing of what comes after", async (_, end) => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  for (const name of ["mine", "witness"]) {
    await makeTrail(account, name);
    await trail.send(new StartLoggingCommand({ Name: name }));
  }
  const delivered = (of: string, count: number) =>
    recordsWhen(account, of, (found) => made(found) === count && state.late.length === 0);
  const made = (records: LogRecord[]) => names(records).filter((name) => name === "CreateVpc").length;
  const state = account.cloud.store(trailsStore, HERE);
  await makeVpc(account);
  await trail.send(end as StopLoggingCommand);
  await makeVpc(account);
  // By the time that a trail which logs on has delivered both, one that delivered on would have done so as well.
  await delivered("witness-bucket", 2);
  await delivered("mine-bucket", 1);
});

it("delivers late what a trail has left when it is stopped", async () => {
  const account = await useTestAccount({ pace: "real" });
  const trail = account.client(CloudTrailClient);
  await makeTrail(account, "mine");
  await trail.send(new StartLoggingCommand({ Name: "mine" }));
  await makeVpc(account);
  await trail.send(new StopLoggingCommand({ Name: "mine" }));
  expect(await keysIn(account, "mine-bucket")).toEqual([]);
  const { late } = account.cloud.store(trailsStore, HERE);
  expect(late).toHaveLength(1);
  // As if its five minutes had passed.
  deliverLate(account.cloud, HERE, { ...late[0]!, due: new Date() });
  const records = await recordsWhen(account, "mine-bucket", (found) => found.length > 0);
  expect(names(records)).toEqual(["StartLogging", "CreateVpc"]);
});

it("says why it cannot deliver, and delivers what is due once it can", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  await makeTrail(account, "mine");
  // Before it logs: a file may be delivered as soon as it does.
  await account.client(S3Client).send(new DeleteBucketPolicyCommand({ Bucket: "mine-bucket" }));
  await trail.send(new StartLoggingCommand({ Name: "mine" }));
  await makeVpc(account);
  const error = async () =>
    (await trail.send(new GetTrailStatusCommand({ Name: "mine" }))).LatestDeliveryError;
  while ((await error()) !== "AccessDenied") await setTimeout(20);
  expect(await keysIn(account, "mine-bucket")).toEqual([]);
  await letIn(account, "mine-bucket", "mine");
  await recordsWhen(account, "mine-bucket", (found) => names(found).includes("CreateVpc"));
  while ((await error()) !== undefined) await setTimeout(20);
});

it("goes on after a restart, and brings what a stopped trail had left", async () => {
  const home = await temporaryFolder();
  // At this pace a delivery takes five minutes: longer than the first account lives.
  const first = await startTestAccount({ home, pace: "real" });
  await makeTrail(first, "logging");
  await makeTrail(first, "stopped");
  for (const Name of ["logging", "stopped"])
    await first.client(CloudTrailClient).send(new StartLoggingCommand({ Name }));
  await makeVpc(first);
  await first.client(CloudTrailClient).send(new StopLoggingCommand({ Name: "stopped" }));
  expect(await keysIn(first, "stopped-bucket")).toEqual([]);
  await first.stop();

  const second = await startTestAccount({ home });
  onTestFinished(() => second.stop());
  const state = second.cloud.store(trailsStore, HERE);
  expect(state.late).toHaveLength(1);
  // As if its five minutes had passed meanwhile.
  const [late] = state.late;
  deliverLate(second.cloud, HERE, { ...late!, due: new Date() });
  const left = await recordsWhen(second, "stopped-bucket", (found) => found.length > 0);
  expect(names(left)).toContain("CreateVpc");
  const records = await recordsWhen(second, "logging-bucket", (found) => found.length > 0);
  expect(names(records)).toContain("CreateVpc");
});
