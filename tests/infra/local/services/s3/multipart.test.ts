import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

const Bucket = "multipart";
const MiB = 1024 * 1024;
let account: TestAccount;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => account.stop());

async function begin(Key: string) {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "text/x", Metadata: { a: "1" } }),
  );
  const upload = async (PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag };
  };
  const complete = (Parts: { PartNumber: number; ETag?: string }[]) =>
    s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  return { Key, UploadId, upload, complete };
}

test("parts become one object", async () => {
  const { Key, upload, complete, UploadId } = await begin("whole");
  const last = await upload(7, Buffer.from("the end"));
  const first = await upload(2, Buffer.alloc(5 * MiB, "a"));
  const parts = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(parts.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
    [2, 5 * MiB],
    [7, 7],
  ]);
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: "NotFound" });
  const done = await complete([first, last]);
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({
    ContentLength: 5 * MiB + 7,
    ETag: done.ETag,
    ContentType: "text/x",
    Metadata: { a: "1" },
  });
  const part = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
  expect(part.PartsCount).toBe(2);
  expect(await part.Body?.transformToString()).toBe("the end");
  await expect(complete([first, last])).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("a list of parts that cannot be completed", async () => {
  const { upload, complete } = await begin("broken");
  const small = await upload(1, Buffer.from("small"));
  const other = await upload(2, Buffer.from("other"));
  await expect(complete([small, other])).rejects.toMatchObject({ name: "EntityTooSmall" });
  await expect(complete([other, small])).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([{ PartNumber: 1, ETag: '"wrong"' }])).rejects.toMatchObject({
    name: "InvalidPart",
  });
  await expect(complete([{ PartNumber: 9, ETag: small.ETag }])).rejects.toMatchObject({
    name: "InvalidPart",
  });
  await expect(complete([small])).resolves.toBeDefined();
});

test("an upload can be given up, and does not keep a bucket", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "given-up" }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: "given-up", Key: "k" }));
  const list = async () =>
    (await s3.send(new ListMultipartUploadsCommand({ Bucket: "given-up" }))).Uploads ?? [];
  expect(await list()).toMatchObject([{ Key: "k", UploadId }]);
  await s3.send(new AbortMultipartUploadCommand({ Bucket: "given-up", Key: "k", UploadId }));
  expect(await list()).toEqual([]);
  await s3.send(new CreateMultipartUploadCommand({ Bucket: "given-up", Key: "k" }));
  await s3.send(new DeleteBucketCommand({ Bucket: "given-up" }));
});

test("a part can be copied from an object", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "from", Body: "0123456789" }));
  const { Key, UploadId, complete } = await begin("to");
  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/from`,
      CopySourceRange: "bytes=3-5",
    }),
  );
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await Body?.transformToString()).toBe("345");
});
