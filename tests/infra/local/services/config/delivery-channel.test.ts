import { gunzipSync } from "node:zlib";
import * as api from "@aws-sdk/client-config-service";
import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import {
  ACCOUNT,
  BUCKET,
  bucketPolicy,
  makeGround,
  NAME as name,
  putChannel,
  putRecorder,
  startRecording,
} from "./recording.ts";

const keys = async (account: TestAccount): Promise<string[]> => {
  const { Contents = [] } = await account.client(S3Client).send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key!);
};

describe("the delivery channel", () => {
  test.each(["acl", "list", "put"])(
    "is refused where the bucket's policy lacks its %s statement",
    async (statement) => {
      const account = await useTestAccount();
      await makeGround(account);
      await account
        .client(S3Client)
        .send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: bucketPolicy(statement) }));
      const client = account.client(api.ConfigServiceClient);
      await putRecorder(client);
      await expect(putChannel(client)).rejects.toMatchObject({
        name: "InsufficientDeliveryPolicyException",
        message: expect.stringContaining(`Insufficient delivery policy to s3 bucket: ${BUCKET}`),
      });
      expect(await keys(account)).toEqual([]);
    },
  );

  test("leaves the file that shows that it may write, and is the only one", async () => {
    const account = await useTestAccount();
    await makeGround(account);
    const client = account.client(api.ConfigServiceClient);
    await putRecorder(client);
    await expect(putChannel(client, { s3BucketName: "no-such-bucket-here" })).rejects.toMatchObject({
      name: "NoSuchBucketException",
    });
    await expect(
      putChannel(client, { snsTopicARN: `arn:aws:sns:us-east-1:${ACCOUNT}:t` }),
    ).rejects.toMatchObject({ name: "InvalidSNSTopicARNException" });
    await putChannel(client);
    expect(await keys(account)).toEqual([`AWSLogs/${ACCOUNT}/Config/ConfigWritabilityCheckFile`]);
    await expect(putChannel(client, { name: "second" })).rejects.toMatchObject({
      name: "MaxNumberOfDeliveryChannelsExceededException",
    });
    const { DeliveryChannels } = await client.send(new api.DescribeDeliveryChannelsCommand({}));
    expect(DeliveryChannels).toEqual([{ name, s3BucketName: BUCKET }]);
  });

  test("delivers history and, when asked, snapshots: gzip, in the files' own spelling", async () => {
    const account = await useTestAccount();
    await makeGround(account);
    const client = await startRecording(account);
    const { configSnapshotId } = await client.send(
      new api.DeliverConfigSnapshotCommand({ deliveryChannelName: name }),
    );
    const status = async () =>
      (await client.send(new api.DescribeDeliveryChannelStatusCommand({}))).DeliveryChannelsStatus;
    await expect.poll(status).toMatchObject([
      {
        name,
        configHistoryDeliveryInfo: { lastStatus: "SUCCESS", lastSuccessfulTime: expect.any(Date) },
        configSnapshotDeliveryInfo: { lastStatus: "SUCCESS" },
        configStreamDeliveryInfo: { lastStatus: "NOT_APPLICABLE" },
      },
    ]);
    const all = await keys(account);
    const stamp = "\\d{8}T\\d{6}Z";
    const historyKey = new RegExp(
      `/${ACCOUNT}_Config_us-east-1_ConfigHistory_AWS::EC2::VPC_${stamp}_${stamp}_1\\.json\\.gz$`,
    );
    /** The folder of the day that the file's name ends with, its month and day without zeros in front. */
    const folderOf = (key: string) => {
      const [, year, month, day] = /^.*_(\d{4})(\d\d)(\d\d)T\d{6}Z_/.exec(key)!;
      return `AWSLogs/${ACCOUNT}/Config/us-east-1/${year}/${Number(month)}/${Number(day)}`;
    };
    const read = async (key: string | undefined) => {
      const { Body } = await account
        .client(S3Client)
        .send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      return JSON.parse(gunzipSync(await Body!.transformToByteArray()).toString());
    };
    const vpcsKey = all.find((key) => historyKey.test(key))!;
    expect(vpcsKey).toContain(`${folderOf(vpcsKey)}/ConfigHistory/`);
    const file = await read(vpcsKey);
    expect(file).toMatchObject({
      fileVersion: "1.0",
      configurationItems: [
        {
          configurationItemVersion: "1.3",
          awsAccountId: ACCOUNT,
          configurationItemStatus: "ResourceDiscovered",
          configurationStateId: expect.any(Number),
          configurationItemCaptureTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          ARN: expect.stringContaining(":vpc/vpc-"),
          configuration: { cidrBlock: "172.31.0.0/16" },
        },
      ],
    });
    expect(file.configurationItems[0].relationships[0]).toHaveProperty("name");
    const snapshotKey = all.find((key) => key.endsWith(`_${configSnapshotId}.json.gz`))!;
    expect(snapshotKey).toContain(
      `${folderOf(snapshotKey)}/ConfigSnapshot/${ACCOUNT}_Config_us-east-1_ConfigSnapshot_`,
    );
    const snapshot = await read(snapshotKey);
    expect(snapshot).toMatchObject({ fileVersion: "1.0", configSnapshotId });
    expect(snapshot.configurationItems.length).toBeGreaterThan(10);
  });

  test("says so when the bucket does not take its deliveries any more", async () => {
    const account = await useTestAccount();
    await makeGround(account);
    const client = await startRecording(account);
    await account.client(S3Client).send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
    await client.send(new api.DeliverConfigSnapshotCommand({ deliveryChannelName: name }));
    const snapshotInfo = async () =>
      (await client.send(new api.DescribeDeliveryChannelStatusCommand({}))).DeliveryChannelsStatus![0]!
        .configSnapshotDeliveryInfo;
    await expect.poll(snapshotInfo).toMatchObject({ lastStatus: "FAILURE", lastErrorCode: "AccessDenied" });
  });
});
