import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Cloud } from "../../cloud.ts";
import type { Json, Resource } from "./items/resource.ts";
import {
  type ConfigStore,
  type Frequency,
  historyKey,
  type ItemEntry,
  isDeleted,
  type ResourceHistory,
} from "./store.ts";

/** What an item holds, as the batches keep it. */
export interface ItemContent {
  zone: string;
  /** ISO 8601. */
  created?: string;
  tags: Record<string, string>;
  relationships: Resource["relationships"];
  configuration: Json;
  supplementary: Record<string, string>;
  daily?: true;
}

/** An item of a resource's history; without `content` it is a deletion. */
export interface Item {
  history: ResourceHistory;
  entry: ItemEntry;
  content?: ItemContent;
}

/**
 * Appends an item for each resource that differs from its last one, and for each that is gone.
 *
 * @param now every resource of `types` that is there
 * @param at the capture's time
 */
export async function appendChanges(
  cloud: Cloud,
  state: ConfigStore,
  now: readonly Resource[],
  capture: { types: ReadonlySet<string>; frequency: Frequency; at: Date },
): Promise<void> {
  const contents: ItemContent[] = [];
  const additions: { resource: Resource; digest: string }[] = [];
  for (const resource of now) {
    const content = contentOf(resource, capture.frequency);
    const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 22);
    const history = state.histories[historyKey(resource.type, resource.id)];
    if (history && !isDeleted(history) && history.digest === digest) continue;
    contents.push(content);
    additions.push({ resource, digest });
  }
  const present = new Set(now.map(({ type, id }) => historyKey(type, id)));
  const gone = Object.entries(state.histories).filter(
    ([key, history]) => capture.types.has(history.type) && !present.has(key) && !isDeleted(history),
  );
  if (additions.length === 0 && gone.length === 0) return;
  // The batch is there before the store speaks of it.
  const digest = contents.length > 0 ? await cloud.blobs.put(gzipSync(JSON.stringify(contents))) : undefined;
  const batch = digest === undefined ? -1 : state.batches.push(digest) - 1;
  for (const [position, { resource, digest }] of additions.entries()) {
    const { type, id, name, arn } = resource;
    const key = historyKey(type, id);
    state.histories[key] ??= { type, id, arn, digest, items: [] };
    const history = state.histories[key];
    const status = history.items.length === 0 || isDeleted(history) ? "ResourceDiscovered" : "OK";
    Object.assign(history, { name, arn, digest });
    history.items.push({ at: momentAfter(history, capture.at), status, content: [batch, position] });
  }
  for (const [, history] of gone)
    history.items.push({ at: momentAfter(history, capture.at), status: "ResourceDeleted" });
  cloud.changed();
}

/** The items of these entries with what they hold; each batch is read once. */
export async function readItems(
  cloud: Cloud,
  state: ConfigStore,
  entries: readonly { history: ResourceHistory; entry: ItemEntry }[],
): Promise<Item[]> {
  const wanted = new Set(entries.flatMap(({ entry }) => entry.content?.[0] ?? []));
  const batches = new Map(
    await Promise.all(
      [...wanted].map(async (index) => {
        const bytes = await cloud.blobs.get(state.batches[index]!);
        return [index, JSON.parse(gunzipSync(bytes).toString()) as ItemContent[]] as const;
      }),
    ),
  );
  return entries.map(({ history, entry }) => {
    const [batch, position] = entry.content ?? [];
    return batch === undefined || position === undefined
      ? { history, entry }
      : { history, entry, content: batches.get(batch)![position]! };
  });
}

function contentOf(resource: Resource, frequency: Frequency): ItemContent {
  const { zone, created, tags, relationships, configuration, supplementary } = resource;
  return {
    zone,
    ...(created && { created: created.toISOString() }),
    tags,
    relationships,
    configuration,
    supplementary,
    ...(frequency === "DAILY" && { daily: true as const }),
  };
}

const momentAfter = ({ items }: ResourceHistory, at: Date): number =>
  Math.max(at.getTime(), (items.at(-1)?.at ?? 0) + 1);
