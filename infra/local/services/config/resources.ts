import type { ResourceType } from "@aws-sdk/client-config-service";
import { AwsError } from "../../errors.ts";
import { pageOf, positionOf, tokenAt } from "../../paging.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { captureDue } from "./capture-queue.ts";
import { invalid, invalidToken, noRecorder } from "./errors.ts";
import { readItems } from "./history.ts";
import { baseItem, historyItem } from "./item-shapes.ts";
import {
  type ConfigStore,
  configStore,
  customerRecorder,
  historyKey,
  isDeleted,
  type ResourceHistory,
} from "./store.ts";

/** One call looks at no more of a history than this (API reference, GetResourceConfigHistory). */
const SPAN = 7 * 24 * 3_600_000;

/** Answers about what has been recorded. Each first waits for what is due, so that it is in the answer. */
export const resourceOperations = {
  async ListDiscoveredResources(input, call) {
    await checkType(input.resourceType);
    const state = await recorded(call);
    if (!customerRecorder(state)) throw noRecorder("list discovered resources");
    const { resourceIds = [], resourceName, limit = 0, nextToken, includeDeletedResources = false } = input;
    if (resourceIds.length > 0 && resourceName !== undefined)
      throw invalid(
        "You can specify either resource IDs or a resource name, but not both, in the same request.",
      );
    if (resourceIds.length > 20) throw invalid("You can specify at most 20 resource IDs.");
    const found = Object.values(state.histories).filter(
      (history) =>
        history.type === input.resourceType &&
        (includeDeletedResources || !isDeleted(history)) &&
        (resourceIds.length === 0 || resourceIds.includes(history.id)) &&
        (resourceName === undefined || history.name === resourceName),
    );
    const { items, next } = pageOf(found, size(limit, 100, 100), nextToken, invalidToken);
    return {
      resourceIdentifiers: items.map((history) => {
        const last = history.items.at(-1)!;
        return {
          resourceType: history.type as ResourceType,
          resourceId: history.id,
          ...(history.name !== undefined && { resourceName: history.name }),
          ...(isDeleted(history) && { resourceDeletionTime: new Date(last.at) }),
        };
      }),
      nextToken: next,
    };
  },

  async GetDiscoveredResourceCounts(input, call) {
    const state = await recorded(call);
    const { resourceTypes: wanted = [], limit = 0, nextToken } = input;
    const counts = new Map<string, number>();
    for (const history of Object.values(state.histories))
      if (!isDeleted(history) && (wanted.length === 0 || wanted.includes(history.type)))
        counts.set(history.type, (counts.get(history.type) ?? 0) + 1);
    const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
    const { items, next } = pageOf(sorted, size(limit, 100, 100), nextToken, invalidToken);
    return {
      totalDiscoveredResources: sorted.reduce((sum, [, count]) => sum + count, 0),
      resourceCounts: items.map(([type, count]) => ({ resourceType: type as ResourceType, count })),
      nextToken: next,
    };
  },

  async GetResourceConfigHistory(input, call) {
    const { resourceType = "", resourceId = "", laterTime, earlierTime, limit = 0, nextToken } = input;
    await checkType(resourceType);
    validateMembers("ValidationException", { resourceId: [resourceId, { min: 1, max: 768 }] });
    const state = await recorded(call);
    const history = state.histories[historyKey(resourceType, resourceId)];
    // What was recorded is answered for when the recorder is gone (API reference, DeleteConfigurationRecorder).
    if (!history && !customerRecorder(state)) throw noRecorder("get the history of a resource");
    if (!history)
      throw new AwsError(
        "ResourceNotDiscoveredException",
        `Resource ${resourceId} of resourceType:${resourceType} is unknown or has not been discovered`,
      );
    const later = laterTime?.getTime() ?? Date.now();
    const earlier = earlierTime?.getTime() ?? 0;
    if (earlier >= later)
      throw new AwsError(
        "InvalidTimeRangeException",
        "The specified time range is not valid. The earlier time is not chronologically before the later time.",
      );
    const { entries, next } = historyPage(history, {
      earlier,
      later,
      forward: input.chronologicalOrder === "Forward",
      size: size(limit, 10, 100),
      token: nextToken,
    });
    const items = await readItems(
      call.cloud,
      state,
      entries.map((entry) => ({ history, entry })),
    );
    return { configurationItems: items.map((item) => historyItem(item, call)), nextToken: next };
  },

  async BatchGetResourceConfig({ resourceKeys = [] }, call) {
    if (resourceKeys.length < 1 || resourceKeys.length > 100)
      throw invalid("You can specify between 1 and 100 resource keys.");
    const state = await recorded(call);
    if (!customerRecorder(state)) throw noRecorder("get resource configurations");
    const histories = resourceKeys.map(({ resourceType = "", resourceId = "" }) => {
      const history = state.histories[historyKey(resourceType, resourceId)];
      return history && !isDeleted(history) ? history : undefined;
    });
    const entries = histories.flatMap((history) =>
      history ? { history, entry: history.items.at(-1)! } : [],
    );
    const items = await readItems(call.cloud, state, entries);
    return {
      baseConfigurationItems: items.map((item) => baseItem(item, call)),
      unprocessedResourceKeys: resourceKeys.filter((_, index) => !histories[index]),
    };
  },
} satisfies Operations<"config">;

async function recorded(call: Call): Promise<ConfigStore> {
  const { accountId, region } = call;
  await captureDue(call.cloud, { accountId, region });
  return call.store(configStore);
}

/** How many items a page has; 0 is the operation's own number. */
function size(limit: number, usual: number, most: number): number {
  if (limit < 0 || limit > most)
    throw new AwsError("InvalidLimitException", `The limit ${limit} is not between 0 and ${most}.`);
  return limit || usual;
}

/** @throws AwsError `ValidationException` for a type that Config does not know */
async function checkType(type: string | undefined): Promise<void> {
  // The list is long, and the model's own; the module is loaded by now, for the wire.
  const { ResourceType } = await import("@aws-sdk/client-config-service");
  validateMembers("ValidationException", {
    resourceType: [type ?? "", { enum: Object.values(ResourceType) }],
  });
}

/**
 * A page of a history. It ends after `size` items or where seven days are through, whichever comes first: there may be
 * more behind a short or an empty page. The token carries where the next one begins.
 */
function historyPage(
  { items }: ResourceHistory,
  range: { earlier: number; later: number; forward: boolean; size: number; token: string | undefined },
): { entries: ResourceHistory["items"]; next: string | undefined } {
  const { forward, size, token } = range;
  const inRange = items.filter(({ at }) => at >= range.earlier && at <= range.later);
  const ordered = forward ? inRange : inRange.toReversed();
  const from = token === undefined ? undefined : positionOf(token, invalidToken);
  const left = ordered.filter(({ at }) => from === undefined || (forward ? at >= from : at <= from));
  const first = left[0];
  if (!first) return { entries: [], next: undefined };
  // Without a beginning of its own a page spans from its first item.
  const origin = from ?? first.at;
  const within = left.filter(({ at }) => Math.abs(at - origin) < SPAN);
  const entries = within.slice(0, size);
  const behind = left[entries.length];
  return { entries, next: behind && tokenAt(behind.at) };
}
