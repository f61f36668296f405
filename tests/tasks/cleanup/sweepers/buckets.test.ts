// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import { randomUUID } from "node:crypto";
import { CreateTrailCommand, DeleteTrailCommand, UpdateTrailCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dispatch } from "../../../../infra/local/dispatch.ts";
import { AwsError } from "../../../../infra/local/errors.ts";
import { injectFault } from "../../../../infra/local/faults.ts";
import { servicePrincipal } from "../../../../infra/local/principal.ts";
import { buckets } from "../../../../tasks/cleanup/sweepers/buckets.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import type { PlanItem } from "../../../../workflows/contract.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { scopeOf } from "./scope.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };
const STRANGER = { accessKeyId: "210987654321", secretAccessKey: "test" };

let account: TestAccount;
let clients: Clients;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  clients = clientsOf(account);
  s3 = clients.s3;
});
afterAll(() => account.stop());

const create = (Bucket: string) => s3.send(new CreateBucketCommand({ Bucket }));
const put = (Bucket: string, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
const exists = async (name: string) =>
  ((await s3.send(new ListBucketsCommand({ Prefix: name }))).Buckets ?? []).length > 0;

const item = (name: string): PlanItem => ({
  stage: "Empty and delete the buckets",
  kind: "bucket",
  action: "remove",
  id: `arn:aws:s3:::${name}`,
  name,
  why: "",
});
const sweep = (name: string) => buckets.sweep(clients, item(name), scopeOf(), new Date());

/** A bucket of the lab's, of a name that no other test has. */
async function labBucket(): Promise<string> {
  const name = `fdn203-demo-bucket-${randomUUID().slice(0, 8)}`;
  await create(name);
  return name;
}

describe("what is the lab's", () => {
  const found = async (scope = scopeOf()) =>
    (await buckets.find(clients, scope)).map(({ name, action }) => [name, action]);

  test("are buckets of the guide's names, and of nobody else's", async () => {
    const names = [
      "fdn203-demo-bucket-me",
      "fnd203-demo-bucket-me",
      "fdn203-ssmlogs-bucket-somebody",
      "config-bucket-123456789012",
    ];
    for (const name of [...names, "fdn203-notes", "config-bucket-210987654321", "my-photos"])
      await create(name);
    // Of a literal name, and another account's: it is not even seen.
    await account
      .client(S3Client, { credentials: STRANGER })
      .send(new CreateBucketCommand({ Bucket: "fdn203-demo-bucket-stranger" }));
    expect((await found()).sort()).toEqual(names.map((name) => [name, "remove"]).sort());
  });

  test("is what the lab's trail delivers into, unless its name is the participant's own", async () => {
    const Name = "All-API-Commands-across-all-Regions";
    const proposed = "aws-cloudtrail-logs-123456789012-1a2b3c4d";
    await trailBucket(proposed);
    await clients.cloudTrail.send(new CreateTrailCommand({ Name, S3BucketName: proposed }));
    expect(await found()).toContainEqual([proposed, "remove"]);
    // One of before the lab is somebody's, and so is its bucket.
    const TrailARN = `arn:aws:cloudtrail:us-east-1:123456789012:trail/${Name}`;
    expect(await found(scopeOf([{ kind: "trail", id: TrailARN }]))).not.toContainEqual([proposed, "remove"]);
    await trailBucket("my-trail");
    await clients.cloudTrail.send(new UpdateTrailCommand({ Name, S3BucketName: "my-trail" }));
    expect(await found()).toContainEqual(["my-trail", "leave"]);
    await clients.cloudTrail.send(new DeleteTrailCommand({ Name }));
    const left = (await found()).map(([name]) => name);
    expect(left).not.toContain("my-trail");
  });

  test("is nothing that the ledger has, and nothing where the ledger knows of no bucket", async () => {
    const old = "arn:aws:s3:::fdn203-demo-bucket-me";
    expect(await found()).toContainEqual(["fdn203-demo-bucket-me", "remove"]);
    expect(await found(scopeOf([{ kind: "bucket", id: old }]))).not.toContainEqual([
      "fdn203-demo-bucket-me",
      "remove",
    ]);
    expect(await found(scopeOf([], []))).toEqual([]);
  });
});

/** A bucket that lets CloudTrail in. */
async function trailBucket(Bucket: string): Promise<void> {
  await create(Bucket);
  const statement = {
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: ["s3:GetBucketAcl", "s3:PutObject"],
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

describe("a bucket goes", () => {
  test("with every version, delete marker and unfinished upload", async () => {
    const Bucket = await labBucket();
    await put(Bucket, "before versions");
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    for (const Key of ["a", "a", "b", "before versions"]) await put(Bucket, Key);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "unfinished" }));
    await sweep(Bucket);
    expect(await exists(Bucket)).toBe(false);
    await sweep(Bucket);
  });

  test("with its unfinished uploads even where something else stays", async () => {
    const Bucket = await labBucket();
    await put(Bucket, "kept");
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "unfinished" }));
    await protect(Bucket, "kept");
    await expect(sweep(Bucket)).rejects.toMatchObject({ name: "AccessDenied" });
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  test("with 5,050 objects, in rounds that a function has time for", async () => {
    const Bucket = await labBucket();
    await fill(Bucket, 5_050);
    await expect(sweep(Bucket)).rejects.toMatchObject({
      name: "NotYet",
      message: expect.stringContaining("5000 objects"),
    });
    await sweep(Bucket);
    expect(await exists(Bucket)).toBe(false);
  });

  test("although somebody still delivers into it", async () => {
    const Bucket = await labBucket();
    await put(Bucket, "first");
    // CloudTrail had been let in just before: its last file comes between the emptying and the deletion.
    const delivered = Promise.withResolvers<unknown>();
    const stop = injectFault(account.cloud, {
      operation: "DeleteBucket",
      meets: () => {
        delivered.resolve(deliver(Bucket, "late"));
        return true;
      },
      until: delivered.promise,
    });
    await expect(sweep(Bucket)).rejects.toMatchObject({
      name: "NotYet",
      message: expect.stringContaining("not empty"),
    });
    stop();
    // Whoever asks first from now on is refused.
    await expect(put(Bucket, "later")).rejects.toMatchObject({ name: "AccessDenied" });
    await sweep(Bucket);
    expect(await exists(Bucket)).toBe(false);
  });

  test("whatever its policy says, which is kept until then", async () => {
    const Bucket = await labBucket();
    await put(Bucket, "kept");
    const own = {
      Sid: "Own",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:GetBucketAcl",
      Resource: `arn:aws:s3:::${Bucket}`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: own });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const end = busy();
    await expect(sweep(Bucket)).rejects.toMatchObject({ name: "NotYet" });
    end();
    const now = JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy!);
    expect(now.Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual(["Own", "HandrailStopsDeliveries"]);
    await sweep(Bucket);
  });
});

describe("a bucket stays", () => {
  test("with the objects that refuse to go, which are named", async () => {
    const Bucket = await labBucket();
    for (const key of ["a", "locked", "z"]) await put(Bucket, key);
    await protect(Bucket, "locked");
    await expect(sweep(Bucket)).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringMatching(/does not delete locked \(AccessDenied: .*explicit deny.* Object Lock/),
    });
    // The others are gone, and once it may go the bucket does.
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(1);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await sweep(Bucket);
    expect(await exists(Bucket)).toBe(false);
  });

  test("until S3 has time for an object again", async () => {
    const Bucket = await labBucket();
    await put(Bucket, "slow");
    const end = busy();
    await expect(sweep(Bucket)).rejects.toMatchObject({ name: "NotYet" });
    end();
    await sweep(Bucket);
    expect(await exists(Bucket)).toBe(false);
  });

  test("where another account has taken the name meanwhile", async () => {
    const Bucket = `fdn203-demo-bucket-${randomUUID().slice(0, 8)}`;
    const stranger = account.client(S3Client, { credentials: STRANGER });
    await stranger.send(new CreateBucketCommand({ Bucket }));
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { AWS: PLACE.accountId },
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      },
    });
    await stranger.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    // Its owner even lets this account in: that it is the lab's is still not so.
    await expect(sweep(Bucket)).rejects.toMatchObject({ name: "AccessDenied" });
    expect((await stranger.send(new ListBucketsCommand({ Prefix: Bucket }))).Buckets).toHaveLength(1);
  });
});

/** A policy that lets nobody delete one object: S3's answer about it is what it says of a locked one. */
async function protect(Bucket: string, key: string): Promise<void> {
  const statement = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:DeleteObjectVersion",
    Resource: `arn:aws:s3:::${Bucket}/${key}`,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** S3 has no time to delete objects. */
const busy = () =>
  injectFault(account.cloud, {
    service: "s3",
    operation: "DeleteObject",
    error: () => new AwsError("SlowDown", "Please reduce your request rate.", 503),
  });

/** Puts many small objects without a request each: what is tried is how they go. */
async function fill(Bucket: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await deliver(Bucket, `AWSLogs/${index}.json.gz`);
}

/** As an AWS service does it, inside the account. */
const deliver = (Bucket: string, Key: string) =>
  dispatch(account.cloud, {
    service: "s3",
    operation: "PutObject",
    input: { Bucket, Key, Body: new Uint8Array([1]) },
    principal: servicePrincipal("cloudtrail.amazonaws.com", PLACE.accountId),
    ...PLACE,
  });
