import { createHash } from "node:crypto";
import type { Owner } from "@aws-sdk/client-s3";
import type { Call } from "../../service.ts";
import { accessDenied, noSuchBucket } from "./errors.ts";
import { type Bucket, bucketsStore } from "./store.ts";

/** The bucket of this name, whoever owns it. */
export function findBucket(call: Call, name: string | undefined): Bucket | undefined {
  const { buckets } = call.store(bucketsStore);
  return name !== undefined && Object.hasOwn(buckets, name) ? buckets[name] : undefined;
}

/**
 * The bucket that a request names. Whether the caller may, also one of another account, was decided before.
 * @throws AwsError `NoSuchBucket`; `AccessDenied` where `ExpectedBucketOwner` is another account than the owner.
 */
export function openBucket(
  call: Call,
  input: { Bucket: string | undefined; ExpectedBucketOwner?: string },
): Bucket {
  const bucket = findBucket(call, input.Bucket);
  if (!bucket) throw noSuchBucket(input.Bucket ?? "");
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.accountId)
    throw accessDenied();
  return bucket;
}

/** An account's canonical user id: 64 hexadecimal digits, always the same for an account. */
export function canonicalUser(accountId: string): Owner {
  return { ID: createHash("sha256").update(`canonical user of ${accountId}`).digest("hex") };
}

/** The policy that decides over a bucket or an object besides the caller's own, and the account that owns it. */
export function bucketPolicyOf(
  arn: string,
  call: Call,
  action: string,
): { accountId: string; document?: string } | undefined {
  // Whether somebody may create a bucket is not for the owner of one of that name to say.
  if (action === "s3:CreateBucket") return undefined;
  const bucket = findBucket(call, /^arn:aws:s3:::([^/]+)/.exec(arn)?.[1]);
  return bucket && { accountId: bucket.accountId, document: bucket.policy };
}
