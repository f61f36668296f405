import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  GetBucketAclCommand,
  GetBucketLoggingCommand,
  GetObjectAclCommand,
  PutBucketLoggingCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
});
afterAll(() => account.stop());

const create = (Bucket: string, input: Partial<CreateBucketCommandInput> = {}) =>
  s3.send(new CreateBucketCommand({ Bucket, ...input }));

describe("the account's own namespace", () => {
  const suffix = "-123456789012-us-east-1-an";
  const BucketNamespace = "account-regional";

  test("has names that nobody else can take", async () => {
    await create(`mine${suffix}`, { BucketNamespace });
    await expect(create("mine", { BucketNamespace })).rejects.toMatchObject({ name: "InvalidBucketName" });
    // The other account's, or that of another Region, is not this one's to make.
    await expect(create("mine-210987654321-us-east-1-an", { BucketNamespace })).rejects.toMatchObject({
      name: "InvalidBucketName",
    });
    await expect(create(`other${suffix}`)).rejects.toMatchObject({ name: "InvalidBucketName" });
  });
});

describe("an ACL at creation", () => {
  const ACL = "log-delivery-write" as "private";

  test("needs an ownership setting that has ACLs, and the permissions for both", async () => {
    await expect(create("acl-enforced", { ACL })).rejects.toMatchObject({
      name: "InvalidBucketAclWithObjectOwnership",
    });
    await create("acl-preferred", { ACL, ObjectOwnership: "BucketOwnerPreferred" });
    const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket: "acl-preferred" }));
    expect(Grants).toMatchObject([
      { Permission: "FULL_CONTROL" },
      { Grantee: { URI: expect.stringMatching(/LogDelivery$/) }, Permission: "WRITE" },
      { Grantee: { URI: expect.stringMatching(/LogDelivery$/) }, Permission: "READ_ACP" },
    ]);
    const actor = await createActor(account, { Action: "s3:CreateBucket", Resource: "*" });
    const narrow = account.client(S3Client, { credentials: actor.credentials });
    await narrow.send(new CreateBucketCommand({ Bucket: "acl-none" }));
    await expect(
      narrow.send(new CreateBucketCommand({ Bucket: "acl-some", ACL, ObjectOwnership: "ObjectWriter" })),
    ).rejects.toMatchObject({ message: expect.stringContaining("s3:PutBucketAcl") });
  });

  test("cannot be public", async () => {
    await expect(
      create("acl-public", { ACL: "public-read", ObjectOwnership: "ObjectWriter" }),
    ).rejects.toMatchObject({ name: "InvalidBucketAclWithBlockPublicAccessError" });
  });
});

test("an object is its owner's, and its ACL cannot be set where there are none", async () => {
  await create("object-acl");
  const object = { Bucket: "object-acl", Key: "x" };
  await s3.send(new PutObjectCommand({ ...object, Body: "x" }));
  expect((await s3.send(new GetObjectAclCommand(object))).Grants).toMatchObject([
    { Permission: "FULL_CONTROL" },
  ]);
  await expect(s3.send(new PutObjectAclCommand({ ...object, ACL: "private" }))).rejects.toMatchObject({
    name: "AccessControlListNotSupported",
  });
});

describe("server access logging", () => {
  const enable = (Bucket: string, TargetBucket: string, client = s3) =>
    client.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: "logs/" } },
      }),
    );

  test("is kept, and taken away", async () => {
    await create("logging-source");
    await create("logging-target");
    await enable("logging-source", "logging-target");
    const setting = async () =>
      (await s3.send(new GetBucketLoggingCommand({ Bucket: "logging-source" }))).LoggingEnabled;
    expect(await setting()).toEqual({ TargetBucket: "logging-target", TargetPrefix: "logs/" });
    await s3.send(new PutBucketLoggingCommand({ Bucket: "logging-source", BucketLoggingStatus: {} }));
    expect(await setting()).toBeUndefined();
  });

  test("goes to a bucket of the same owner and Region", async () => {
    await create("logging-from");
    await create("logging-elsewhere", { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });
    const stranger = { accessKeyId: "210987654321", secretAccessKey: "test" };
    await account
      .client(S3Client, { credentials: stranger })
      .send(new CreateBucketCommand({ Bucket: "logging-foreign" }));
    for (const [target, name] of [
      ["logging-missing", "InvalidTargetBucketForLogging"],
      ["logging-foreign", "InvalidTargetBucketForLogging"],
      ["logging-elsewhere", "CrossLocationLoggingProhibitted"],
    ] as const)
      await expect(enable("logging-from", target)).rejects.toMatchObject({ name });
  });
});
