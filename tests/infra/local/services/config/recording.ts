import * as config from "@aws-sdk/client-config-service";
import { CreateServiceLinkedRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { TEST_CREDENTIALS, type TestAccount } from "../../../../helpers/local-account.ts";

export const ACCOUNT = TEST_CREDENTIALS.accessKeyId;
export const BUCKET = `config-bucket-${ACCOUNT}`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
/** What Config calls the only recorder and channel. */
export const NAME = "default";

/** The policy of the Developer Guide, "Permissions for the Amazon S3 Bucket"; `except` leaves out one statement. */
export function bucketPolicy(except?: string, bucket = BUCKET): string {
  const Condition = { StringEquals: { "AWS:SourceAccount": ACCOUNT } };
  const Principal = { Service: "config.amazonaws.com" };
  const statements = [
    { Sid: "acl", Action: "s3:GetBucketAcl", Resource: `arn:aws:s3:::${bucket}`, Condition },
    { Sid: "list", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}`, Condition },
    {
      Sid: "put",
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucket}/AWSLogs/${ACCOUNT}/Config/*`,
      Condition: {
        StringEquals: { ...Condition.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
  const Statement = statements
    .filter(({ Sid }) => Sid !== except)
    .map((one) => ({ Effect: "Allow", Principal, ...one }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** What a recording needs besides itself: the linked role and a bucket with its policy. */
export async function makeGround(account: TestAccount): Promise<void> {
  const s3 = account.client(S3Client);
  await account
    .client(IAMClient)
    .send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: bucketPolicy() }));
}

/** Puts a recorder and a channel on that ground, and starts to record. */
export async function startRecording(
  account: TestAccount,
  recorder: Partial<config.ConfigurationRecorder> = {
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
  },
): Promise<config.ConfigServiceClient> {
  const client = account.client(config.ConfigServiceClient);
  await putRecorder(client, recorder);
  await putChannel(client);
  await client.send(new config.StartConfigurationRecorderCommand({ ConfigurationRecorderName: NAME }));
  return client;
}

export const putRecorder = (
  client: config.ConfigServiceClient,
  recorder: Partial<config.ConfigurationRecorder> = {},
) =>
  client.send(
    new config.PutConfigurationRecorderCommand({
      ConfigurationRecorder: { name: NAME, roleARN: ROLE, ...recorder },
    }),
  );

export const putChannel = (
  client: config.ConfigServiceClient,
  channel: Partial<config.DeliveryChannel> = {},
) =>
  client.send(
    new config.PutDeliveryChannelCommand({
      DeliveryChannel: { name: NAME, s3BucketName: BUCKET, ...channel },
    }),
  );
