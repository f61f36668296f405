import { type FleetAccount, isSameFinding } from "./fleet-account.ts";
import { arranged, ORDERS, type Order } from "./order.ts";
import type { ResetUnderWay } from "./source.ts";

/** What the view of a fleet has on it. */
export interface FleetState {
  /** The ids of the lab's steps, in their order. */
  steps: readonly string[];
  /** How many accounts there are, and what was found of those that were looked at. */
  total: number;
  found: ReadonlyMap<string, FleetAccount>;
  /** Those that are shown, in their order. */
  rows: readonly FleetAccount[];
  order: Order;
  /** What is looked for; while `typing`, it is being typed. */
  filter: string;
  typing: boolean;
  /** Whether only those are shown that want somebody. */
  wanting: boolean;
  /** The account that the pointer is at, by id; absent: the first. */
  selected?: string;
  /** Whether the keys move the account's details, and not the table. */
  looking: boolean;
  scroll: number;
  help: boolean;
  helpScroll: number;
  /** How many accounts of a round that was asked for are still to be looked at. */
  left: number;
  resets: readonly ResetUnderWay[];
}

export const initialFleet = (total: number, steps: readonly string[]): FleetState => ({
  steps,
  total,
  found: new Map(),
  rows: [],
  order: "need",
  filter: "",
  typing: false,
  wanting: false,
  looking: false,
  scroll: 0,
  help: false,
  helpScroll: 0,
  left: total,
  resets: [],
});

export type FleetAction =
  | { type: "found"; accounts: readonly FleetAccount[]; left: number }
  | { type: "resets"; resets: readonly ResetUnderWay[] }
  | { type: "move"; by: number }
  | { type: "scroll"; by: number; limit: number }
  | { type: "look"; looking: boolean }
  | { type: "type"; text: string }
  | { type: "end-typing" }
  | { type: "end-filter" }
  | { type: "toggle-wanting" }
  | { type: "next-order" }
  | { type: "toggle-help" };

/** Where the pointer is among the rows; the first, where what it was at is not shown. */
export const indexOfSelected = ({ rows, selected }: Pick<FleetState, "rows" | "selected">): number =>
  Math.max(
    0,
    rows.findIndex(({ account }) => account.id === selected),
  );

export function reduceFleet(state: FleetState, action: FleetAction): FleetState {
  switch (action.type) {
    case "found":
      return withFound(state, action.accounts, action.left);
    case "resets":
      return { ...state, resets: action.resets };
    case "move": {
      const to = state.rows[clamped(indexOfSelected(state) + action.by, state.rows.length - 1)];
      return !to || to.account.id === state.selected
        ? state
        : { ...state, selected: to.account.id, scroll: 0 };
    }
    case "scroll": {
      const name = state.help ? "helpScroll" : "scroll";
      return { ...state, [name]: clamped(Math.min(state[name], action.limit) + action.by, action.limit) };
    }
    case "look":
      return {
        ...state,
        looking: action.looking,
        selected: state.selected ?? state.rows[0]?.account.id,
        scroll: 0,
      };
    case "type":
      return rearranged({ ...state, filter: action.text, typing: true, looking: false });
    case "end-typing":
      return rearranged({ ...state, typing: false, filter: state.filter.trim() });
    case "end-filter":
      return rearranged({ ...state, typing: false, filter: "" });
    case "toggle-wanting":
      return rearranged({ ...state, wanting: !state.wanting });
    case "next-order":
      return rearranged({ ...state, order: ORDERS[(ORDERS.indexOf(state.order) + 1) % ORDERS.length]! });
    case "toggle-help":
      return { ...state, help: !state.help, helpScroll: 0 };
  }
}

const clamped = (value: number, limit: number): number => Math.max(0, Math.min(value, limit));

/** What was found again as it was is no news: nothing is drawn for it. */
function withFound(state: FleetState, accounts: readonly FleetAccount[], left: number): FleetState {
  const news = accounts.filter((one) => {
    const known = state.found.get(one.account.id);
    return !known || !isSameFinding(known, one);
  });
  if (news.length === 0) return left === state.left ? state : { ...state, left };
  const found = new Map(state.found);
  for (const one of news) found.set(one.account.id, one);
  return rearranged({ ...state, found, left });
}

const rearranged = (state: FleetState): FleetState => ({
  ...state,
  rows: arranged([...state.found.values()], state, state.steps),
});
