import type { InventoryItem, Tally } from "../../workflows/contract.ts";

/** How many things a tally counts; without one, a list has all of them. */
export const totalOf = (listed: readonly unknown[], tally: Tally | undefined): number =>
  tally ? Object.values(tally).reduce((sum, count) => sum + count, 0) : listed.length;

/** What a list leaves out, by kind, as `1990 × security group, 40 × role`; undefined where it has all. */
export function unlistedInWords(
  listed: readonly Pick<InventoryItem, "kind">[],
  tally: Tally | undefined,
): string | undefined {
  const left = Object.entries(tally ?? {}).flatMap(([kind, count]) => {
    const more = count - listed.filter((item) => item.kind === kind).length;
    return more > 0 ? [`${more} × ${kind}`] : [];
  });
  return left.length > 0 ? left.join(", ") : undefined;
}
