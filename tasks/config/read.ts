import {
  type ConfigServiceClient,
  type ConfigurationRecorder,
  type ConfigurationRecorderStatus,
  type DeliveryChannel,
  type DeliveryChannelStatus,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelStatusCommand,
  DescribeDeliveryChannelsCommand,
} from "@aws-sdk/client-config-service";

/** The Region's recorder and channel, of which an account has one each; service-linked recorders are not told of. */
export interface RegionsConfig {
  recorder?: ConfigurationRecorder;
  status?: ConfigurationRecorderStatus;
  channel?: DeliveryChannel;
  delivery?: DeliveryChannelStatus;
}

/** Reads them in four calls at once. @throws Config's own errors, AccessDeniedException among them */
export async function readConfig(config: ConfigServiceClient): Promise<RegionsConfig> {
  const [{ ConfigurationRecorders }, { ConfigurationRecordersStatus }, channels, deliveries] =
    await Promise.all([
      config.send(new DescribeConfigurationRecordersCommand()),
      config.send(new DescribeConfigurationRecorderStatusCommand()),
      config.send(new DescribeDeliveryChannelsCommand()),
      config.send(new DescribeDeliveryChannelStatusCommand()),
    ]);
  return {
    recorder: ConfigurationRecorders?.[0],
    status: ConfigurationRecordersStatus?.[0],
    channel: channels.DeliveryChannels?.[0],
    delivery: deliveries.DeliveryChannelsStatus?.[0],
  };
}

/** Ids of the ledger: AWS has no ARN for a channel, and a recorder's tells nothing of one that is made anew. */
export const recorderId = (name: string): string => `config-recorder/${name}`;
export const channelId = (name: string): string => `delivery-channel/${name}`;

/** The role that Config makes for itself (IAM User Guide, "AWS services that work with IAM"). */
export const LINKED_ROLE = "AWSServiceRoleForConfig";

export const linkedRoleArn = (accountId: string): string =>
  `arn:aws:iam::${accountId}:role/aws-service-role/config.amazonaws.com/${LINKED_ROLE}`;
