import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

const Bucket = "listing";
const KEYS = ["a.txt", "dir/one", "dir/sub/two", "dir/three", "dir2/x", "z é+ü", "ｚ", "𝒛"];
let account: TestAccount;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});
afterAll(() => account.stop());

test("keys come in the order of their UTF-8 bytes", async () => {
  const { Contents, KeyCount, IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map((one) => one.Key)).toEqual([
    "a.txt",
    "dir/one",
    "dir/sub/two",
    "dir/three",
    "dir2/x",
    "z é+ü",
    "ｚ",
    "𝒛",
  ]);
  expect([KeyCount, IsTruncated]).toEqual([8, false]);
});

test.each([
  [undefined, ["a.txt", "z é+ü", "ｚ", "𝒛"], ["dir/", "dir2/"]],
  ["dir/", ["dir/one", "dir/three"], ["dir/sub/"]],
  ["dir", [], ["dir/", "dir2/"]],
  ["nothing", [], []],
])("with the delimiter / and the prefix %s", async (Prefix, keys, prefixes) => {
  const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter: "/" }));
  expect((page.Contents ?? []).map((one) => one.Key)).toEqual(keys);
  expect((page.CommonPrefixes ?? []).map((one) => one.Prefix)).toEqual(prefixes);
  expect(page.KeyCount).toBe(keys.length + prefixes.length);
});

test.each([1, 2, 3, 7])("pages of %i show each entry once", async (pageSize) => {
  const flat: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket }))
    flat.push(...(page.Contents ?? []).map((one) => one.Key));
  expect(flat.sort()).toEqual([...KEYS].sort());
  const rolled: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket, Delimiter: "/" }))
    rolled.push(
      ...(page.Contents ?? []).map((one) => one.Key),
      ...(page.CommonPrefixes ?? []).map((one) => one.Prefix),
    );
  expect(rolled.sort()).toEqual(["a.txt", "dir/", "dir2/", "z é+ü", "ｚ", "𝒛"].sort());
});

test("version 1 goes on from a marker", async () => {
  const first = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2 }));
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: "dir/" });
  const second = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", Marker: first.NextMarker }));
  expect(second.CommonPrefixes).toEqual([{ Prefix: "dir2/" }]);
  expect(second.Contents?.map((one) => one.Key)).toEqual(["z é+ü", "ｚ", "𝒛"]);
  const plain = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }));
  expect(plain.NextMarker).toBeUndefined();
});

test("keys are encoded when asked", async () => {
  const { Contents, EncodingType } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: "z", EncodingType: "url" }),
  );
  expect(EncodingType).toBe("url");
  expect(Contents?.[0]?.Key).toBe("z+%C3%A9%2B%C3%BC");
});

test("StartAfter begins after a key", async () => {
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "dir2/x" }));
  expect(Contents?.[0]?.Key).toBe("z é+ü");
});
