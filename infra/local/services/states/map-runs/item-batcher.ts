import type { JsonObject } from "../asl/definition.ts";
import { PAYLOAD_LIMIT } from "../asl/limits.ts";
import { numberIn, templateIn } from "../asl/map-settings.ts";
import type { Branch } from "../branch.ts";
import { textOf } from "../history.ts";

/** What makes a batch full. */
interface BatchLimits {
  /** Items in a batch. */
  items: number;
  /** Bytes of a batch, as JSON, what surrounds its items counted. */
  bytes: number;
}

export interface Batches {
  /** Each batch as JSON: `{ "BatchInput": …, "Items": […] }`. */
  inputs: string[];
  /** How many items each has. */
  sizes: number[];
}

/** Puts items, each as JSON, into batches as ItemBatcher says. Source: Developer Guide, "ItemBatcher (Map)". */
export async function batchItems(branch: Branch, batcher: JsonObject, items: string[]): Promise<Batches> {
  const limits: BatchLimits = {
    items: (await limit(branch, batcher, "MaxItemsPerBatch")) ?? Infinity,
    bytes: Math.min((await limit(branch, batcher, "MaxInputBytesPerBatch")) ?? Infinity, PAYLOAD_LIMIT),
  };
  const { BatchInput } = batcher;
  const shared =
    BatchInput === undefined
      ? ""
      : `"BatchInput":${textOf(await templateIn(branch, BatchInput, "ItemBatcher/BatchInput"))},`;
  const begin = `{${shared}"Items":[`;
  const groups = grouped(items, { ...limits, bytes: limits.bytes - Buffer.byteLength(begin) - "]}".length });
  return {
    inputs: groups.map((group) => `${begin}${group.join(",")}]}`),
    sizes: groups.map((group) => group.length),
  };
}

/** A limit, which the documentation has positive. Unsure: AWS's wording for what is not. */
async function limit(branch: Branch, batcher: JsonObject, field: string): Promise<number | undefined> {
  const value = await numberIn(branch, batcher, field, "integer", "ItemBatcher/");
  if (value !== undefined && value <= 0) throw branch.runtimeError(`field ${field} must be positive`);
  return value;
}

/**
 * The items in order, in as few lists as the limits allow when each is filled before the next is begun. One that is
 * too large by itself is alone.
 */
export function grouped(items: readonly string[], limits: BatchLimits): string[][] {
  const groups: string[][] = [];
  let bytes = 0;
  for (const item of items) {
    // The comma before it counts.
    const size = Buffer.byteLength(item) + 1;
    const last = groups.at(-1);
    const fits = last && last.length < limits.items && bytes + size <= limits.bytes + 1;
    if (fits) {
      last.push(item);
      bytes += size;
    } else {
      groups.push([item]);
      bytes = size;
    }
  }
  return groups;
}
