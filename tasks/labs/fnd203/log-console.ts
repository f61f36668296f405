import type { Place } from "../lab.ts";

/** A page of a bucket in the S3 console. */
export const bucketConsole = ({ region }: Place, bucket: string, tab: "properties" | "permissions"): string =>
  `https://${region}.console.aws.amazon.com/s3/buckets/${bucket}?region=${region}&tab=${tab}`;

/** The log groups in the CloudWatch console. */
export const logGroupsConsole = ({ region }: Place): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups`;

/** A role's permissions in the IAM console, which is in us-east-1 for every Region. */
export const roleConsole = ({ region }: Place, role: string): string =>
  `https://us-east-1.console.aws.amazon.com/iam/home?region=${region}#/roles/details/${role}?section=permissions`;

/** Makes a bucket where the lab is; us-east-1 is the Region that must not be named. */
export function createBucketCommand(bucket: string, { region }: Place): string {
  const location =
    region === "us-east-1" ? "" : ` --create-bucket-configuration LocationConstraint=${region}`;
  return `aws s3api create-bucket --bucket ${bucket}${location}`;
}
