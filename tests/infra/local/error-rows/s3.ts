import * as s3 from "@aws-sdk/client-s3";
import { createActor } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import { makeBucket } from "../services/cloudtrail/trail-bucket.ts";
import { ABROAD, type Provoke, type Row } from "./row.ts";

const storage = (account: TestAccount, region?: string) => account.client(s3.S3Client, { region });
const Bucket = "rows-of-errors";

/** Makes the bucket, and asks S3 for something of it. */
const ofBucket =
  (command: () => unknown): Provoke =>
  async (account) => {
    await makeBucket(account, Bucket);
    // As above: commands differ in their types, not in how they are sent.
    await storage(account).send(command() as s3.DeleteBucketCommand);
  };

const LOG_DELIVERY = { Bucket, ACL: "log-delivery-write" as s3.BucketCannedACL };

export const s3Rows: Row[] = [
  [
    "DeleteBucket",
    "not empty",
    409,
    "BucketNotEmpty",
    async (a) => {
      await makeBucket(a, Bucket);
      await storage(a).send(new s3.PutObjectCommand({ Bucket, Key: "one", Body: "1" }));
      await storage(a).send(new s3.DeleteBucketCommand({ Bucket }));
    },
  ],
  [
    "DeleteBucket",
    "a delete marker and a version left",
    409,
    "BucketNotEmpty",
    async (a) => {
      await makeBucket(a, Bucket);
      const VersioningConfiguration = { Status: "Enabled" as const };
      await storage(a).send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      await storage(a).send(new s3.PutObjectCommand({ Bucket, Key: "one", Body: "1" }));
      await storage(a).send(new s3.DeleteObjectCommand({ Bucket, Key: "one" }));
      await storage(a).send(new s3.DeleteBucketCommand({ Bucket }));
    },
  ],
  [
    "CreateBucket",
    "another account's name",
    409,
    "BucketAlreadyExists",
    async (a) => {
      await makeBucket(a, Bucket);
      const credentials = { accessKeyId: "210987654321", secretAccessKey: "test" };
      await a.client(s3.S3Client, { credentials }).send(new s3.CreateBucketCommand({ Bucket }));
    },
  ],
  [
    "CreateBucket",
    "one's own name, not in us-east-1",
    409,
    "BucketAlreadyOwnedByYou",
    async (a) => {
      const CreateBucketConfiguration = { LocationConstraint: ABROAD as s3.BucketLocationConstraint };
      const create = () =>
        storage(a, ABROAD).send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      await create();
      await create();
    },
  ],
  [
    "CreateBucket",
    "an ACL without ACLs",
    400,
    "InvalidBucketAclWithObjectOwnership",
    (a) => storage(a).send(new s3.CreateBucketCommand(LOG_DELIVERY)),
  ],
  [
    "PutBucketAcl",
    "ACLs disabled",
    400,
    "AccessControlListNotSupported",
    ofBucket(() => new s3.PutBucketAclCommand(LOG_DELIVERY)),
  ],
  [
    "GetBucketPolicy",
    "absent",
    404,
    "NoSuchBucketPolicy",
    ofBucket(() => new s3.GetBucketPolicyCommand({ Bucket })),
  ],
  [
    "GetPublicAccessBlock",
    "absent",
    404,
    "NoSuchPublicAccessBlockConfiguration",
    async (a) => {
      await makeBucket(a, Bucket);
      await storage(a).send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
      await storage(a).send(new s3.GetPublicAccessBlockCommand({ Bucket }));
    },
  ],
  [
    "GetBucketOwnershipControls",
    "absent",
    404,
    "OwnershipControlsNotFoundError",
    async (a) => {
      await makeBucket(a, Bucket);
      await storage(a).send(new s3.DeleteBucketOwnershipControlsCommand({ Bucket }));
      await storage(a).send(new s3.GetBucketOwnershipControlsCommand({ Bucket }));
    },
  ],
  [
    "GetBucketPolicy",
    "no such bucket",
    404,
    "NoSuchBucket",
    (a) => storage(a).send(new s3.GetBucketPolicyCommand({ Bucket })),
  ],
  [
    "HeadBucket",
    "no such bucket",
    404,
    "NotFound",
    (a) => storage(a).send(new s3.HeadBucketCommand({ Bucket })),
  ],
  [
    "GetBucketPolicy",
    "no permission",
    403,
    "AccessDenied",
    async (a) => {
      await makeBucket(a, Bucket);
      const { credentials } = await createActor(a);
      await a.client(s3.S3Client, { credentials }).send(new s3.GetBucketPolicyCommand({ Bucket }));
    },
  ],
];
