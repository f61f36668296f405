import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { openBucket } from "./buckets.ts";

/** S3's answer about a configuration that a bucket does not have: 404, naming the bucket. */
const absent =
  (code: string, message: string) =>
  (input: { Bucket: string | undefined }, call: Call): never => {
    const { name } = openBucket(call, input);
    throw new AwsError(code, message, 404, { BucketName: name });
  };

/** What S3 answers with an empty document about a bucket that was never given any. */
const empty = (input: { Bucket: string | undefined }, call: Call): object => {
  openBucket(call, input);
  return {};
};

/**
 * The settings that no bucket of the local account can be given (each Put is refused by name), as S3 answers them of
 * a bucket without: tools that list a bucket's whole configuration read them all.
 */
export const unsetSettingsOperations: Operations<"s3"> = {
  GetBucketAccelerateConfiguration: empty,
  GetBucketCors: absent("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
  GetBucketNotificationConfiguration: empty,
  GetBucketReplication: absent(
    "ReplicationConfigurationNotFoundError",
    "The replication configuration was not found",
  ),
  GetBucketRequestPayment(input, call) {
    openBucket(call, input);
    return { Payer: "BucketOwner" };
  },
  GetBucketWebsite: absent(
    "NoSuchWebsiteConfiguration",
    "The specified bucket does not have a website configuration",
  ),
  GetObjectLockConfiguration: absent(
    "ObjectLockConfigurationNotFoundError",
    "Object Lock configuration does not exist for this bucket",
  ),
};
