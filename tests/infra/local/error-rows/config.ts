// One file, however long: it is a table of errors.
import * as config from "@aws-sdk/client-config-service";
import { configStore } from "../../../../infra/local/services/config/store.ts";
import { createActor } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import { stopClock } from "../../../helpers/stop-clock.ts";
import { makeBucket } from "../services/cloudtrail/trail-bucket.ts";
import { BUCKET, makeGround, ROLE, startRecording } from "../services/config/recording.ts";
import { PLACE, type Row } from "./row.ts";

const configure = (account: TestAccount) => account.client(config.ConfigServiceClient);

const putRecorder = (account: TestAccount, recorder: Partial<config.ConfigurationRecorder> = {}) =>
  configure(account).send(
    new config.PutConfigurationRecorderCommand({
      ConfigurationRecorder: { name: "default", roleARN: ROLE, ...recorder },
    }),
  );
const putChannel = (account: TestAccount, channel: Partial<config.DeliveryChannel> = {}) =>
  configure(account).send(
    new config.PutDeliveryChannelCommand({
      DeliveryChannel: { name: "default", s3BucketName: BUCKET, ...channel },
    }),
  );
const recorderNamed = { ConfigurationRecorderName: "default" };
const history = (account: TestAccount, resourceId = "acl-0123456789abcdef0") =>
  configure(account).send(
    new config.GetResourceConfigHistoryCommand({ resourceType: "AWS::EC2::NetworkAcl", resourceId }),
  );
const putRule = (account: TestAccount) =>
  configure(account).send(
    new config.PutConfigRuleCommand({
      ConfigRule: { ConfigRuleName: "tags", Source: { Owner: "AWS", SourceIdentifier: "REQUIRED_TAGS" } },
    }),
  );
const deleteRule = (account: TestAccount) =>
  configure(account).send(new config.DeleteConfigRuleCommand({ ConfigRuleName: "tags" }));

/** A recorder that a service has made for itself. */
function putServiceRecorder(account: TestAccount, name: string): void {
  account.cloud.store(configStore, PLACE).recorders[name] = {
    name,
    arn: `arn:aws:config:us-east-1:123456789012:configuration-recorder/${name}/0123456789abcdef`,
    roleArn: ROLE,
    group: { allSupported: false },
    mode: { recordingFrequency: "CONTINUOUS" },
    recording: true,
    scope: "INTERNAL",
    servicePrincipal: "securityhub.amazonaws.com",
  };
}

const LINKED = "AWSConfigurationRecorderForSecurityHub";

export const configRows: Row[] = [
  [
    "PutConfigurationRecorder",
    "a second of the customer's",
    400,
    "MaxNumberOfConfigurationRecordersExceededException",
    async (a) => {
      await putRecorder(a);
      await putRecorder(a, { name: "another" });
    },
  ],
  [
    "PutConfigurationRecorder",
    "a group that contradicts itself",
    400,
    "InvalidRecordingGroupException",
    (a) => putRecorder(a, { recordingGroup: { allSupported: true, resourceTypes: ["AWS::EC2::VPC"] } }),
  ],
  [
    "PutConfigurationRecorder",
    "no role",
    400,
    "InvalidRoleException",
    (a) => putRecorder(a, { roleARN: "" }),
  ],
  [
    "PutConfigurationRecorder",
    "a name of services",
    400,
    "InvalidConfigurationRecorderNameException",
    (a) => putRecorder(a, { name: "AWSConfigurationRecorderForMe" }),
  ],
  ...["Start", "Stop", "Delete"].map((verb): Row => {
    const Command = {
      Start: config.StartConfigurationRecorderCommand,
      Stop: config.StopConfigurationRecorderCommand,
      Delete: config.DeleteConfigurationRecorderCommand,
    }[verb]!;
    return [
      `${verb}ConfigurationRecorder`,
      "a service's own",
      400,
      "UnmodifiableEntityException",
      async (a) => {
        putServiceRecorder(a, LINKED);
        await configure(a).send(new Command({ ConfigurationRecorderName: LINKED }));
      },
    ];
  }),
  [
    "PutDeliveryChannel",
    "no recorder",
    400,
    "NoAvailableConfigurationRecorderException",
    async (a) => {
      await makeGround(a);
      await putChannel(a);
    },
  ],
  [
    "PutDeliveryChannel",
    "a bucket without the policy",
    400,
    "InsufficientDeliveryPolicyException",
    async (a) => {
      await putRecorder(a);
      await makeBucket(a, BUCKET);
      await putChannel(a);
    },
  ],
  [
    "PutDeliveryChannel",
    "no bucket",
    400,
    "NoSuchBucketException",
    async (a) => {
      await putRecorder(a);
      await putChannel(a);
    },
  ],
  [
    "PutDeliveryChannel",
    "a second",
    400,
    "MaxNumberOfDeliveryChannelsExceededException",
    async (a) => {
      await makeGround(a);
      await startRecording(a);
      await putChannel(a, { name: "another" });
    },
  ],
  [
    "StartConfigurationRecorder",
    "no channel",
    400,
    "NoAvailableDeliveryChannelException",
    async (a) => {
      await putRecorder(a);
      await configure(a).send(new config.StartConfigurationRecorderCommand(recorderNamed));
    },
  ],
  [
    "StartConfigurationRecorder",
    "none",
    400,
    "NoSuchConfigurationRecorderException",
    (a) => configure(a).send(new config.StartConfigurationRecorderCommand(recorderNamed)),
  ],
  [
    "StopConfigurationRecorder",
    "none",
    400,
    "NoSuchConfigurationRecorderException",
    (a) => configure(a).send(new config.StopConfigurationRecorderCommand(recorderNamed)),
  ],
  [
    "DeleteConfigurationRecorder",
    "none",
    400,
    "NoSuchConfigurationRecorderException",
    (a) => configure(a).send(new config.DeleteConfigurationRecorderCommand(recorderNamed)),
  ],
  [
    "DescribeConfigurationRecorders",
    "none of this name",
    400,
    "NoSuchConfigurationRecorderException",
    (a) =>
      configure(a).send(
        new config.DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ["default"] }),
      ),
  ],
  [
    "DescribeDeliveryChannels",
    "none of this name",
    400,
    "NoSuchDeliveryChannelException",
    (a) =>
      configure(a).send(new config.DescribeDeliveryChannelsCommand({ DeliveryChannelNames: ["default"] })),
  ],
  [
    "DeleteDeliveryChannel",
    "the recorder runs",
    400,
    "LastDeliveryChannelDeleteFailedException",
    async (a) => {
      await makeGround(a);
      const client = await startRecording(a);
      await client.send(new config.DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" }));
    },
  ],
  [
    "DeleteDeliveryChannel",
    "none",
    400,
    "NoSuchDeliveryChannelException",
    (a) => configure(a).send(new config.DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" })),
  ],
  [
    "GetResourceConfigHistory",
    "no recorder",
    400,
    "NoAvailableConfigurationRecorderException",
    (a) => history(a),
  ],
  [
    "GetResourceConfigHistory",
    "not discovered",
    400,
    "ResourceNotDiscoveredException",
    async (a) => {
      await makeGround(a);
      await startRecording(a);
      await history(a);
    },
  ],
  ["PutConfigRule", "no recorder", 400, "NoAvailableConfigurationRecorderException", (a) => putRule(a)],
  [
    "PutConfigRule",
    "the rule is being deleted",
    400,
    "ResourceInUseException",
    async (a) => {
      stopClock();
      await putRecorder(a);
      await putRule(a);
      await deleteRule(a);
      await putRule(a);
    },
    "real",
  ],
  [
    "DeleteConfigRule",
    "the rule is being deleted",
    400,
    "ResourceInUseException",
    async (a) => {
      stopClock();
      await putRecorder(a);
      await putRule(a);
      await deleteRule(a);
      await deleteRule(a);
    },
    "real",
  ],
  ["DeleteConfigRule", "none", 400, "NoSuchConfigRuleException", (a) => deleteRule(a)],
  [
    "DescribeConfigurationRecorders",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      const client = a.client(config.ConfigServiceClient, { credentials });
      await client.send(new config.DescribeConfigurationRecordersCommand({}));
    },
  ],
];
