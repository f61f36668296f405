// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let s3: S3Client;
beforeAll(async () => {
  account = await startTestAccount();
  s3 = account.client(S3Client);
});
afterAll(() => account.stop());

const other = () =>
  account.client(S3Client, { credentials: { accessKeyId: "210987654321", secretAccessKey: "test" } });

const create = (Bucket: string) => s3.send(new CreateBucketCommand({ Bucket }));

describe("names", () => {
  test.each([
    "ab",
    "Capital",
    "a..b",
    "192.168.5.4",
    "xn--bucket",
    "name-s3alias",
    "-dash",
    "a".repeat(64),
    "under_score",
  ])("%s is refused", async (name) => {
    // The SDK itself refuses some names; the raw request reaches the account.
    await expect(create(name)).rejects.toMatchObject({ name: "InvalidBucketName" });
  });

  test("are unique over all accounts", async () => {
    await create("taken-name");
    await expect(other().send(new CreateBucketCommand({ Bucket: "taken-name" }))).rejects.toMatchObject({
      name: "BucketAlreadyExists",
      $metadata: { httpStatusCode: 409 },
    });
    // us-east-1 answers its owner as if it had been created again; other Regions do not.
    await expect(create("taken-name")).resolves.toMatchObject({ Location: "/taken-name" });
    const frankfurt = account.client(S3Client, { region: "eu-central-1" });
    await expect(
      frankfurt.send(
        new CreateBucketCommand({
          Bucket: "taken-name",
          CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
        }),
      ),
    ).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
  });
});

test("a bucket is in its Region", async () => {
  const frankfurt = account.client(S3Client, { region: "eu-central-1" });
  await expect(
    frankfurt.send(
      new CreateBucketCommand({
        Bucket: "elsewhere",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    ),
  ).rejects.toMatchObject({
    name: "IllegalLocationConstraintException",
  });
  await frankfurt.send(
    new CreateBucketCommand({
      Bucket: "in-frankfurt",
      CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
    }),
  );
  await create("in-virginia");
  expect(await s3.send(new GetBucketLocationCommand({ Bucket: "in-frankfurt" }))).toMatchObject({
    LocationConstraint: "eu-central-1",
  });
  expect(
    (await s3.send(new GetBucketLocationCommand({ Bucket: "in-virginia" }))).LocationConstraint ?? "",
  ).toBe("");
  expect(await s3.send(new HeadBucketCommand({ Bucket: "in-frankfurt" }))).toMatchObject({
    BucketRegion: "eu-central-1",
  });
});

test("ListBuckets shows the account's own, by pages", async () => {
  for (const name of ["page-a", "page-b", "page-c"]) await create(name);
  const first = await s3.send(new ListBucketsCommand({ Prefix: "page-", MaxBuckets: 2 }));
  expect(first.Buckets?.map((bucket) => bucket.Name)).toEqual(["page-a", "page-b"]);
  const second = await s3.send(
    new ListBucketsCommand({ Prefix: "page-", MaxBuckets: 2, ContinuationToken: first.ContinuationToken }),
  );
  expect(second.Buckets?.map((bucket) => bucket.Name)).toEqual(["page-c"]);
  expect(second.ContinuationToken).toBeUndefined();
  expect((await other().send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
});

test("a bucket with anything in it is not deleted", async () => {
  await create("not-empty");
  await s3.send(new PutObjectCommand({ Bucket: "not-empty", Key: "k", Body: "x" }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket: "not-empty" }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
    $metadata: { httpStatusCode: 409 },
    message: "The bucket you tried to delete is not empty",
  });
  await s3.send(new DeleteObjectCommand({ Bucket: "not-empty", Key: "k" }));
  await s3.send(new DeleteBucketCommand({ Bucket: "not-empty" }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: "not-empty" }))).rejects.toMatchObject({
    name: "NotFound",
    $metadata: { httpStatusCode: 404 },
  });
  await expect(s3.send(new DeleteBucketCommand({ Bucket: "not-empty" }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
});

test("another owner than the expected one is AccessDenied", async () => {
  await create("expected-owner");
  const head = (ExpectedBucketOwner: string) =>
    s3.send(new HeadBucketCommand({ Bucket: "expected-owner", ExpectedBucketOwner }));
  await expect(head("123456789012")).resolves.toBeDefined();
  await expect(head("210987654321")).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  await expect(
    s3.send(new DeleteBucketCommand({ Bucket: "expected-owner", ExpectedBucketOwner: "210987654321" })),
  ).rejects.toMatchObject({ name: "AccessDenied" });
});

describe("a new bucket", () => {
  beforeAll(() => create("fresh"));

  test("encrypts with SSE-S3, also when its encryption is deleted", async () => {
    const rules = async () =>
      (await s3.send(new GetBucketEncryptionCommand({ Bucket: "fresh" }))).ServerSideEncryptionConfiguration
        ?.Rules;
    const BlockedEncryptionTypes = { EncryptionType: ["SSE-C"] };
    const standard = [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
        BlockedEncryptionTypes,
        BucketKeyEnabled: false,
      },
    ];
    expect(await rules()).toEqual(standard);
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: "fresh",
        ServerSideEncryptionConfiguration: {
          Rules: [
            { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BucketKeyEnabled: true },
          ],
        },
      }),
    );
    expect(await rules()).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" },
        BlockedEncryptionTypes,
        BucketKeyEnabled: true,
      },
    ]);
    const written = await s3.send(new PutObjectCommand({ Bucket: "fresh", Key: "kms", Body: "x" }));
    expect(written).toMatchObject({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\//),
    });
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket: "fresh" }));
    expect(await rules()).toEqual(standard);
  });

  test("blocks public access and has no ACLs", async () => {
    expect(await s3.send(new GetPublicAccessBlockCommand({ Bucket: "fresh" }))).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: "fresh" }))).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    });
    const acl = await s3.send(new GetBucketAclCommand({ Bucket: "fresh" }));
    expect(acl.Grants).toMatchObject([{ Grantee: { ID: acl.Owner?.ID }, Permission: "FULL_CONTROL" }]);
    await expect(s3.send(new PutBucketAclCommand({ Bucket: "fresh", ACL: "private" }))).rejects.toMatchObject(
      { name: "AccessControlListNotSupported" },
    );
    await expect(
      s3.send(new CreateBucketCommand({ Bucket: "public-one", ACL: "public-read" })),
    ).rejects.toMatchObject({ name: "InvalidBucketAclWithObjectOwnership" });
  });

  test.each([
    ["policy", () => new GetBucketPolicyCommand({ Bucket: "fresh" }), "NoSuchBucketPolicy"],
    ["tags", () => new GetBucketTaggingCommand({ Bucket: "fresh" }), "NoSuchTagSet"],
    [
      "lifecycle",
      () => new GetBucketLifecycleConfigurationCommand({ Bucket: "fresh" }),
      "NoSuchLifecycleConfiguration",
    ],
  ])("has no %s", async (_what, command, code) => {
    await expect(s3.send(command() as GetBucketPolicyCommand)).rejects.toMatchObject({
      name: code,
      $metadata: { httpStatusCode: 404 },
    });
  });

  test("was never versioned", async () => {
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: "fresh" }))).Status).toBeUndefined();
  });
});

test("log delivery can be granted once ACLs are enabled, and forbids disabling them", async () => {
  await create("logs-target");
  const own = (ObjectOwnership: "BucketOwnerPreferred" | "BucketOwnerEnforced") =>
    s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: "logs-target",
        OwnershipControls: { Rules: [{ ObjectOwnership }] },
      }),
    );
  await own("BucketOwnerPreferred");
  await s3.send(new PutBucketAclCommand({ Bucket: "logs-target", ACL: "log-delivery-write" as "private" }));
  const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket: "logs-target" }));
  expect(Grants?.map((grant) => [grant.Grantee?.URI, grant.Permission])).toEqual([
    [undefined, "FULL_CONTROL"],
    ["http://acs.amazonaws.com/groups/s3/LogDelivery", "WRITE"],
    ["http://acs.amazonaws.com/groups/s3/LogDelivery", "READ_ACP"],
  ]);
  await expect(own("BucketOwnerEnforced")).rejects.toMatchObject({
    name: "InvalidBucketAclWithObjectOwnership",
  });
  await expect(
    s3.send(new PutBucketAclCommand({ Bucket: "logs-target", ACL: "public-read" })),
  ).rejects.toMatchObject({ name: "AccessDenied" });
});

test("tags and lifecycle rules are kept as they are put", async () => {
  await create("settings");
  const TagSet = [{ Key: "team", Value: "blue" }];
  await s3.send(new PutBucketTaggingCommand({ Bucket: "settings", Tagging: { TagSet } }));
  expect(await s3.send(new GetBucketTaggingCommand({ Bucket: "settings" }))).toMatchObject({ TagSet });
  const Rules = [
    { ID: "old", Status: "Enabled" as const, Filter: { Prefix: "tmp/" }, Expiration: { Days: 3 } },
  ];
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket: "settings", LifecycleConfiguration: { Rules } }),
  );
  expect(await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: "settings" }))).toMatchObject({
    Rules,
  });
});

describe("a bucket policy", () => {
  const put = (statement: object, bucket = "with-policy") =>
    s3.send(
      new PutBucketPolicyCommand({
        Bucket: bucket,
        Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      }),
    );
  const readers = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::210987654321:root" },
    Action: "s3:ListBucket",
    Resource: "arn:aws:s3:::with-policy",
  };
  beforeAll(() => create("with-policy"));

  test("lets another account in, for what it says", async () => {
    const head = () => other().send(new HeadBucketCommand({ Bucket: "with-policy" }));
    await expect(head()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await put(readers);
    await expect(head()).resolves.toBeDefined();
    await expect(other().send(new DeleteBucketCommand({ Bucket: "with-policy" }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });

  test("denies its own account too", async () => {
    await put({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::with-policy/*",
    });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: "with-policy", Key: "k", Body: "x" })),
    ).rejects.toMatchObject({ name: "AccessDenied", message: expect.stringContaining("explicit deny") });
  });

  test("cannot be public while public policies are blocked", async () => {
    const everybody = { ...readers, Principal: "*" };
    await expect(put(everybody)).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("BlockPublicPolicy"),
    });
    await expect(
      put({ ...everybody, Condition: { StringEquals: { "aws:SourceAccount": "210987654321" } } }),
    ).resolves.toBeDefined();
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: "with-policy",
        PublicAccessBlockConfiguration: { BlockPublicPolicy: false },
      }),
    );
    await expect(put(everybody)).resolves.toBeDefined();
  });

  test.each([
    ["is no JSON", "nonsense", "Policies must be valid JSON and the first byte must be '{'"],
    [
      "speaks of another bucket",
      JSON.stringify({ Statement: [{ ...readers, Resource: "arn:aws:s3:::else" }] }),
      "Policy has invalid resource",
    ],
    [
      "has no principal",
      JSON.stringify({ Statement: [{ ...readers, Principal: undefined }] }),
      "Missing required field Principal",
    ],
  ])("is refused where it %s", async (_how, Policy, message) => {
    await expect(
      s3.send(new PutBucketPolicyCommand({ Bucket: "with-policy", Policy })),
    ).rejects.toMatchObject({ name: "MalformedPolicy", message });
  });
});
