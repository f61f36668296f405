import type { BaseConfigurationItem, ConfigurationItem, ResourceType } from "@aws-sdk/client-config-service";
import type { Place } from "../../cloud.ts";
import type { Item } from "./history.ts";
import type { Json } from "./items/resource.ts";
import { GLOBAL_TYPES } from "./resource-types.ts";

/** The version of items' form; "1.2" ended in 2017. */
const VERSION = "1.3";

const regionOf = (type: string, { region }: Place): string =>
  GLOBAL_TYPES.includes(type) ? "global" : region;

/** An item as BatchGetResourceConfig answers it: without tags, relationships, events and digest. */
export function baseItem({ history, entry, content }: Item, place: Place): BaseConfigurationItem {
  const { Tags: _tags, ...supplementary } = content?.supplementary ?? {};
  return {
    version: VERSION,
    accountId: place.accountId,
    configurationItemCaptureTime: new Date(entry.at),
    configurationItemStatus: entry.status,
    configurationStateId: String(entry.at),
    arn: history.arn,
    resourceType: history.type as ResourceType,
    resourceId: history.id,
    ...(history.name !== undefined && content && { resourceName: history.name }),
    awsRegion: regionOf(history.type, place),
    ...(content && { availabilityZone: content.zone }),
    ...(content?.created && { resourceCreationTime: new Date(content.created) }),
    ...(content && { configuration: JSON.stringify(content.configuration) }),
    supplementaryConfiguration: supplementary,
    ...(content?.daily && {
      recordingFrequency: "DAILY",
      configurationItemDeliveryTime: new Date(entry.at),
    }),
  };
}

/** An item as GetResourceConfigHistory answers it; that of a deletion holds nothing but who it was. */
export function historyItem(item: Item, place: Place): ConfigurationItem {
  const { content } = item;
  return {
    ...baseItem(item, place),
    // Empty since version 1.3.
    configurationItemMD5Hash: "",
    relatedEvents: [],
    tags: content?.tags ?? {},
    relationships: (content?.relationships ?? []).map((one) => ({
      ...one,
      resourceType: one.resourceType as ResourceType,
    })),
    supplementaryConfiguration: content?.supplementary ?? {},
  };
}

/** An item in the spelling of files and notifications, where texts are what they stand for. */
export function fileItem({ history, entry, content }: Item, place: Place): object {
  return {
    relatedEvents: [],
    relationships: (content?.relationships ?? []).map(({ relationshipName, ...one }) => ({
      ...one,
      name: relationshipName,
    })),
    configuration: content?.configuration ?? null,
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(content?.supplementary ?? {}).map(([key, value]) => [key, JSON.parse(value) as Json]),
    ),
    tags: content?.tags ?? {},
    configurationItemVersion: VERSION,
    configurationItemCaptureTime: new Date(entry.at).toISOString(),
    configurationStateId: entry.at,
    awsAccountId: place.accountId,
    configurationItemStatus: entry.status,
    resourceType: history.type,
    resourceId: history.id,
    ...(content && history.name !== undefined ? { resourceName: history.name } : {}),
    ARN: history.arn,
    awsRegion: regionOf(history.type, place),
    availabilityZone: content?.zone ?? null,
    configurationStateMd5Hash: "",
    ...(content?.created ? { resourceCreationTime: content.created } : {}),
  };
}
