import { isIn } from "../text/search.ts";
import { byNeed, type FleetAccount, GROUPS, type Group, since } from "./fleet-account.ts";
import { doing } from "./words.ts";

/** What a table of accounts may be sorted by. */
export const ORDERS = ["need", "alias", "step", "since"] as const;
export type Order = (typeof ORDERS)[number];

/** In words, for the title of the table. */
export const ORDER_WORDS: Record<Order, string> = {
  need: "what wants you first",
  alias: "by alias",
  step: "by step, the furthest back first",
  since: "the latest first",
};

/** The groups that want somebody. */
const WANTING: readonly Group[] = GROUPS.slice(0, GROUPS.indexOf("working"));

interface Chosen {
  order: Order;
  /** A text that a row must have; empty: any. */
  filter: string;
  /** Whether only those are wanted that want somebody. */
  wanting: boolean;
}

/**
 * The accounts that are asked for, in their order.
 *
 * @param steps the lab's, by id and in order
 */
export function arranged(
  accounts: readonly FleetAccount[],
  { order, filter, wanting }: Chosen,
  steps: readonly string[],
): FleetAccount[] {
  return accounts
    .filter((one) => !wanting || WANTING.includes(one.group))
    .filter((one) => filter.trim() === "" || isIn(textOf(one), filter))
    .toSorted(comparing(order, steps));
}

/** What a search finds an account by: all that its row shows. */
const textOf = (one: FleetAccount): string =>
  [one.account.alias, one.account.id, one.status?.step, one.group, doing(one)].filter(Boolean).join("\n");

function comparing(order: Order, steps: readonly string[]) {
  if (order === "need") return byNeed;
  const value: Record<Exclude<Order, "need">, (one: FleetAccount) => string | number> = {
    alias: ({ account }) => account.alias ?? `~${account.id}`,
    // Where no lab stands there is no step: that comes after all others.
    step: ({ status }) => (status?.step === undefined ? steps.length : steps.indexOf(status.step)),
    since: (one) => -new Date(since(one) ?? 0).getTime(),
  };
  const of = value[order];
  return (one: FleetAccount, other: FleetAccount): number => {
    const [a, b] = [of(one), of(other)];
    return a < b ? -1 : a > b ? 1 : byNeed(one, other);
  };
}
