import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { AwsError } from "../../../../infra/local/errors.ts";
import { cliAvailable, useTestAccount } from "../../../helpers/local-account.ts";
import { authorization, sendRaw } from "../../../helpers/raw-request.ts";
import { registry, stubService } from "../../../helpers/stub-service.ts";

interface Received {
  operation: string;
  input: Record<string, unknown>;
}
let received: Received;

const record = (operation: string) => (input: object) => {
  received = { operation, input: input as Received["input"] };
  return {};
};

const s3 = stubService("s3", {
  PutObject: record("PutObject"),
  UploadPart: record("UploadPart"),
  CopyObject: (input) => ({ ...record("CopyObject")(input), CopyObjectResult: { ETag: '"e"' } }),
  ListParts: record("ListParts"),
  DeleteObjects: record("DeleteObjects"),
  ListObjects: record("ListObjects"),
  ListBuckets: record("ListBuckets"),
  GetObject: (input) => {
    record("GetObject")(input);
    if (input.Key === "none")
      throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: "none" });
    const Body = Readable.from([Buffer.from("streamed")]) as never;
    return input.Range ? { Body, ContentRange: "bytes 0-7/8" } : { Body, ETag: '"e"' };
  },
  HeadObject: (input) => {
    if (input.Key === "none") throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
    return { ContentLength: 8, Metadata: { a: "b" } };
  },
  GetBucketLocation: (input) => ({
    LocationConstraint: input.Bucket === "europe" ? ("eu-west-1" as const) : undefined,
  }),
});
const find = registry(s3);

const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array);

test.each(["a/../b", "a//b/", "/a", "a b+c&d=e?f#g%2Fh", "ключ/🔑", ".", "a/./b"])(
  "the key %j arrives as it is",
  async (Key) => {
    const account = await useTestAccount({ find });
    await account.client(S3Client).send(new PutObjectCommand({ Bucket: "bucket", Key, Body: "x" }));
    expect(received.input).toMatchObject({ Bucket: "bucket", Key });
  },
);

test("a stream arrives out of its chunks, with its checksum, and its own encoding", async () => {
  const account = await useTestAccount({ find });
  const Body = Readable.from([Buffer.alloc(70_000, "a"), Buffer.alloc(70_000, "b")]);
  const put = { Bucket: "b", Key: "k", Body, ContentLength: 140_000, ContentEncoding: "gzip" };
  await account.client(S3Client).send(new PutObjectCommand(put));
  expect(text(received.input.Body)).toBe("a".repeat(70_000) + "b".repeat(70_000));
  expect(received.input).toMatchObject({ ContentEncoding: "gzip", ContentLength: 140_000 });
  expect(received.input.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
});

test("operations on one path are told apart by query and headers", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(S3Client);
  const object = { Bucket: "b", Key: "k" };
  await client.send(new UploadPartCommand({ ...object, UploadId: "u", PartNumber: 2, Body: "x" }));
  expect(received).toMatchObject({ operation: "UploadPart", input: { UploadId: "u", PartNumber: 2 } });
  await client.send(new CopyObjectCommand({ ...object, CopySource: "c/d%20e" }));
  expect(received).toMatchObject({ operation: "CopyObject", input: { CopySource: "c/d%20e" } });
  await client.send(new ListPartsCommand({ ...object, UploadId: "u" }));
  expect(received.operation).toBe("ListParts");
  await client.send(new GetObjectCommand({ ...object, VersionId: "v" }));
  expect(received).toMatchObject({ operation: "GetObject", input: { VersionId: "v" } });
  await sendRaw(account.endpoint, { path: "/", headers: { authorization: authorization("s3") } });
  expect(received.operation).toBe("ListBuckets");
  await sendRaw(account.endpoint, {
    path: "/b/?prefix=a%2Fb&max-keys=",
    headers: { authorization: authorization("s3") },
  });
  expect(received).toEqual({ operation: "ListObjects", input: { Bucket: "b", Prefix: "a/b" } });
});

test("a bucket in the host name is the bucket", async () => {
  const account = await useTestAccount({ find });
  const headers = { authorization: authorization("s3"), host: "my.bucket.s3.us-east-1.localhost:80" };
  await sendRaw(account.endpoint, { path: "/a/b", headers });
  expect(received).toMatchObject({ operation: "GetObject", input: { Bucket: "my.bucket", Key: "a/b" } });
  await sendRaw(account.endpoint, { path: "/", headers: { ...headers, host: "bucket.localhost" } });
  expect(received).toMatchObject({ operation: "ListObjects", input: { Bucket: "bucket" } });
});

test("GetBucketLocation answers one bare element", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(S3Client);
  expect((await client.send(new GetBucketLocationCommand({ Bucket: "europe" }))).LocationConstraint).toBe(
    "eu-west-1",
  );
  expect(
    (await client.send(new GetBucketLocationCommand({ Bucket: "usa" }))).LocationConstraint,
  ).toBeUndefined();
});

test("an object is streamed, a part of it with 206", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(S3Client);
  const whole = await client.send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
  expect(await whole.Body?.transformToString()).toBe("streamed");
  expect(whole.$metadata.httpStatusCode).toBe(200);
  const part = await client.send(new GetObjectCommand({ Bucket: "b", Key: "k", Range: "bytes=0-7" }));
  expect(part.$metadata.httpStatusCode).toBe(206);
  await part.Body?.transformToString();
});

test("an error names the resource and carries S3's two ids; to HEAD it has no body", async () => {
  const account = await useTestAccount({ find });
  const headers = { authorization: authorization("s3") };
  const get = await sendRaw(account.endpoint, { path: "/b/none", headers });
  expect(get.status).toBe(404);
  expect(get.body).toMatch(
    /<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>none<\/Key><Resource>\/b\/none<\/Resource><RequestId>[0-9A-F]{16}<\/RequestId><HostId>.+<\/HostId><\/Error>$/,
  );
  expect(get.headers["x-amz-id-2"]).toBeTruthy();
  const head = await sendRaw(account.endpoint, { method: "HEAD", path: "/b/none", headers });
  expect(head).toMatchObject({ status: 404, body: "" });
  const client = account.client(S3Client);
  await expect(client.send(new HeadObjectCommand({ Bucket: "b", Key: "none" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  const found = await client.send(new HeadObjectCommand({ Bucket: "b", Key: "k" }));
  expect(found).toMatchObject({ ContentLength: 8, Metadata: { a: "b" } });
});

test("documents are checked against their sums", async () => {
  const account = await useTestAccount({ find });
  const Delete = { Objects: [{ Key: "a<b>" }, { Key: "c" }] };
  await account.client(S3Client).send(new DeleteObjectsCommand({ Bucket: "b", Delete }));
  expect(received.input).toMatchObject({ Delete });
  const headers = { authorization: authorization("s3"), "x-amz-checksum-crc32": "AAAAAA==" };
  const body = "<Delete><Object><Key>a</Key></Object></Delete>";
  const wrong = await sendRaw(account.endpoint, { method: "POST", path: "/b?delete", headers, body });
  expect(wrong.body).toContain("<Code>BadDigest</Code>");
});

const AUTH = { authorization: authorization("s3") };

test.each([
  ["POST", "/b?delete", AUTH, "<Delete><Object>", "MalformedXML"],
  ["POST", "/b?delete", AUTH, "", "MissingRequestBodyError"],
  ["POST", "/b?delete", AUTH, '<!DOCTYPE a [<!ENTITY b "c">]><Delete>&b;</Delete>', "MalformedXML"],
  ["PUT", "/b/k", { ...AUTH, "x-amz-content-sha256": "0".repeat(64) }, "x", "XAmzContentSHA256Mismatch"],
  ["PUT", "/b/k", { ...AUTH, "content-encoding": "aws-chunked" }, "5\r\nab", "IncompleteBody"],
  ["PUT", "/b/k", { ...AUTH, "content-encoding": "aws-chunked" }, "nonsense", "IncompleteBody"],
  ["GET", "/b/%zz", AUTH, "", "InvalidArgument"],
  ["GET", "/b?max-keys=many", AUTH, "", "InvalidArgument"],
  ["DELETE", "/", AUTH, "", "MethodNotAllowed"],
])("%s %s is refused: %#", async (method, path, headers, body, code) => {
  const account = await useTestAccount({ find });
  const answer = await sendRaw(account.endpoint, { method, path, headers, body });
  expect(answer.body).toContain(`<Code>${code}</Code>`);
  expect(answer.status).toBeLessThan(500);
});

test.skipIf(!cliAvailable)("the AWS CLI puts and gets", async () => {
  const account = await useTestAccount({ find });
  const put = await account.cli([
    "s3api",
    "put-object",
    "--bucket",
    "b",
    "--key",
    "k/ü",
    "--body",
    "package.json",
  ]);
  expect(put.stderr).toBe("");
  expect(text(received.input.Body)).toContain('"name": "handrail"');
  const none = await account.cli(["s3api", "get-object", "--bucket", "b", "--key", "none", "/dev/null"]);
  // Older ones add how often they tried.
  expect(none.stderr).toMatch(
    /An error occurred \(NoSuchKey\) when calling the GetObject operation.*: The specified key does not exist\./,
  );
});
