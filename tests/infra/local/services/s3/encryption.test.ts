import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
  type ServerSideEncryptionByDefault,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let s3: S3Client;
let kms: KMSClient;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
  kms = account.client(KMSClient);
});
afterAll(() => account.stop());

async function bucketWith(Bucket: string, byDefault: ServerSideEncryptionByDefault): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] },
    }),
  );
}
const put = (Bucket: string, Key = "one", client = s3) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));

test("aws/s3 comes into being with the first object, in the bucket's Region", async () => {
  const frankfurt = account.client(KMSClient, { region: "eu-central-1" });
  const target = async () =>
    (await frankfurt.send(new ListAliasesCommand({}))).Aliases?.find(
      ({ AliasName }) => AliasName === "alias/aws/s3",
    )?.TargetKeyId;
  await s3.send(
    new CreateBucketCommand({
      Bucket: "kms-frankfurt",
      CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
    }),
  );
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: "kms-frankfurt",
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BucketKeyEnabled: true }],
      },
    }),
  );
  expect(await target()).toBeUndefined();
  const written = await put("kms-frankfurt");
  const { KeyMetadata } = await frankfurt.send(new DescribeKeyCommand({ KeyId: "alias/aws/s3" }));
  expect(written).toMatchObject({ SSEKMSKeyId: KeyMetadata?.Arn, BucketKeyEnabled: true });
});

test("a key that does not exist is found out by the first write", async () => {
  await bucketWith("kms-missing", { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/missing" });
  await expect(put("kms-missing")).rejects.toMatchObject({ name: "KMS.NotFoundException" });
});

test("an own key must be usable, by the caller as well", async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata!.KeyId!;
  await bucketWith("kms-own", { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KeyId });
  expect(await put("kms-own")).toMatchObject({ SSEKMSKeyId: KeyMetadata!.Arn });

  const everything = { Action: "s3:*", Resource: "*" };
  const withoutKey = await createActor(account, everything);
  const actor = account.client(S3Client, { credentials: withoutKey.credentials });
  await expect(put("kms-own", "two", actor)).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("kms:GenerateDataKey"),
  });
  const asked = { Bucket: "kms-own", Key: "one" };
  await expect(actor.send(new GetObjectCommand(asked))).rejects.toMatchObject({
    message: expect.stringContaining("kms:Decrypt"),
  });
  // What is not decrypted takes no key.
  await actor.send(new HeadObjectCommand(asked));

  await kms.send(new DisableKeyCommand({ KeyId }));
  await expect(put("kms-own")).rejects.toMatchObject({ name: "KMS.DisabledException" });
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
  await expect(s3.send(new GetObjectCommand(asked))).rejects.toMatchObject({
    name: "KMS.KMSInvalidStateException",
  });
  await kms.send(new CancelKeyDeletionCommand({ KeyId }));
  await kms.send(new EnableKeyCommand({ KeyId }));
  await s3.send(new CopyObjectCommand({ Bucket: "kms-own", Key: "copy", CopySource: "kms-own/one" }));
});

test("a bucket of today refuses keys that customers bring", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "no-sse-c" }));
  await expect(
    s3.send(
      new PutObjectCommand({
        Bucket: "no-sse-c",
        Key: "x",
        Body: "x",
        SSECustomerAlgorithm: "AES256",
        SSECustomerKey: Buffer.alloc(32).toString("base64"),
      }),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied" });
});
