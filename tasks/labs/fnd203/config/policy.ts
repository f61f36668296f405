import type { Place } from "../../lab.ts";
import type { PolicyStatement } from "../lab-buckets.ts";

/**
 * What a bucket's policy must say for Config to deliver into it: its service-linked role may not write to S3, so that
 * it comes as the service itself. Source: Config Developer Guide, "Permissions for the Amazon S3 Bucket".
 */
export function configPolicy(bucket: string, { accountId }: Place): PolicyStatement[] {
  const arn = `arn:aws:s3:::${bucket}`;
  const own = { "AWS:SourceAccount": accountId };
  const statement = (Sid: string, Action: string, Resource: string, equals: Record<string, string>) => ({
    Sid,
    Effect: "Allow",
    Principal: { Service: "config.amazonaws.com" },
    Action,
    Resource,
    Condition: { StringEquals: equals },
  });
  return [
    statement("AWSConfigBucketPermissionsCheck", "s3:GetBucketAcl", arn, own),
    statement("AWSConfigBucketExistenceCheck", "s3:ListBucket", arn, own),
    statement("AWSConfigBucketDelivery", "s3:PutObject", `${arn}/AWSLogs/${accountId}/Config/*`, {
      "s3:x-amz-acl": "bucket-owner-full-control",
      ...own,
    }),
  ];
}
