import { randomUUID } from "node:crypto";
import type { ConfigExportDeliveryInfo, DeliveryStatus } from "@aws-sdk/client-config-service";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { checkBucket } from "./bucket-access.ts";
import { captureDue } from "./capture-queue.ts";
import { baseKey, deliverSnapshot } from "./delivery.ts";
import { guarded, noRecorder, noSuchChannel, notImplemented } from "./errors.ts";
import { type Channel, configStore, customerRecorder, type DeliveryRecord, theChannel } from "./store.ts";

export const channelOperations = {
  async PutDeliveryChannel({ DeliveryChannel: wanted = {} }, call) {
    const state = call.store(configStore);
    const { name = "default", s3BucketName = "", s3KeyPrefix, s3KmsKeyArn, snsTopicARN } = wanted;
    validateMembers("ValidationException", { "deliveryChannel.name": [name, { min: 1, max: 256 }] });
    if (!customerRecorder(state)) throw noRecorder("put delivery channel");
    const present = theChannel(state);
    if (present && present.settings.name !== name)
      throw new AwsError(
        "MaxNumberOfDeliveryChannelsExceededException",
        `Failed to put delivery channel '${name}' because the maximum number of delivery channels: 1 is reached.`,
      );
    refuseGuarded(present, "PutDeliveryChannel", call);
    if (s3KmsKeyArn !== undefined) throw notImplemented("a delivery channel's s3KmsKeyArn");
    // There is no SNS here, and so no topic.
    if (snsTopicARN !== undefined)
      throw new AwsError("InvalidSNSTopicARNException", `The sns topic arn '${snsTopicARN}' is not valid.`);
    if (s3KeyPrefix !== undefined && /^\/|\/$|AWSLogs/.test(s3KeyPrefix))
      throw new AwsError("InvalidS3KeyPrefixException", `The s3 key prefix '${s3KeyPrefix}' is not valid.`);
    await checkBucket(call, wanted, baseKey(s3KeyPrefix, call.accountId));
    state.channels[name] = { ...present, settings: { ...wanted, name, s3BucketName } };
    return {};
  },

  DescribeDeliveryChannels({ DeliveryChannelNames }, call) {
    return { DeliveryChannels: find(DeliveryChannelNames, call).map(({ settings }) => settings) };
  },

  DescribeDeliveryChannelStatus({ DeliveryChannelNames }, call) {
    const { nextDelivery } = call.store(configStore);
    return {
      DeliveryChannelsStatus: find(DeliveryChannelNames, call).map(({ settings, snapshot, history }) => ({
        name: settings.name,
        configSnapshotDeliveryInfo: deliveryInfo(snapshot),
        configHistoryDeliveryInfo: {
          ...deliveryInfo(history),
          ...(nextDelivery && { nextDeliveryTime: nextDelivery }),
        },
        // The stream goes to a topic, and a channel has none here.
        configStreamDeliveryInfo: { lastStatus: "NOT_APPLICABLE" as DeliveryStatus },
      })),
    };
  },

  DeleteDeliveryChannel({ DeliveryChannelName = "" }, call) {
    const state = call.store(configStore);
    const channel = state.channels[DeliveryChannelName];
    if (!channel) throw noSuchChannel(DeliveryChannelName);
    refuseGuarded(channel, "DeleteDeliveryChannel", call);
    if (customerRecorder(state)?.recording)
      throw new AwsError(
        "LastDeliveryChannelDeleteFailedException",
        // As observed, the doubled words included.
        `Failed to delete last specified delivery channel with name '${DeliveryChannelName}', because there, because there is a running configuration recorder.`,
      );
    delete state.channels[DeliveryChannelName];
    return {};
  },

  async DeliverConfigSnapshot({ deliveryChannelName = "" }, call) {
    const state = call.store(configStore);
    const channel = state.channels[deliveryChannelName];
    if (!channel) throw noSuchChannel(deliveryChannelName);
    const recorder = customerRecorder(state);
    if (!recorder) throw noRecorder("deliver a configuration snapshot");
    if (!recorder.recording)
      throw new AwsError(
        "NoRunningConfigurationRecorderException",
        "There is no configuration recorder running.",
      );
    const { cloud, accountId, region } = call;
    await captureDue(cloud, { accountId, region });
    const configSnapshotId = randomUUID();
    cloud.background(() => deliverSnapshot(cloud, { accountId, region }, channel, configSnapshotId));
    return { configSnapshotId };
  },
} satisfies Operations<"config">;

function find(names: string[] | undefined, call: Call): Channel[] {
  const { channels } = call.store(configStore);
  if (!names?.length) return Object.values(channels);
  return names.map((name) => {
    const channel = channels[name];
    if (!channel) throw noSuchChannel(name);
    return channel;
  });
}

function refuseGuarded(channel: Channel | undefined, operation: string, call: Call): void {
  if (channel?.guarded) throw guarded(call.principal.arn, `config:${operation}`, "*");
}

/** A delivery's state; in capitals as observed, though the model's enumeration says "Success". Empty before the first. */
function deliveryInfo(record: DeliveryRecord | undefined): ConfigExportDeliveryInfo {
  if (!record) return {};
  return {
    lastStatus: (record.error ? "FAILURE" : "SUCCESS") as DeliveryStatus,
    ...(record.error && { lastErrorCode: record.error.code, lastErrorMessage: record.error.message }),
    lastAttemptTime: record.attempted,
    ...(record.succeeded && { lastSuccessfulTime: record.succeeded }),
  };
}
