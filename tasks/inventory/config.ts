import {
  type ConfigurationRecorder,
  type ConfigurationRecorderStatus,
  type DeliveryChannel,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelsCommand,
  paginateDescribeConfigRules,
} from "@aws-sdk/client-config-service";
import { channelId, recorderId } from "../config/read.ts";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";

/** What of a recorder can be changed and given back. */
export interface RecorderSettings
  extends Required<Pick<ConfigurationRecorder, "name" | "roleARN" | "recordingGroup" | "recordingMode">> {
  recording: boolean;
}

/** The customer's recorder; those that services own are theirs, and come and go with them. */
export async function listRecorders({ config }: Clients) {
  const [{ ConfigurationRecorders = [] }, { ConfigurationRecordersStatus = [] }] = await Promise.all([
    config.send(new DescribeConfigurationRecordersCommand()),
    config.send(new DescribeConfigurationRecorderStatusCommand()),
  ]);
  return ConfigurationRecorders.map((recorder) => ({
    id: recorderId(recorder.name!),
    name: recorder.name,
    settings: canonical(
      recorderSettings(
        recorder,
        ConfigurationRecordersStatus.find(({ name }) => name === recorder.name),
      ),
    ),
  }));
}

export async function listChannels({ config }: Clients) {
  const { DeliveryChannels = [] } = await config.send(new DescribeDeliveryChannelsCommand());
  return DeliveryChannels.map((channel) => ({
    id: channelId(channel.name!),
    name: channel.name,
    settings: canonical(channel),
  }));
}

export async function listRules({ config }: Clients) {
  const rules = await collect(
    paginateDescribeConfigRules({ client: config }, {}),
    (page) => page.ConfigRules,
  );
  return rules
    .filter(({ ConfigRuleState }) => ConfigRuleState !== "DELETING")
    .map((rule) => ({ id: rule.ConfigRuleArn!, name: rule.ConfigRuleName }));
}

function recorderSettings(
  { name = "", roleARN = "", recordingGroup = {}, recordingMode }: ConfigurationRecorder,
  status: ConfigurationRecorderStatus | undefined,
): RecorderSettings {
  return {
    name,
    roleARN,
    recordingGroup,
    // Recorders of before 2023 had no mode, and recorded continuously.
    recordingMode: recordingMode ?? { recordingFrequency: "CONTINUOUS" },
    recording: status?.recording ?? false,
  };
}

/** JSON with keys in order and without what is undefined, so that the same settings are the same text. */
function canonical(settings: RecorderSettings | DeliveryChannel): string {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, ordered(inner)]),
    );
  };
  return JSON.stringify(ordered(settings));
}
