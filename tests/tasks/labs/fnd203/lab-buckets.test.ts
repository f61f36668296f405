import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AwsError } from "../../../../infra/local/errors.ts";
import { injectFault } from "../../../../infra/local/faults.ts";
import { ensureBucket, ensureBucketPolicy, ownBuckets } from "../../../../tasks/labs/fnd203/lab-buckets.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";

let account: TestAccount;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
});
afterAll(() => account.stop());

const at = (name: string, region = "us-east-1") => ({ name, accountId: "123456789012", region });
const conflict = () =>
  new AwsError(
    "OperationAborted",
    "A conflicting conditional operation is currently in progress against this resource. Please try again.",
    409,
  );

describe("a bucket of the lab", () => {
  test("is made once", async () => {
    expect(await ensureBucket(s3, at("lab-made"))).toMatchObject([{ operation: "CreateBucket" }]);
    expect(await ensureBucket(s3, at("lab-made"))).toEqual([]);
    expect(await ownBuckets(s3, "lab-m")).toEqual([{ name: "lab-made", region: "us-east-1" }]);
  });

  test("is made where the lab is", async () => {
    const frankfurt = account.client(S3Client, { region: "eu-central-1" });
    await ensureBucket(frankfurt, at("lab-frankfurt", "eu-central-1"));
    expect(await s3.send(new GetBucketLocationCommand({ Bucket: "lab-frankfurt" }))).toMatchObject({
      LocationConstraint: "eu-central-1",
    });
  });

  test("is taken as it is where the list was behind", async () => {
    const end = injectFault(account.cloud, {
      service: "s3",
      operation: "CreateBucket",
      error: () => new AwsError("BucketAlreadyOwnedByYou", "You already own it.", 409),
    });
    expect(await ensureBucket(s3, at("lab-behind"))).toEqual([]);
    end();
  });

  test("that another of its name is still leaving is waited for", async () => {
    injectFault(account.cloud, { service: "s3", operation: "CreateBucket", times: 1, error: conflict });
    await expect(ensureBucket(s3, at("lab-again"))).rejects.toMatchObject({ name: "NotYet" });
    expect(await ensureBucket(s3, at("lab-again"))).toHaveLength(1);
  });

  test("whose name is another account's says so, and how to go on", async () => {
    const stranger = { accessKeyId: "210987654321", secretAccessKey: "test" };
    const other = account.client(S3Client, { credentials: stranger });
    await other.send(new CreateBucketCommand({ Bucket: "lab-foreign" }));
    await expect(ensureBucket(s3, at("lab-foreign"))).rejects.toMatchObject({
      name: "NotSolved",
      message: expect.stringContaining("another suffix"),
    });
  });
});

describe("a bucket's policy", () => {
  const statement = (Sid: string, prefix = "AWSLogs") => ({
    Sid,
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::lab-policy/${prefix}/*`,
  });
  const sids = async () =>
    JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket: "lab-policy" }))).Policy!).Statement.map(
      ({ Sid, Resource }: { Sid: string; Resource: string }) => [Sid, Resource.split("/")[1]],
    );

  test("grows by what is missing, and keeps the rest", async () => {
    const bucket = at("lab-policy");
    await ensureBucket(s3, bucket);
    // One statement without a list is a policy too.
    const own = { Version: "2012-10-17", Statement: statement("Own") };
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy: JSON.stringify(own) }));
    expect(await ensureBucketPolicy(s3, bucket, [statement("Write")])).toMatchObject([
      { operation: "PutBucketPolicy" },
    ]);
    expect(await ensureBucketPolicy(s3, bucket, [statement("Write"), statement("Own")])).toEqual([]);
    await ensureBucketPolicy(s3, bucket, [statement("Write", "other")]);
    expect(await sids()).toEqual([
      ["Own", "AWSLogs"],
      ["Write", "other"],
    ]);
  });

  test("is asked of the owner only, and waited for while S3 is busy", async () => {
    const stranger = { ...at("lab-policy"), accountId: "210987654321" };
    await expect(ensureBucketPolicy(s3, stranger, [statement("More")])).rejects.toMatchObject({
      name: "AccessDenied",
    });
    injectFault(account.cloud, { service: "s3", operation: "PutBucketPolicy", times: 1, error: conflict });
    await expect(ensureBucketPolicy(s3, at("lab-policy"), [statement("More")])).rejects.toMatchObject({
      name: "NotYet",
    });
  });
});
