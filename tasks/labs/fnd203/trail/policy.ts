import type { Place } from "../../lab.ts";
import type { PolicyStatement } from "../lab-buckets.ts";

export function trailArn({ accountId, region }: Place, name: string): string {
  return `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
}

/**
 * What a bucket's policy must say so that CloudTrail delivers a trail's files, and nobody else's: the trail's ARN is in
 * it, so that no other account can point a trail of its own at the bucket. Source: "Amazon S3 bucket policy for
 * CloudTrail".
 */
export function trailPolicy(bucket: string, arn: string, accountId: string): PolicyStatement[] {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  return [
    {
      Sid: "AWSCloudTrailAclCheck20150319",
      Effect: "Allow",
      Principal,
      Action: "s3:GetBucketAcl",
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: { "aws:SourceArn": arn } },
    },
    {
      Sid: "AWSCloudTrailWrite20150319",
      Effect: "Allow",
      Principal,
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucket}/AWSLogs/${accountId}/*`,
      Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": arn } },
    },
  ];
}
