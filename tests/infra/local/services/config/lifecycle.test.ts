// One file, however long: its subject is the recorder, which all of its tests make, start and look at.
import * as api from "@aws-sdk/client-config-service";
import { describe, expect, test } from "vitest";
import { configStore, type Recorder } from "../../../../../infra/local/services/config/store.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import {
  ACCOUNT,
  makeGround,
  NAME as name,
  putChannel,
  putRecorder,
  ROLE,
  startRecording,
} from "./recording.ts";

const PLACE = { accountId: ACCOUNT, region: "us-east-1" };
const start = (client: api.ConfigServiceClient) =>
  client.send(new api.StartConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
const stop = (client: api.ConfigServiceClient) =>
  client.send(new api.StopConfigurationRecorderCommand({ ConfigurationRecorderName: name }));

const status = async (client: api.ConfigServiceClient) =>
  (await client.send(new api.DescribeConfigurationRecorderStatusCommand({})))
    .ConfigurationRecordersStatus![0]!;

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
