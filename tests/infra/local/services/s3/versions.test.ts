import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { startTestAccount } from "../../../../helpers/local-account.ts";

const Bucket = "versions";

async function versionedBucket() {
  const account = await startTestAccount();
  onTestFinished(() => account.stop());
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const setVersioning = (Status: "Enabled" | "Suspended") =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const put = async (Key: string, Body: string) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const read = async (Key: string, VersionId?: string) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
  const versions = async () => s3.send(new ListObjectVersionsCommand({ Bucket }));
  return { s3, setVersioning, put, read, versions };
}

test("a delete marker hides the versions, which stay", async () => {
  const { s3, setVersioning, put, read, versions } = await versionedBucket();
  expect(await put("k", "before")).toBeUndefined();
  await setVersioning("Enabled");
  const first = await put("k", "first");
  const second = await put("k", "second");
  expect(await read("k")).toBe("second");
  expect(await read("k", first)).toBe("first");
  expect(await read("k", "null")).toBe("before");

  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  expect(marker.DeleteMarker).toBe(true);
  await expect(read("k")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(read("k", marker.VersionId)).rejects.toMatchObject({ name: "MethodNotAllowed" });
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
  const listed = await versions();
  expect(listed.Versions?.map((one) => [one.VersionId, one.IsLatest])).toEqual([
    [second, false],
    [first, false],
    ["null", false],
  ]);
  expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);

  await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
  expect(await read("k")).toBe("second");
});

test("a suspended bucket writes and deletes the null version only", async () => {
  const { s3, setVersioning, put, versions } = await versionedBucket();
  await setVersioning("Enabled");
  const kept = await put("k", "kept");
  await setVersioning("Suspended");
  expect(await put("k", "null one")).toBe("null");
  expect(await put("k", "null two")).toBe("null");
  expect((await versions()).Versions?.map((one) => one.VersionId)).toEqual(["null", kept]);
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: "null" });
  expect((await versions()).Versions?.map((one) => one.VersionId)).toEqual([kept]);
});

test("a bucket is empty only without versions and markers", async () => {
  const { s3, setVersioning, put, versions } = await versionedBucket();
  await setVersioning("Enabled");
  for (const key of ["a", "b"]) await put(key, "x");
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a" }, { Key: "b" }] } }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
    message: "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
  });
  const { Versions = [], DeleteMarkers = [] } = await versions();
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  expect(Objects).toHaveLength(4);
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted?.filter((one) => one.DeleteMarker)).toHaveLength(2);
  await s3.send(new DeleteBucketCommand({ Bucket }));
});

test("versions are listed by pages, across a key's versions", async () => {
  const { s3, setVersioning, put } = await versionedBucket();
  await setVersioning("Enabled");
  const written = [];
  for (const key of ["a", "a", "a", "b"]) written.push(`${key} ${await put(key, "x")}`);
  const seen: string[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, KeyMarker, VersionIdMarker }),
    );
    seen.push(...(page.Versions ?? []).map((one) => `${one.Key} ${one.VersionId}`));
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker);
  expect(seen).toEqual([written[2], written[1], written[0], written[3]]);
});
