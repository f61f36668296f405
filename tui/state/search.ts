import { goTo, isSamePlace, visited } from "./navigation.ts";
import type { TerminalState, Visited } from "./state.ts";

/** A place in the order in which a screen is read: the first number that differs decides which of two comes first. */
export type Order = readonly number[];

/** Where something was found. */
export interface Found {
  /** What is to be shown for it, as far as that is not where one is. */
  to: Partial<Visited>;
  order: Order;
}

/** What a screen has found. */
export interface Finds {
  /** In their order. */
  found: readonly Found[];
  /** Where one is, in the same order. */
  here: Order;
}

export interface SearchState {
  /** What is being typed, while the line for it is open. */
  typing?: string;
  /** What was searched for: it is highlighted until Esc. */
  query?: string;
  /** The match that was gone to last. */
  at?: Found;
}

export type SearchAction =
  | { type: "search/type"; text: string }
  | { type: "search/end" }
  | { type: "search/go"; query: string; found: Found | undefined; index: number; count: number };

export const isSearchAction = (action: { type: string }): action is SearchAction =>
  action.type.startsWith("search/");

/** What is highlighted: the text as it is typed, or what was searched for. */
export const highlighted = ({ search }: TerminalState): string => search.typing ?? search.query ?? "";

export function searched(state: TerminalState, action: SearchAction): TerminalState {
  switch (action.type) {
    case "search/type":
      return { ...state, search: { ...state.search, typing: action.text } };
    case "search/end":
      return { ...state, search: {}, notice: undefined };
    case "search/go": {
      const { query, found, index, count } = action;
      if (!found)
        return { ...state, search: {}, notice: { text: `Nothing is called "${query}" here.`, bad: true } };
      const notice = {
        text: `${index + 1} of ${count}: "${query}". n next, N previous, Esc ends.`,
        bad: false,
      };
      const told = { ...state, search: { query, at: found }, notice };
      if (state.help) return { ...told, helpScroll: found.to.scroll?.page ?? 0 };
      return goTo(told, { ...visited(state), ...found.to });
    }
  }
}

/** The match after (or before) the one that was gone to last, or after where one is; after the last comes the first. */
export function nextMatch(state: TerminalState, { found, here }: Finds, step: 1 | -1): number {
  const from = stillAt(state) ?? here;
  const index =
    step === 1
      ? found.findIndex(({ order }) => compare(order, from) > 0)
      : found.findLastIndex(({ order }) => compare(order, from) < 0);
  if (index >= 0) return index;
  return step === 1 ? 0 : found.length - 1;
}

/** The match that was gone to last, unless one has left its place since. */
function stillAt(state: TerminalState): Order | undefined {
  const { at } = state.search;
  if (!at) return undefined;
  const place = visited(state);
  return isSamePlace(place, { ...place, ...at.to }, false) ? at.order : undefined;
}

function compare(a: Order, b: Order): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
