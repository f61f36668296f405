import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

const Bucket = "objects";
let account: TestAccount;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => account.stop());

const put = (Key: string, options: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789", ...options }));
const get = async (Key: string, options: Partial<GetObjectCommandInput> = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...options }));
  return { ...answer, text: await answer.Body?.transformToString() };
};

test("an object comes back as it was put", async () => {
  const { ETag } = await put("plain", {
    ContentType: "text/plain",
    CacheControl: "no-cache",
    Metadata: { Colour: "blue" },
    Tagging: "a=1&b=2",
  });
  expect(ETag).toBe('"781e5e245d69b566979b86e28d23f2c7"');
  expect(await get("plain")).toMatchObject({
    text: "0123456789",
    ETag,
    ContentLength: 10,
    ContentType: "text/plain",
    CacheControl: "no-cache",
    Metadata: { colour: "blue" },
    ServerSideEncryption: "AES256",
    TagCount: 2,
  });
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "plain" }))).toMatchObject({
    ETag,
    ContentLength: 10,
    ContentType: "text/plain",
  });
});

test.each(["a b+c/ü&=?#%.txt", "../up/./x//y", "__proto__", "constructor", "new\nline"])(
  "the key %j is a key as any other",
  async (key) => {
    await put(key, { Body: key });
    expect((await get(key)).text).toBe(key);
  },
);

test("what is not there", async () => {
  await expect(get("missing")).rejects.toMatchObject({
    name: "NoSuchKey",
    message: "The specified key does not exist.",
    $metadata: { httpStatusCode: 404 },
  });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "missing" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  await expect(s3.send(new GetObjectCommand({ Bucket: "no-such-bucket", Key: "x" }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
});

describe("ranges", () => {
  beforeAll(() => put("ranges"));

  test.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=5-100", "56789", "bytes 5-9/10"],
  ])("%s", async (Range, text, ContentRange) => {
    expect(await get("ranges", { Range })).toMatchObject({
      text,
      ContentRange,
      ContentLength: text.length,
      $metadata: { httpStatusCode: 206 },
    });
  });

  test("one that cannot be read is ignored", async () => {
    expect(await get("ranges", { Range: "lines=1-2" })).toMatchObject({
      text: "0123456789",
      $metadata: { httpStatusCode: 200 },
    });
  });

  test("one outside of the object cannot be satisfied", async () => {
    await expect(get("ranges", { Range: "bytes=10-" })).rejects.toMatchObject({
      name: "InvalidRange",
      $metadata: { httpStatusCode: 416 },
    });
  });
});

describe("conditions", () => {
  test("on reading", async () => {
    const { ETag } = await put("read-if");
    await expect(get("read-if", { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get("read-if", { IfMatch: '"other"' })).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    const past = new Date(Date.now() - 3_600_000);
    await expect(get("read-if", { IfUnmodifiedSince: past })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    expect((await get("read-if", { IfModifiedSince: past, IfMatch: ETag })).text).toBe("0123456789");
  });

  test("on writing", async () => {
    await expect(put("write-if", { IfMatch: '"x"' })).rejects.toMatchObject({ name: "NoSuchKey" });
    const { ETag } = await put("write-if", { IfNoneMatch: "*" });
    await expect(put("write-if", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    await expect(put("write-if", { IfMatch: '"x"', Body: "new" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    await put("write-if", { IfMatch: ETag, Body: "new" });
    expect((await get("write-if")).text).toBe("new");
  });

  test("of many writers with If-None-Match, one wins", async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => put("race", { IfNoneMatch: "*", Body: `writer ${i}` })),
    );
    expect(all.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  });
});

describe("checksums", () => {
  test.each([
    ["CRC32", "poTHxg==", "ChecksumCRC32"],
    ["CRC32C", "KAwGng==", "ChecksumCRC32C"],
    ["SHA256", "hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=", "ChecksumSHA256"],
  ] as const)("%s is stored and given back", async (ChecksumAlgorithm, expected, member) => {
    const written = await put(`sum-${ChecksumAlgorithm}`, { ChecksumAlgorithm });
    const read = await get(`sum-${ChecksumAlgorithm}`, { ChecksumMode: "ENABLED" });
    expect(read[member]).toBe(written[member]);
    expect(read.ChecksumType).toBe("FULL_OBJECT");
    expect(read[member]).toBe(expected);
  });

  test("a wrong one is refused", async () => {
    await expect(put("wrong", { ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject({
      name: expect.stringMatching(/BadDigest/),
      $metadata: { httpStatusCode: 400 },
    });
    await expect(put("wrong", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" })).rejects.toMatchObject({
      name: "BadDigest",
    });
    await expect(get("wrong")).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

describe("copies", () => {
  test("keep or replace what the source says", async () => {
    await put("source", { Metadata: { a: "1" }, ContentType: "text/plain", Tagging: "t=1" });
    await s3.send(new CopyObjectCommand({ Bucket, Key: "kept", CopySource: `${Bucket}/source` }));
    expect(await get("kept")).toMatchObject({ Metadata: { a: "1" }, ContentType: "text/plain", TagCount: 1 });
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "replaced",
        CopySource: `/${Bucket}/source`,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
        TaggingDirective: "REPLACE",
      }),
    );
    expect(await get("replaced")).toMatchObject({
      text: "0123456789",
      Metadata: { b: "2" },
      ContentType: "binary/octet-stream",
    });
  });

  test("onto itself must change something", async () => {
    await put("itself");
    const copy = (more: object) =>
      s3.send(new CopyObjectCommand({ Bucket, Key: "itself", CopySource: `${Bucket}/itself`, ...more }));
    await expect(copy({})).rejects.toMatchObject({ name: "InvalidRequest" });
    await expect(copy({ MetadataDirective: "REPLACE", Metadata: { x: "y" } })).resolves.toBeDefined();
  });

  test("of what is not there", async () => {
    await expect(
      s3.send(new CopyObjectCommand({ Bucket, Key: "x", CopySource: `${Bucket}/nothing` })),
    ).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

test("DeleteObjects answers for each key", async () => {
  for (const key of ["d1", "d2"]) await put(key);
  const remove = (Objects: { Key: string; ETag?: string }[], Quiet?: boolean) =>
    s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } }));
  expect(await remove([{ Key: "d1" }, { Key: "never-there" }])).toMatchObject({
    Deleted: [{ Key: "d1" }, { Key: "never-there" }],
  });
  const quiet = await remove([{ Key: "d2", ETag: '"other"' }], true);
  expect(quiet.Deleted).toBeUndefined();
  expect(quiet.Errors).toMatchObject([{ Key: "d2", Code: "PreconditionFailed" }]);
  await expect(remove(Array.from({ length: 1001 }, (_, i) => ({ Key: `${i}` })))).rejects.toMatchObject({
    name: "MalformedXML",
  });
});

test("tags of an object", async () => {
  await put("tagged");
  const TagSet = [{ Key: "a", Value: "b" }];
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet } }));
  expect(await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }))).toMatchObject({ TagSet });
  await expect(
    put("tagged", { Tagging: Array.from({ length: 11 }, (_, i) => `k${i}=v`).join("&") }),
  ).rejects.toMatchObject({
    name: "BadRequest",
  });
});

test.each([
  ["ACL", { ACL: "public-read" }, "AccessControlListNotSupported"],
  ["object lock", { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date() }, "NotImplemented"],
  ["a long key", { Key: "k".repeat(1025) }, "KeyTooLongError"],
  ["much metadata", { Metadata: { a: "x".repeat(2049) } }, "MetadataTooLarge"],
] as const)("PutObject with %s is refused", async (_what, options, code) => {
  await expect(put("refused", options)).rejects.toMatchObject({ name: code });
});
