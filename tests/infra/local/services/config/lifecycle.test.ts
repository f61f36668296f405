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
import { configStore, type Recorder } from "../../../../../infra/local/services/config/store.ts";
import { type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { ACCOUNT, BUCKET, bucketPolicy, makeGround, ROLE, startRecording } from "./recording.ts";

const PLACE = { accountId: ACCOUNT, region: "us-east-1" };
const name = "default";

const putRecorder = (client: api.ConfigServiceClient, recorder: Partial<api.ConfigurationRecorder> = {}) =>
  client.send(
    new api.PutConfigurationRecorderCommand({
      ConfigurationRecorder: { name, roleARN: ROLE, ...recorder },
    }),
  );
const putChannel = (client: api.ConfigServiceClient, channel: Partial<api.DeliveryChannel> = {}) =>
  client.send(
    new api.PutDeliveryChannelCommand({ DeliveryChannel: { name, s3BucketName: BUCKET, ...channel } }),
  );
const start = (client: api.ConfigServiceClient) =>
  client.send(new api.StartConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
const stop = (client: api.ConfigServiceClient) =>
  client.send(new api.StopConfigurationRecorderCommand({ ConfigurationRecorderName: name }));

const status = async (client: api.ConfigServiceClient) =>
  (await client.send(new api.DescribeConfigurationRecorderStatusCommand({})))
    .ConfigurationRecordersStatus![0]!;

const keys = async (account: TestAccount): Promise<string[]> => {
  const { Contents = [] } = await account.client(S3Client).send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key!);
};

test("nothing is there at first, and each thing needs the one before it", async () => {
  const account = await useTestAccount();
  const client = account.client(api.ConfigServiceClient);
  expect(await client.send(new api.DescribeConfigurationRecordersCommand({}))).toMatchObject({
    ConfigurationRecorders: [],
  });
  expect(await client.send(new api.DescribeDeliveryChannelsCommand({}))).toMatchObject({
    DeliveryChannels: [],
  });
  await expect(start(client)).rejects.toMatchObject({ name: "NoSuchConfigurationRecorderException" });
  await expect(stop(client)).rejects.toThrow(
    "Cannot find configuration recorder with the specified name 'default'.",
  );
  await expect(putChannel(client)).rejects.toMatchObject({
    name: "NoAvailableConfigurationRecorderException",
    message: "Configuration recorder is not available to put delivery channel.",
  });
  await expect(
    client.send(new api.DeleteDeliveryChannelCommand({ DeliveryChannelName: name })),
  ).rejects.toMatchObject({ name: "NoSuchDeliveryChannelException" });
  await makeGround(account);
  await putRecorder(client);
  await expect(start(client)).rejects.toMatchObject({ name: "NoAvailableDeliveryChannelException" });
  await putChannel(client);
  await start(client);
  await expect(
    client.send(new api.DeleteDeliveryChannelCommand({ DeliveryChannelName: name })),
  ).rejects.toMatchObject({ name: "LastDeliveryChannelDeleteFailedException" });
  expect((await status(client)).recording).toBe(true);
  await stop(client);
  expect((await status(client)).recording).toBe(false);
  await client.send(new api.DeleteDeliveryChannelCommand({ DeliveryChannelName: name }));
  await client.send(new api.DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
  await expect(
    client.send(new api.DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: name })),
  ).rejects.toMatchObject({ name: "NoSuchConfigurationRecorderException" });
});

test("a recorder is described with all that was left out, and an account has one", async () => {
  const account = await useTestAccount();
  const client = account.client(api.ConfigServiceClient);
  await putRecorder(client);
  const { ConfigurationRecorders = [] } = await client.send(
    new api.DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: [name] }),
  );
  expect(ConfigurationRecorders).toEqual([
    {
      arn: expect.stringMatching(/^arn:aws:config:us-east-1:\d{12}:configuration-recorder\/default\/\w+$/),
      name,
      roleARN: ROLE,
      recordingGroup: {
        allSupported: true,
        includeGlobalResourceTypes: false,
        resourceTypes: [],
        exclusionByResourceTypes: { resourceTypes: [] },
        recordingStrategy: { useOnly: "ALL_SUPPORTED_RESOURCE_TYPES" },
      },
      recordingMode: { recordingFrequency: "CONTINUOUS", recordingModeOverrides: [] },
      recordingScope: "PAID",
    },
  ]);
  await expect(putRecorder(client, { name: "second" })).rejects.toMatchObject({
    name: "MaxNumberOfConfigurationRecordersExceededException",
  });
  await putRecorder(client, { recordingMode: { recordingFrequency: "DAILY" } });
  const again = await client.send(new api.DescribeConfigurationRecordersCommand({}));
  expect(again.ConfigurationRecorders).toMatchObject([
    { arn: ConfigurationRecorders[0]!.arn, recordingMode: { recordingFrequency: "DAILY" } },
  ]);
});

const role = "AWS::IAM::Role" as const;
test.each<[string, string, Partial<api.ConfigurationRecorder>]>([
  [
    "a name kept for services",
    "InvalidConfigurationRecorderNameException",
    { name: "AWSConfigurationRecorderForX" },
  ],
  ["no role", "InvalidRoleException", { roleARN: "" }],
  [
    "all types and a list",
    "InvalidRecordingGroupException",
    { recordingGroup: { allSupported: true, resourceTypes: [role] } },
  ],
  [
    "global types without all",
    "InvalidRecordingGroupException",
    { recordingGroup: { allSupported: false, includeGlobalResourceTypes: true } },
  ],
  ["nothing at all", "InvalidRecordingGroupException", { recordingGroup: { allSupported: false } }],
  [
    "all types but some",
    "InvalidRecordingGroupException",
    { recordingGroup: { allSupported: true, exclusionByResourceTypes: { resourceTypes: [role] } } },
  ],
  [
    "a strategy that excludes nothing",
    "InvalidRecordingGroupException",
    { recordingGroup: { recordingStrategy: { useOnly: "EXCLUSION_BY_RESOURCE_TYPES" } } },
  ],
  [
    "a strategy that contradicts the switch",
    "InvalidRecordingGroupException",
    {
      recordingGroup: {
        allSupported: true,
        recordingStrategy: { useOnly: "INCLUSION_BY_RESOURCE_TYPES" },
        resourceTypes: [role],
      },
    },
  ],
  [
    "daily compliance",
    "ValidationException",
    {
      recordingMode: {
        recordingFrequency: "CONTINUOUS",
        recordingModeOverrides: [
          { resourceTypes: ["AWS::Config::ResourceCompliance"], recordingFrequency: "DAILY" },
        ],
      },
    },
  ],
])("a recorder with %s is refused", async (_, error, recorder) => {
  const account = await useTestAccount();
  const client = account.client(api.ConfigServiceClient);
  await expect(putRecorder(client, recorder)).rejects.toMatchObject({ name: error });
  expect(
    (await client.send(new api.DescribeConfigurationRecordersCommand({}))).ConfigurationRecorders,
  ).toEqual([]);
});

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
    const now = new Date();
    const day = `${now.getUTCFullYear()}/${now.getUTCMonth() + 1}/${now.getUTCDate()}`;
    const base = `AWSLogs/${ACCOUNT}/Config/us-east-1/${day}`;
    const historyKey = new RegExp(
      `^${base}/ConfigHistory/${ACCOUNT}_Config_us-east-1_ConfigHistory_AWS::EC2::VPC_\\d{8}T\\d{6}Z_\\d{8}T\\d{6}Z_1\\.json\\.gz$`,
    );
    await expect.poll(() => keys(account)).toContainEqual(expect.stringMatching(historyKey));
    const all = await keys(account);
    const read = async (key: string | undefined) => {
      const { Body } = await account
        .client(S3Client)
        .send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      return JSON.parse(gunzipSync(await Body!.transformToByteArray()).toString());
    };
    const file = await read(all.find((key) => historyKey.test(key)));
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
    const snapshotKey = all.find((key) => key.endsWith(`_${configSnapshotId}.json.gz`));
    expect(snapshotKey).toContain(`${base}/ConfigSnapshot/${ACCOUNT}_Config_us-east-1_ConfigSnapshot_`);
    const snapshot = await read(snapshotKey);
    expect(snapshot).toMatchObject({ fileVersion: "1.0", configSnapshotId });
    expect(snapshot.configurationItems.length).toBeGreaterThan(10);
    const { DeliveryChannelsStatus } = await client.send(new api.DescribeDeliveryChannelStatusCommand({}));
    expect(DeliveryChannelsStatus).toMatchObject([
      {
        name,
        configHistoryDeliveryInfo: { lastStatus: "SUCCESS", lastSuccessfulTime: expect.any(Date) },
        configSnapshotDeliveryInfo: { lastStatus: "SUCCESS" },
        configStreamDeliveryInfo: { lastStatus: "NOT_APPLICABLE" },
      },
    ]);
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

test("a recorder whose role cannot be taken says so, and recovers when it can", async () => {
  const account = await useTestAccount();
  await makeGround(account);
  const client = await startRecording(account);
  await client.send(new api.GetDiscoveredResourceCountsCommand({}));
  expect(await status(client)).toMatchObject({ lastStatus: "SUCCESS", recording: true });
  await putRecorder(client, { roleARN: `arn:aws:iam::${ACCOUNT}:role/gone` });
  expect(await status(client)).toMatchObject({ lastStatus: "FAILURE", lastErrorCode: "AccessDenied" });
  await putRecorder(client);
  expect(await status(client)).toMatchObject({ lastStatus: "SUCCESS" });
});

describe("recorders of others", () => {
  const foreign = (more: Partial<Recorder>): Recorder => ({
    name: "aws-controltower-BaselineConfigRecorder",
    arn: `arn:aws:config:us-east-1:${ACCOUNT}:configuration-recorder/x/1`,
    roleArn: ROLE,
    group: { allSupported: true, includeGlobalResourceTypes: true },
    mode: { recordingFrequency: "CONTINUOUS" },
    recording: true,
    scope: "PAID",
    ...more,
  });

  test("a service's own is listed, told only when asked for, and not changed", async () => {
    const account = await useTestAccount();
    const client = account.client(api.ConfigServiceClient);
    const linked = foreign({
      name: "AWSConfigurationRecorderForSecurityHub_Assets",
      servicePrincipal: "securityhub.amazonaws.com",
      scope: "INTERNAL",
    });
    account.cloud.store(configStore, PLACE).recorders[linked.name] = linked;
    expect(
      (await client.send(new api.DescribeConfigurationRecordersCommand({}))).ConfigurationRecorders,
    ).toEqual([]);
    const { ConfigurationRecorderSummaries } = await client.send(
      new api.ListConfigurationRecordersCommand({}),
    );
    expect(ConfigurationRecorderSummaries).toEqual([
      {
        arn: linked.arn,
        name: linked.name,
        servicePrincipal: "securityhub.amazonaws.com",
        recordingScope: "INTERNAL",
      },
    ]);
    const asked = await client.send(
      new api.DescribeConfigurationRecorderStatusCommand({ ServicePrincipal: "securityhub.amazonaws.com" }),
    );
    expect(asked.ConfigurationRecordersStatus).toMatchObject([{ recording: true }]);
    const paid = { filterName: "recordingScope" as const, filterValue: ["PAID"] };
    expect(
      (await client.send(new api.ListConfigurationRecordersCommand({ Filters: [paid] })))
        .ConfigurationRecorderSummaries,
    ).toEqual([]);
    await expect(
      client.send(new api.StopConfigurationRecorderCommand({ ConfigurationRecorderName: linked.name })),
    ).rejects.toMatchObject({ name: "UnmodifiableEntityException" });
    await putRecorder(client);
  });

  test("an organisation's is there to be seen, and refuses every change", async () => {
    const account = await useTestAccount();
    const client = account.client(api.ConfigServiceClient);
    const guarded = foreign({ guarded: true });
    account.cloud.store(configStore, PLACE).recorders[guarded.name] = guarded;
    expect(
      (await client.send(new api.DescribeConfigurationRecordersCommand({}))).ConfigurationRecorders,
    ).toMatchObject([{ name: guarded.name }]);
    for (const Command of [api.StopConfigurationRecorderCommand, api.DeleteConfigurationRecorderCommand])
      await expect(
        client.send(new Command({ ConfigurationRecorderName: guarded.name })),
      ).rejects.toMatchObject({
        name: "AccessDeniedException",
        message: expect.stringContaining("with an explicit deny in a service control policy"),
      });
    await expect(putRecorder(client, { name: guarded.name })).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });
});

test("rules are kept, tagged, listed and deleted", async () => {
  const account = await useTestAccount();
  const client = account.client(api.ConfigServiceClient);
  const rule: api.ConfigRule = {
    ConfigRuleName: "ssh",
    Source: { Owner: "AWS", SourceIdentifier: "INCOMING_SSH_DISABLED" },
  };
  const put = () =>
    client.send(new api.PutConfigRuleCommand({ ConfigRule: rule, Tags: [{ Key: "a", Value: "b" }] }));
  await expect(put()).rejects.toMatchObject({ name: "NoAvailableConfigurationRecorderException" });
  await putRecorder(client);
  await put();
  const { ConfigRules = [] } = await client.send(new api.DescribeConfigRulesCommand({}));
  expect(ConfigRules).toMatchObject([
    { ...rule, ConfigRuleId: expect.stringMatching(/^config-rule-[0-9a-z]{6}$/), ConfigRuleState: "ACTIVE" },
  ]);
  const ResourceArn = ConfigRules[0]!.ConfigRuleArn!;
  await client.send(new api.TagResourceCommand({ ResourceArn, Tags: [{ Key: "c", Value: "d" }] }));
  await client.send(new api.UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
  expect((await client.send(new api.ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
    { Key: "c", Value: "d" },
  ]);
  await client.send(new api.DeleteConfigRuleCommand({ ConfigRuleName: "ssh" }));
  await expect(
    client.send(new api.DescribeConfigRulesCommand({ ConfigRuleNames: ["ssh"] })),
  ).rejects.toMatchObject({ name: "NoSuchConfigRuleException" });
});
