import type { PutObjectCommandInput, Tag } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { encryptionOf } from "./encryption.ts";
import { notImplemented } from "./errors.ts";
import type { Bucket, ObjectDescription } from "./store.ts";

/** The members that PutObject, CopyObject and CreateMultipartUpload have in common. */
export type DescribedInput = Pick<
  PutObjectCommandInput,
  | "ACL"
  | "BucketKeyEnabled"
  | "CacheControl"
  | "ContentDisposition"
  | "ContentEncoding"
  | "ContentLanguage"
  | "ContentType"
  | "Expires"
  | "GrantFullControl"
  | "GrantRead"
  | "GrantReadACP"
  | "GrantWriteACP"
  | "Metadata"
  | "ObjectLockLegalHoldStatus"
  | "ObjectLockMode"
  | "SSECustomerAlgorithm"
  | "SSEKMSEncryptionContext"
  | "SSEKMSKeyId"
  | "ServerSideEncryption"
  | "StorageClass"
  | "Tagging"
  | "WebsiteRedirectLocation"
>;

/**
 * What a write says of its object, the bucket's defaults filled in.
 * @throws AwsError for what is malformed, and `NotImplemented` for what would change the object's meaning.
 */
export function describeObject(call: Call, bucket: Bucket, input: DescribedInput): ObjectDescription {
  checkAcl(bucket, input);
  if (input.ObjectLockMode || input.ObjectLockLegalHoldStatus) throw notImplemented("x-amz-object-lock-mode");
  return {
    headers: {
      ContentType: input.ContentType ?? "binary/octet-stream",
      CacheControl: input.CacheControl,
      ContentDisposition: input.ContentDisposition,
      ContentEncoding: storedEncoding(input.ContentEncoding),
      ContentLanguage: input.ContentLanguage,
      ExpiresString: input.Expires instanceof Date ? input.Expires.toUTCString() : input.Expires,
      WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    },
    metadata: userMetadata(input.Metadata),
    tags: input.Tagging ? parseTagging(input.Tagging) : [],
    encryption: encryptionOf(call, bucket, input),
    storageClass: input.StorageClass ?? "STANDARD",
  };
}

/** `aws-chunked` is how the body travels; S3 does not store it. */
function storedEncoding(encoding: string | undefined): string | undefined {
  const kept = (encoding ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "aws-chunked");
  return kept.length > 0 ? kept.join(",") : undefined;
}

/** Names in lower case, as HTTP headers travel; at most 2 KB in all. */
function userMetadata(metadata: Record<string, string> | undefined): Record<string, string> {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (size > 2048)
    throw new AwsError(
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
      400,
      {
        Size: String(size),
        MaxSizeAllowed: "2048",
      },
    );
  return Object.fromEntries(entries);
}

/** The `x-amz-tagging` header: URL query parameters. */
function parseTagging(tagging: string): Tag[] {
  const tags = [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  checkTags(tags, 10, "Object");
  return tags;
}

/** @throws AwsError `InvalidTag` or `BadRequest` in S3's words. */
export function checkTags(tags: Tag[], most: number, kind: "Object" | "Bucket"): void {
  if (tags.length > most) throw new AwsError("BadRequest", `${kind} tags cannot be greater than ${most}`);
  const keys = new Set<string>();
  for (const { Key = "", Value = "" } of tags) {
    if (Key === "" || Key.length > 128)
      throw new AwsError("InvalidTag", "The TagKey you have provided is invalid", 400, { TagKey: Key });
    if (Value.length > 256)
      throw new AwsError("InvalidTag", "The TagValue you have provided is invalid", 400, { TagKey: Key });
    if (keys.has(Key))
      throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key", 400, {
        TagKey: Key,
      });
    keys.add(Key);
  }
}

/**
 * With "bucket owner enforced", the default, a write may only name the ACL that changes nothing. Source:
 * "Controlling ownership of objects", S3 User Guide. Other buckets' object ACLs are not kept.
 */
function checkAcl(bucket: Bucket, input: DescribedInput): void {
  const grants = input.GrantFullControl ?? input.GrantRead ?? input.GrantReadACP ?? input.GrantWriteACP;
  if (input.ACL === undefined && grants === undefined) return;
  if (input.ACL === "bucket-owner-full-control" && grants === undefined) return;
  if (bucket.ownership === "BucketOwnerEnforced")
    throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
  if (input.ACL !== "private" || grants !== undefined) throw notImplemented("x-amz-acl");
}
