import { isDeepStrictEqual } from "node:util";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  paginateListBuckets,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Action } from "../../../workflows/contract.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import type { Place } from "../lab.ts";

/** A bucket that the lab needs, and where it is to be. */
export interface LabBucket extends Place {
  name: string;
}

/** One statement of a bucket policy. Its `Sid` tells which statement of an existing policy it takes the place of. */
export interface PolicyStatement {
  Sid: string;
  [element: string]: unknown;
}

/** S3 says this while a bucket of that name is still being created or deleted, which takes minutes at times. */
const CONFLICTS = ["OperationAborted", "ConditionalRequestConflict"];

/**
 * The account's own buckets whose names begin so, in every Region. Unlike HeadBucket, whose 403 may be anything, the
 * list tells a bucket that is somebody else's from one that we may not look at.
 */
export async function ownBuckets(s3: S3Client, prefix: string): Promise<{ name: string; region?: string }[]> {
  const buckets = await collect(
    paginateListBuckets({ client: s3 }, { Prefix: prefix }),
    (page) => page.Buckets,
  );
  return buckets.map(({ Name, BucketRegion }) => ({ name: Name!, region: BucketRegion }));
}

/**
 * Makes a bucket with S3's defaults (private, encrypted, without ACLs), unless the account has it.
 *
 * @returns no action where it was there
 * @throws TaskError NotYet while a bucket of that name is still on its way in or out; NotSolved where the name is
 * another account's
 */
export async function ensureBucket(s3: S3Client, { name, region }: LabBucket): Promise<Action[]> {
  if ((await ownBuckets(s3, name)).some((bucket) => bucket.name === name)) return [];
  try {
    await s3.send(new CreateBucketCommand({ Bucket: name, ...locationOf(region) }));
  } catch (error) {
    // The list may be behind by some seconds. (us-east-1 answers its owner as if it had made the bucket anew.)
    if (isAwsError(error, "BucketAlreadyOwnedByYou")) return [];
    if (isAwsError(error, ...CONFLICTS))
      throw new TaskError(
        "notYet",
        `A bucket named ${name} is still being made or deleted: ${error.message}`,
      );
    if (isAwsError(error, "BucketAlreadyExists"))
      throw new TaskError(
        "notSolved",
        `The bucket name ${name} belongs to another account: names are unique over all of AWS. Choose another suffix for your names, and try again.`,
      );
    throw error;
  }
  return [{ service: "s3", operation: "CreateBucket", summary: `Made the bucket ${name} in ${region}` }];
}

/** us-east-1 is the Region that CreateBucket must not be told. */
const locationOf = (region: string) =>
  region === "us-east-1"
    ? {}
    : // The SDK's enumeration trails the Regions that there are.
      { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };

/**
 * Adds statements to a bucket's policy, each in the place of one of the same `Sid`. What else the policy says stays.
 *
 * @returns no action where the policy says all of it already
 * @throws TaskError NotYet while S3 is still busy with the bucket
 */
export async function ensureBucketPolicy(
  s3: S3Client,
  { name, accountId }: LabBucket,
  statements: readonly PolicyStatement[],
): Promise<Action[]> {
  const owned = { Bucket: name, ExpectedBucketOwner: accountId };
  const policy = await readPolicy(s3, owned);
  const missing = statements.filter((one) => !policy.Statement.some((own) => isDeepStrictEqual(own, one)));
  if (missing.length === 0) return [];
  const replaced = new Set(missing.map(({ Sid }) => Sid));
  const kept = policy.Statement.filter(({ Sid }) => Sid === undefined || !replaced.has(Sid));
  const document = { ...policy, Statement: [...kept, ...missing] };
  try {
    await s3.send(new PutBucketPolicyCommand({ ...owned, Policy: JSON.stringify(document) }));
  } catch (error) {
    if (isAwsError(error, ...CONFLICTS))
      throw new TaskError("notYet", `S3 is still busy with the bucket ${name}: ${error.message}`);
    throw error;
  }
  return [
    {
      service: "s3",
      operation: "PutBucketPolicy",
      summary: `Added ${missing.map(({ Sid }) => Sid).join(", ")} to the policy of ${name}`,
    },
  ];
}

interface PolicyDocument {
  Statement: Partial<PolicyStatement>[];
  [element: string]: unknown;
}

/** A bucket's policy; an empty one where it has none. */
async function readPolicy(
  s3: S3Client,
  bucket: { Bucket: string; ExpectedBucketOwner: string },
): Promise<PolicyDocument> {
  try {
    const { Policy = "{}" } = await s3.send(new GetBucketPolicyCommand(bucket));
    const document = JSON.parse(Policy);
    // A policy of one statement may have it without a list.
    return { ...document, Statement: [document.Statement ?? []].flat() };
  } catch (error) {
    if (isAwsError(error, "NoSuchBucketPolicy")) return { Version: "2012-10-17", Statement: [] };
    throw error;
  }
}
