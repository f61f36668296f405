import { CloudTrailClient, CreateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { trailArn, trailPolicy } from "../../../../../tasks/labs/fnd203/trail/policy.ts";
import type { TestAccount } from "../../../../helpers/local-account.ts";

export const ACCOUNT = "123456789012";

export const arnOf = (name: string, region = "us-east-1") => trailArn({ accountId: ACCOUNT, region }, name);

/** Lets CloudTrail write into a bucket for these trails. */
export async function letIn(account: TestAccount, Bucket: string, ...trails: string[]): Promise<void> {
  const Statement = trails.flatMap((name, index) =>
    trailPolicy(Bucket, arnOf(name), ACCOUNT).map((one) => ({ ...one, Sid: `${one.Sid}${index}` })),
  );
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await account.client(S3Client).send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** A bucket into which CloudTrail may write for these trails, which are not made. */
export async function makeBucket(account: TestAccount, Bucket: string, ...trails: string[]): Promise<void> {
  await account.client(S3Client).send(new CreateBucketCommand({ Bucket }));
  if (trails.length > 0) await letIn(account, Bucket, ...trails);
}

/** A trail of one's own, with its bucket `NAME-bucket`; it does not log yet. */
export async function makeTrail(
  account: TestAccount,
  Name: string,
  more: { IsMultiRegionTrail?: boolean } = {},
) {
  const S3BucketName = `${Name}-bucket`;
  await makeBucket(account, S3BucketName, Name);
  return await account.client(CloudTrailClient).send(new CreateTrailCommand({ Name, S3BucketName, ...more }));
}
