import { serviceMay } from "../../../authorise.ts";
import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { bucketArn, isValidBucketName } from "../../s3/bucket-names.ts";
import { findBucket } from "../../s3/buckets.ts";
import type { Destination } from "./store.ts";

const CLOUDTRAIL = "cloudtrail.amazonaws.com";

/** The part of every key before the Region: `[PREFIX/]AWSLogs/ACCOUNT/CloudTrail/`. */
export function logPrefix({ prefix }: Destination, accountId: string): string {
  return `${prefix ? `${prefix}/` : ""}AWSLogs/${accountId}/CloudTrail/`;
}

/**
 * Checks that CloudTrail can write where a trail asks it to, as CreateTrail does: the bucket is there, and its policy
 * lets CloudTrail see its ACL and put objects for this trail. Source: "Amazon S3 bucket policy for CloudTrail".
 * @throws AwsError `InvalidS3BucketNameException`, `InvalidS3PrefixException`, `S3BucketDoesNotExistException`,
 * `InsufficientS3BucketPolicyException`
 */
export function checkDestination(call: Call, destination: Destination, sourceArn: string): void {
  const { bucket, prefix } = destination;
  if (!isValidBucketName(bucket))
    throw new AwsError("InvalidS3BucketNameException", `S3 bucket name is not valid: ${bucket}`);
  if (prefix !== undefined && (prefix.length > 200 || prefix.startsWith("/")))
    throw new AwsError("InvalidS3PrefixException", `S3 prefix is not valid: ${prefix}`);
  if (!findBucket(call, bucket))
    throw new AwsError("S3BucketDoesNotExistException", `S3 bucket ${bucket} does not exist!`);
  const seesAcl = serviceMay(
    call,
    { service: CLOUDTRAIL, sourceArn },
    { action: "s3:GetBucketAcl", resources: [bucketArn(bucket)] },
  );
  const key = `${logPrefix(destination, call.accountId)}${call.region}/`;
  if (!seesAcl || !mayPut(call, bucket, key, sourceArn))
    throw new AwsError(
      "InsufficientS3BucketPolicyException",
      `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
    );
}

/** Whether a bucket's policy lets CloudTrail put an object for a trail now. */
export function mayPut(call: Call, bucket: string, key: string, sourceArn: string): boolean {
  return serviceMay(
    call,
    { service: CLOUDTRAIL, sourceArn },
    {
      action: "s3:PutObject",
      resources: [bucketArn(`${bucket}/${key}`)],
      context: { "s3:x-amz-acl": "bucket-owner-full-control" },
    },
  );
}
