import {
  CreateBucketCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketCorsCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  PutBucketCorsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";

test("a bucket's settings that nobody can make are answered as S3 does of a bucket without", async () => {
  const s3 = (await useTestAccount()).client(S3Client);
  const bucket = { Bucket: "plain-bucket" };
  await s3.send(new CreateBucketCommand(bucket));
  await expect(s3.send(new GetBucketCorsCommand(bucket))).rejects.toMatchObject({
    name: "NoSuchCORSConfiguration",
    $metadata: { httpStatusCode: 404 },
    BucketName: "plain-bucket",
  });
  await expect(s3.send(new GetBucketWebsiteCommand(bucket))).rejects.toMatchObject({
    name: "NoSuchWebsiteConfiguration",
  });
  await expect(s3.send(new GetBucketReplicationCommand(bucket))).rejects.toMatchObject({
    name: "ReplicationConfigurationNotFoundError",
  });
  await expect(s3.send(new GetObjectLockConfigurationCommand(bucket))).rejects.toMatchObject({
    name: "ObjectLockConfigurationNotFoundError",
  });
  expect((await s3.send(new GetBucketLoggingCommand(bucket))).LoggingEnabled).toBeUndefined();
  expect((await s3.send(new GetBucketAccelerateConfigurationCommand(bucket))).Status).toBeUndefined();
  expect(
    (await s3.send(new GetBucketNotificationConfigurationCommand(bucket))).LambdaFunctionConfigurations,
  ).toBeUndefined();
  expect((await s3.send(new GetBucketRequestPaymentCommand(bucket))).Payer).toBe("BucketOwner");
});

test("of a missing bucket it is the bucket that is missing, and making such a setting is refused", async () => {
  const s3 = (await useTestAccount()).client(S3Client);
  const Bucket = "no-such-bucket";
  await expect(s3.send(new GetBucketCorsCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucket" });
  await expect(s3.send(new GetBucketLoggingCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
  await expect(
    s3.send(
      new PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: { CORSRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"] }] },
      }),
    ),
  ).rejects.toMatchObject({ name: "NotImplemented" });
});
