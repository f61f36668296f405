import type {
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
  DeliveryChannel,
  DeliveryChannelStatus,
} from "@aws-sdk/client-config-service";
import { channelId, readConfig, recorderId } from "../../../config/read.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { ownBuckets } from "../lab-buckets.ts";
import type { ChannelFacts, ConfigFacts, RecorderFacts, Strategy } from "./facts.ts";

/**
 * Reads the Region's recorder and delivery channel, and whether the channel's bucket is there.
 * @throws what AWS throws, AccessDenied among it
 */
export async function observe(
  { config, s3 }: Clients,
  { place, ledger }: LabSituation,
): Promise<ConfigFacts> {
  const { recorder, status, channel, delivery } = await readConfig(config);
  const buckets = channel?.s3BucketName ? await ownBuckets(s3, channel.s3BucketName) : [];
  return {
    place,
    readAt: new Date().toISOString(),
    ...(recorder && {
      recorder: recorderFacts(recorder, status, before(ledger, recorderId(recorder.name!)) !== undefined),
    }),
    ...(channel && {
      channel: channelFacts(channel, delivery, {
        ownBucket: buckets.some(({ name }) => name === channel.s3BucketName),
        known: before(ledger, channelId(channel.name!)) !== undefined,
      }),
    }),
  };
}

const STRATEGIES: Record<string, Strategy> = {
  ALL_SUPPORTED_RESOURCE_TYPES: "all",
  EXCLUSION_BY_RESOURCE_TYPES: "all-but",
  INCLUSION_BY_RESOURCE_TYPES: "only",
};

export function recorderFacts(
  { name = "", roleARN = "", recordingGroup: group = {}, recordingMode: mode }: ConfigurationRecorder,
  status: ConfigurationRecorderStatus | undefined,
  known: boolean,
): RecorderFacts {
  const strategy =
    STRATEGIES[group.recordingStrategy?.useOnly ?? ""] ?? (group.allSupported === false ? "only" : "all");
  const types = {
    all: [],
    "all-but": group.exclusionByResourceTypes?.resourceTypes ?? [],
    only: group.resourceTypes ?? [],
  }[strategy];
  const daily = mode?.recordingFrequency === "DAILY";
  return {
    name,
    roleArn: roleARN,
    strategy,
    types,
    global: group.includeGlobalResourceTypes ?? false,
    daily,
    overridden: (mode?.recordingModeOverrides ?? [])
      .filter(({ recordingFrequency }) => (recordingFrequency === "DAILY") !== daily)
      .flatMap(({ resourceTypes }) => resourceTypes ?? []),
    recording: status?.recording ?? false,
    // AWS writes it in capitals, its model does not.
    ...(status?.lastStatus && { status: status.lastStatus.toUpperCase() }),
    ...(status?.lastErrorCode && { error: errorWords(status.lastErrorCode, status.lastErrorMessage) }),
    ...(status?.lastStartTime && { startedAt: status.lastStartTime.toISOString() }),
    known,
  };
}

function channelFacts(
  { name = "", s3BucketName = "" }: DeliveryChannel,
  status: DeliveryChannelStatus | undefined,
  found: Pick<ChannelFacts, "ownBucket" | "known">,
): ChannelFacts {
  const failed = [
    status?.configHistoryDeliveryInfo,
    status?.configSnapshotDeliveryInfo,
    status?.configStreamDeliveryInfo,
  ].find((info) => info?.lastStatus?.toUpperCase() === "FAILURE");
  return {
    name,
    bucket: s3BucketName,
    ...found,
    ...(failed && { error: errorWords(failed.lastErrorCode, failed.lastErrorMessage) }),
  };
}

const errorWords = (code = "an error", message?: string): string => (message ? `${code}: ${message}` : code);
