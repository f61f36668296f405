import type { LifecycleRule } from "@aws-sdk/client-s3";
import * as z from "zod";
import { integer } from "../../../resource-properties.ts";

/** `LifecycleConfiguration` of a bucket's template: CloudFormation's shape is not the API's. */
export const lifecycleConfiguration = z.strictObject({
  Rules: z.array(
    z.strictObject({
      AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: integer }).optional(),
      ExpirationInDays: integer.optional(),
      Id: z.string().optional(),
      NoncurrentVersionExpiration: z
        .strictObject({ NoncurrentDays: integer, NewerNoncurrentVersions: integer.optional() })
        .optional(),
      NoncurrentVersionExpirationInDays: integer.optional(),
      Prefix: z.string().optional(),
      Status: z.enum(["Enabled", "Disabled"]),
    }),
  ),
});

/** A template's rules as PutBucketLifecycleConfiguration takes them. */
export function lifecycleRules(configuration: z.infer<typeof lifecycleConfiguration>): LifecycleRule[] {
  return configuration.Rules.map((rule) => {
    const noncurrent =
      rule.NoncurrentVersionExpiration ??
      (rule.NoncurrentVersionExpirationInDays === undefined
        ? undefined
        : { NoncurrentDays: rule.NoncurrentVersionExpirationInDays });
    return {
      ID: rule.Id,
      Status: rule.Status,
      Filter: { Prefix: rule.Prefix ?? "" },
      Expiration: rule.ExpirationInDays === undefined ? undefined : { Days: rule.ExpirationInDays },
      NoncurrentVersionExpiration: noncurrent,
      AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    };
  });
}
