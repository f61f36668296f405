import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { findBucket, openBucket } from "./buckets.ts";
import { malformedXml } from "./errors.ts";

const wrongTarget = (message: string, target: string) =>
  new AwsError("InvalidTargetBucketForLogging", message, 400, { TargetBucket: target });

/**
 * Server access logging: the setting, in the checks and words of S3. Whether the log delivery group or service may
 * write to the target is not checked here, and not by S3 either: it finds out when it delivers.
 */
export const loggingOperations: Operations<"s3"> = {
  GetBucketLogging(input, call) {
    const { logging } = openBucket(call, input);
    return logging ? { LoggingEnabled: logging } : {};
  },

  PutBucketLogging(input, call) {
    const bucket = openBucket(call, input);
    const wanted = input.BucketLoggingStatus?.LoggingEnabled;
    if (!wanted) {
      delete bucket.logging;
      return {};
    }
    const { TargetBucket = "", TargetPrefix } = wanted;
    if (TargetPrefix === undefined) throw malformedXml();
    const target = findBucket(call, TargetBucket);
    if (!target) throw wrongTarget("The target bucket for logging does not exist", TargetBucket);
    if (target.accountId !== bucket.accountId)
      throw wrongTarget(
        "The owner for the bucket to be logged and the target bucket must be the same.",
        TargetBucket,
      );
    if (target.region !== bucket.region)
      throw new AwsError(
        "CrossLocationLoggingProhibitted",
        "Cross S3 location logging is not allowed. ",
        403,
        { SourceBucketLocation: bucket.region, TargetBucketLocation: target.region },
      );
    if (wanted.TargetGrants?.length && target.ownership === "BucketOwnerEnforced")
      throw new AwsError(
        "InvalidArgument",
        "TargetGrants are not supported for buckets with the bucket owner enforced setting for S3 Object Ownership",
      );
    bucket.logging = wanted;
    return {};
  },
};
