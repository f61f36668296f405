import { createHash } from "node:crypto";
import type { InventoryItem, Tally } from "../../workflows/contract.ts";

/**
 * An account may hold thousands of things that are not the lab's, and a state's data at most 256 KiB (Step Functions
 * Developer Guide, "Quotas"). So lists that may grow are cut, and told with how many there are.
 */

/** How many things are listed one by one: a hundred are some 25 KiB, 70 with the longest names that AWS permits. */
const MOST = 100;

/** Of each kind, where not all are listed. */
const OF_EACH = 10;

/** All of them, or where they are many the first few of each kind; in their order. */
export function fewOfEach<T extends Pick<InventoryItem, "kind">>(items: readonly T[]): T[] {
  if (items.length <= MOST) return [...items];
  const seen = new Map<string, number>();
  const ranked = items.map((item) => {
    const rank = seen.get(item.kind) ?? 0;
    seen.set(item.kind, rank + 1);
    return { item, rank };
  });
  const listed = ranked
    .filter(({ rank }) => rank < OF_EACH)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST);
  const chosen = new Set(listed.map(({ item }) => item));
  return items.filter((item) => chosen.has(item));
}

/** How many there are of each kind. */
export function tallyOf(items: readonly Pick<InventoryItem, "kind">[]): Tally {
  const tally: Tally = {};
  for (const { kind } of items) tally[kind] = (tally[kind] ?? 0) + 1;
  return tally;
}

/**
 * Stands for an id where thousands have to be handed on: eight characters, however long the id is. Two of ten thousand
 * ids share one with a probability of one in five million.
 */
export const markOf = (id: string): string => createHash("sha256").update(id).digest("base64url").slice(0, 8);
