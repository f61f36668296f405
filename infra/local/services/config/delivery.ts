import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Cloud, Place } from "../../cloud.ts";
import { makeCall } from "../../dispatch.ts";
import { AwsError } from "../../errors.ts";
import { servicePrincipal } from "../../principal.ts";
import { putObject } from "./bucket-access.ts";
import { type Item, readItems } from "./history.ts";
import { fileItem } from "./item-shapes.ts";
import {
  type Channel,
  type ConfigStore,
  configStore,
  type DeliveryRecord,
  isDeleted,
  type ResourceHistory,
  theChannel,
} from "./store.ts";

/** History files are delivered every six hours (Developer Guide, "How AWS Config Works"). */
const HISTORY_PERIOD = 6 * 3_600_000;

/** Real milliseconds: at pace instant, what a hand's turn changes goes into one file a type. */
const GATHERING = 200;

const scheduled = new WeakMap<Cloud, Set<string>>();

/** Sees to it that items that are in no history file yet come into one, when the next is due. */
export function scheduleHistory(cloud: Cloud, place: Place): void {
  const state = cloud.store(configStore, place);
  if (undelivered(state).length === 0) return;
  state.nextDelivery ??= cloud.clock.after(HISTORY_PERIOD);
  const running = scheduled.get(cloud) ?? new Set();
  scheduled.set(cloud, running);
  const key = `${place.accountId} ${place.region}`;
  if (running.has(key)) return;
  running.add(key);
  cloud.background(async () => {
    try {
      const wait = Math.max(state.nextDelivery!.getTime() - Date.now(), GATHERING);
      await setTimeout(wait, undefined, { signal: cloud.stopping });
      delete state.nextDelivery;
      await deliverHistory(cloud, place);
    } finally {
      running.delete(key);
    }
  });
}

function undelivered(state: ConfigStore): { history: ResourceHistory; entry: ResourceHistory["items"][0] }[] {
  return Object.values(state.histories).flatMap((history) =>
    history.items.filter(({ at }) => at > state.deliveredUntil).map((entry) => ({ history, entry })),
  );
}

/** Writes one file for each type that has new items. */
async function deliverHistory(cloud: Cloud, place: Place): Promise<void> {
  const state = cloud.store(configStore, place);
  const channel = theChannel(state);
  const entries = undelivered(state);
  if (!channel || entries.length === 0) return;
  const items = await readItems(cloud, state, entries);
  const files = [...Map.groupBy(items, ({ history }) => history.type)].map(([type, ofType]) => {
    const moments = ofType.map(({ entry }) => entry.at).sort((a, b) => a - b);
    const span = `${stamp(moments[0]!)}_${stamp(moments.at(-1)!)}`;
    const name = `${place.accountId}_Config_${place.region}_ConfigHistory_${type}_${span}_1.json.gz`;
    return {
      key: `${folder(channel, place, moments.at(-1)!)}/ConfigHistory/${name}`,
      body: { fileVersion: "1.0", configurationItems: itemsOfFile(ofType, place) },
    };
  });
  const ok = await deliver(cloud, place, channel, "history", files);
  if (ok) state.deliveredUntil = Math.max(...entries.map(({ entry }) => entry.at));
}

/**
 * Writes a snapshot: the last item of everything that is recorded and still there.
 * @returns the snapshot's id
 */
export async function deliverSnapshot(
  cloud: Cloud,
  place: Place,
  channel: Channel,
  configSnapshotId: string,
): Promise<void> {
  const state = cloud.store(configStore, place);
  const entries = Object.values(state.histories)
    .filter((history) => !isDeleted(history))
    .map((history) => ({ history, entry: history.items.at(-1)! }));
  const items = await readItems(cloud, state, entries);
  const now = cloud.clock.now().getTime();
  const name = `${place.accountId}_Config_${place.region}_ConfigSnapshot_${stamp(now)}_${configSnapshotId}.json.gz`;
  await deliver(cloud, place, channel, "snapshot", [
    {
      key: `${folder(channel, place, now)}/ConfigSnapshot/${name}`,
      body: { fileVersion: "1.0", configSnapshotId, configurationItems: itemsOfFile(items, place) },
    },
  ]);
}

/** Writes files through the channel, and notes on it what came of it. */
async function deliver(
  cloud: Cloud,
  place: Place,
  channel: Channel,
  kind: "history" | "snapshot",
  files: readonly { key: string; body: object }[],
): Promise<boolean> {
  const call = makeCall(cloud, {
    ...place,
    principal: servicePrincipal("config.amazonaws.com", place.accountId),
  });
  const attempted = cloud.clock.now();
  const record: DeliveryRecord = { attempted, succeeded: attempted };
  try {
    for (const { key, body } of files)
      await putObject(call, channel.settings, key, gzipSync(JSON.stringify(body)));
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    record.succeeded = channel[kind]?.succeeded;
    record.error = { code: error.code, message: error.message };
  }
  channel[kind] = record;
  cloud.changed();
  return !record.error;
}

const itemsOfFile = (items: readonly Item[], place: Place): object[] =>
  items.map((item) => fileItem(item, place));

/** `20261122T093000Z` */
const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");

/** A day's folder; month and day without zeros in front (Developer Guide, "Delivering Configuration Items"). */
function folder({ settings }: Channel, { accountId, region }: Place, at: number): string {
  const day = new Date(at);
  const date = `${day.getUTCFullYear()}/${day.getUTCMonth() + 1}/${day.getUTCDate()}`;
  return `${baseKey(settings.s3KeyPrefix, accountId)}/${region}/${date}`;
}

/** What every key begins with. */
export const baseKey = (prefix: string | undefined, accountId: string): string =>
  `${prefix ? `${prefix}/` : ""}AWSLogs/${accountId}/Config`;
