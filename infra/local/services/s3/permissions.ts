import type { Permission } from "../../service.ts";
import { bucketArn } from "./bucket-names.ts";
import { parseCopySource } from "./copy.ts";

/** The members of S3 inputs that say what is acted on. */
interface Target {
  Bucket?: string;
  Key?: string;
  VersionId?: string;
  CopySource?: string;
  ACL?: string;
  Tagging?: string;
  BucketNamespace?: string;
  ObjectOwnership?: string;
  Prefix?: string;
  Delimiter?: string;
  MaxKeys?: number;
  ServerSideEncryption?: string;
}

/** Operations on a bucket whose IAM action has another name. Source: Service Authorization Reference, Amazon S3. */
const BUCKET_ACTIONS: Record<string, string> = {
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListMultipartUploads: "ListBucketMultipartUploads",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  GetBucketCors: "GetBucketCORS",
  GetBucketEncryption: "GetEncryptionConfiguration",
  PutBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  GetBucketReplication: "GetReplicationConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
  DeleteBucketTagging: "PutBucketTagging",
};

const OBJECT_ACTIONS: Record<string, string> = {
  PutObject: "PutObject",
  GetObject: "GetObject",
  HeadObject: "GetObject",
  GetObjectAttributes: "GetObjectAttributes",
  DeleteObject: "DeleteObject",
  GetObjectTagging: "GetObjectTagging",
  PutObjectTagging: "PutObjectTagging",
  DeleteObjectTagging: "DeleteObjectTagging",
  GetObjectAcl: "GetObjectAcl",
  PutObjectAcl: "PutObjectAcl",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
  CompleteMultipartUpload: "PutObject",
  CopyObject: "PutObject",
  AbortMultipartUpload: "AbortMultipartUpload",
  ListParts: "ListMultipartUploadParts",
};

/** Object actions that have a second name for a given version: `GetObject` and `GetObjectVersion`. */
const versioned = (action: string, versionId: string | undefined): string => {
  if (versionId === undefined) return action;
  return action.endsWith("Tagging")
    ? action.replace("Tagging", "VersionTagging")
    : action.replace("Object", "ObjectVersion");
};

function context(values: Record<string, string | number | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

/** What each S3 operation needs to be allowed. */
export function s3Permissions(operation: string, input: object): Permission[] | undefined {
  const target = input as Target;
  const bucket = bucketArn(target.Bucket ?? "");
  const objectArn = `${bucket}/${target.Key ?? ""}`;
  if (operation === "ListBuckets") return [{ action: "s3:ListAllMyBuckets", resources: ["*"] }];
  // Each key is a call of DeleteObject, and authorised there.
  if (operation === "DeleteObjects") return [];
  const objectAction = OBJECT_ACTIONS[operation];
  if (operation === "CreateBucket") return createBucketPermissions(bucket, target, input);
  if (!objectAction)
    return [
      {
        action: `s3:${BUCKET_ACTIONS[operation] ?? operation}`,
        resources: [bucket],
        context: context({
          "s3:prefix": target.Prefix,
          "s3:delimiter": target.Delimiter,
          "s3:max-keys": target.MaxKeys,
          "s3:x-amz-acl": target.ACL,
        }),
      },
    ];
  const needed: Permission[] = [
    {
      action: `s3:${versioned(objectAction, target.VersionId)}`,
      resources: [objectArn],
      context: context({
        "s3:x-amz-acl": target.ACL,
        "s3:x-amz-server-side-encryption": target.ServerSideEncryption,
        "s3:VersionId": target.VersionId,
      }),
    },
  ];
  if (target.Tagging !== undefined && operation !== "PutObjectTagging")
    needed.push({ action: "s3:PutObjectTagging", resources: [objectArn] });
  if (target.CopySource !== undefined) {
    const source = parseCopySource(target.CopySource);
    needed.push({
      action: `s3:${versioned("GetObject", source.versionId)}`,
      resources: [bucketArn(`${source.bucket}/${source.key}`)],
    });
  }
  return needed;
}

/** What the headers of CreateBucket set besides takes permissions of its own (API reference, CreateBucket). */
function createBucketPermissions(bucket: string, target: Target, input: object): Permission[] {
  const resources = [bucket];
  const setsAcl =
    (target.ACL !== undefined && target.ACL !== "private") ||
    Object.keys(input).some((member) => member.startsWith("Grant"));
  return [
    {
      action: "s3:CreateBucket",
      resources,
      context: context({
        "s3:x-amz-acl": target.ACL,
        "s3:x-amz-bucket-namespace": target.BucketNamespace,
        "s3:x-amz-object-ownership": target.ObjectOwnership,
      }),
    },
    ...(setsAcl ? [{ action: "s3:PutBucketAcl", resources }] : []),
    ...(target.ObjectOwnership === undefined ? [] : [{ action: "s3:PutBucketOwnershipControls", resources }]),
  ];
}
