import type { Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";

/** The ARN of a bucket; a key after a slash makes it an object's. */
export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

/**
 * Whether a name is allowed for a general purpose bucket. Source: "General purpose bucket naming rules",
 * Amazon S3 User Guide.
 */
export function isValidBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  );
}

/**
 * Names that end in `-an` belong to an account's own namespace: they carry the account and the Region, and only that
 * account can make them. Source: "Namespaces for general purpose buckets", Amazon S3 User Guide.
 *
 * @throws AwsError unsure: which code S3 gives the two refusals; the message tells
 */
export function checkNamespace(name: string, { accountId, region }: Place, namespace = "global"): void {
  const suffix = `-${accountId}-${region}-an`;
  const refused = (message: string) => new AwsError("InvalidBucketName", message, 400, { BucketName: name });
  if (namespace === "account-regional") {
    if (!name.endsWith(suffix) || name === suffix)
      throw refused(`A bucket in the account regional namespace must be named PREFIX${suffix}.`);
  } else if (name.endsWith("-an"))
    throw refused("Bucket names that end in -an are reserved for the account regional namespace.");
}
