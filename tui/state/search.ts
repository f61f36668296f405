import type { Focus, Page, TerminalState } from "./state.ts";

/** Where something was found: what is to be shown, and the line of it. */
export interface Found {
  /** Absent on screens without stations and pages: there it is where one is. */
  selected?: number;
  page?: Page;
  /** Of a question, its index. */
  asked?: number;
  half: Focus;
  line: number;
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

/** Lines that stay above a match, so that one sees what it belongs to. */
const ABOVE = 2;

export function searched(state: TerminalState, action: SearchAction): TerminalState {
  switch (action.type) {
    case "search/type":
      return { ...state, search: { ...state.search, typing: action.text } };
    case "search/end":
      return { ...state, search: {}, notice: undefined };
    case "search/go": {
      const { query, found, index, count } = action;
      const search = { query, at: found };
      if (!found)
        return { ...state, search: {}, notice: { text: `Nothing is called "${query}" here.`, bad: true } };
      const scroll = Math.max(0, found.line - ABOVE);
      const notice = {
        text: `${index + 1} of ${count}: "${query}". n next, N previous, Esc ends.`,
        bad: false,
      };
      if (state.help) return { ...state, search, notice, helpScroll: scroll };
      return {
        ...state,
        search,
        notice,
        selected: found.selected ?? state.selected,
        page: found.page ?? state.page,
        asked: found.asked ?? state.asked,
        focus: found.half,
        scroll: { page: 0, panel: 0, [found.half]: scroll },
      };
    }
  }
}

/** The match after (or before) the one that was gone to last, or after where one is; after the last comes the first. */
export function nextMatch(state: TerminalState, all: readonly Found[], step: 1 | -1): number {
  const here = positionOf(state);
  const order = (found: Found) => compare(keyOf(found, state), here);
  const index =
    step === 1 ? all.findIndex((found) => order(found) > 0) : all.findLastIndex((found) => order(found) < 0);
  if (index >= 0) return index;
  return step === 1 ? 0 : all.length - 1;
}

const PAGES: readonly Page[] = ["guide", "hints", "commands", "questions"];

/** As a place in the order in which the lab is searched. */
const keyOf = ({ selected, page, asked = 0, half, line }: Found, state: TerminalState): number[] => [
  selected ?? state.selected,
  PAGES.indexOf(page ?? state.page),
  asked,
  half === "page" ? 0 : 1,
  line,
];

function positionOf(state: TerminalState): number[] {
  const { search, selected, page, asked, focus, scroll, help, helpScroll } = state;
  const { at } = search;
  const there =
    at &&
    (at.selected ?? selected) === selected &&
    (at.page ?? page) === page &&
    (at.asked ?? asked) === asked;
  if (there) return keyOf(at, state);
  const line = help ? helpScroll : scroll[focus];
  return keyOf({ selected, page, asked, half: focus, line: line - 1 }, state);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
