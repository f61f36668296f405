import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createActor, type Statement } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

const Bucket = "permissions";
const ARN = `arn:aws:s3:::${Bucket}`;
let account: TestAccount;
beforeAll(async () => {
  account = await startTestAccount();
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of ["mine/a", "yours/a"]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
});
afterAll(() => account.stop());

/** An S3 client whose role may do just this. */
async function allowedTo(...statements: Statement[]) {
  const { credentials } = await createActor(account, ...statements);
  return account.client(S3Client, { credentials });
}

const denied = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

test.each([
  ["s3:GetObject", `${ARN}/*`, () => new GetObjectCommand({ Bucket, Key: "mine/a" })],
  ["s3:GetObject", `${ARN}/*`, () => new HeadObjectCommand({ Bucket, Key: "mine/a" })],
  ["s3:ListBucket", ARN, () => new ListObjectsV2Command({ Bucket })],
  ["s3:ListBucketVersions", ARN, () => new ListObjectVersionsCommand({ Bucket })],
  ["s3:GetEncryptionConfiguration", ARN, () => new GetBucketEncryptionCommand({ Bucket })],
  ["s3:PutObject", `${ARN}/*`, () => new PutObjectCommand({ Bucket, Key: "mine/new", Body: "x" })],
])("%s on %s is what it needs", async (Action, Resource, command) => {
  const may = await allowedTo({ Action, Resource });
  await expect(may.send(command() as GetObjectCommand)).resolves.toBeDefined();
  const mayNot = await allowedTo({ Action: "s3:GetBucketPolicy", Resource: ARN });
  await expect(mayNot.send(command() as GetObjectCommand)).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
});

test("whether a key exists is told only to who may list", async () => {
  const reader = await allowedTo({ Action: "s3:GetObject", Resource: `${ARN}/*` });
  const missing = new GetObjectCommand({ Bucket, Key: "missing" });
  await expect(reader.send(missing)).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining("s3:ListBucket"),
  });
  const lister = await allowedTo({ Action: ["s3:GetObject", "s3:ListBucket"], Resource: "*" });
  await expect(lister.send(missing)).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("deleting a version needs s3:DeleteObjectVersion", async () => {
  const may = await allowedTo({ Action: "s3:DeleteObject", Resource: `${ARN}/*` });
  await expect(may.send(new DeleteObjectCommand({ Bucket, Key: "none" }))).resolves.toBeDefined();
  await expect(
    may.send(new DeleteObjectCommand({ Bucket, Key: "none", VersionId: "null" })),
  ).rejects.toMatchObject({ ...denied, message: expect.stringContaining("s3:DeleteObjectVersion") });
});

test("DeleteObjects is decided for each key", async () => {
  const may = await allowedTo({ Action: "s3:DeleteObject", Resource: `${ARN}/mine/*` });
  const { Deleted, Errors } = await may.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "mine/b" }, { Key: "yours/a" }] } }),
  );
  expect(Deleted).toMatchObject([{ Key: "mine/b" }]);
  expect(Errors).toMatchObject([{ Key: "yours/a", Code: "AccessDenied" }]);
});

test("a copy needs to read its source", async () => {
  const copy = new CopyObjectCommand({ Bucket, Key: "mine/copy", CopySource: `${Bucket}/yours/a` });
  const writer = await allowedTo({ Action: "s3:PutObject", Resource: `${ARN}/*` });
  await expect(writer.send(copy)).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining("s3:GetObject"),
  });
  const both = await allowedTo({ Action: ["s3:PutObject", "s3:GetObject"], Resource: `${ARN}/*` });
  await expect(both.send(copy)).resolves.toBeDefined();
});

test("listing can be narrowed to a prefix", async () => {
  const may = await allowedTo({
    Action: "s3:ListBucket",
    Resource: ARN,
    Condition: { StringLike: { "s3:prefix": "mine/*" } },
  });
  await expect(may.send(new ListObjectsV2Command({ Bucket, Prefix: "mine/" }))).resolves.toBeDefined();
  await expect(may.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(denied);
});
