/**
 * The errors that clients of the lab's services branch on, one row a bad state: each is provoked by the real SDK, and
 * must come with AWS's code and HTTP status. Sources: the services' API references; the statuses are the SDK models'.
 */
import { GetBucketEncryptionCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { useTestAccount } from "../../helpers/local-account.ts";
import { cloudTrailRows } from "./error-rows/cloudtrail.ts";
import { configRows } from "./error-rows/config.ts";
import { guardDutyRows } from "./error-rows/guardduty.ts";
import { iamRows } from "./error-rows/iam.ts";
import { logsRows } from "./error-rows/logs.ts";
import { s3Rows } from "./error-rows/s3.ts";
import { systemsManagerRows } from "./error-rows/systems-manager.ts";
import { makeBucket } from "./services/cloudtrail/trail-bucket.ts";

/** The code as it is on the wire, which the SDK keeps beside the model's name where the two differ. */
function asAnswered(error: unknown): { code?: string; status?: number } {
  const { Code, name, $metadata } = error as {
    Code?: string;
    name: string;
    $metadata?: { httpStatusCode?: number };
  };
  return { code: Code ?? name, status: $metadata?.httpStatusCode };
}

describe.each([
  ["CloudTrail", cloudTrailRows],
  ["Config", configRows],
  ["GuardDuty", guardDutyRows],
  ["Systems Manager", systemsManagerRows],
  ["S3", s3Rows],
  ["CloudWatch Logs", logsRows],
  ["IAM", iamRows],
])("%s", (_, rows) => {
  test.each(rows)("%s, %s: %i %s", async (_call, _state, status, code, provoke, pace) => {
    const account = await useTestAccount({ pace: pace ?? "instant" });
    const outcome = await provoke(account).then(() => ({ code: "no error" }), asAnswered);
    expect(outcome).toEqual({ code, status });
  });
});

test("in us-east-1 S3 lets its bucket's owner create it again, and every bucket has its encryption", async () => {
  const account = await useTestAccount();
  const Bucket = "made-twice";
  await makeBucket(account, Bucket);
  await makeBucket(account, Bucket);
  const { ServerSideEncryptionConfiguration } = await account
    .client(S3Client)
    .send(new GetBucketEncryptionCommand({ Bucket }));
  expect(ServerSideEncryptionConfiguration!.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
  ]);
});
