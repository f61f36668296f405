import type { Finds, Found, Order } from "../state/search.ts";
import type { Focus, Visited } from "../state/state.ts";
import { matchesIn } from "../text/search.ts";
import type { Line } from "../text/text.ts";
import type { Frame, Screen } from "./screen.ts";
import { viewOf } from "./view-of.ts";

/** Lines that stay above a match, so that one sees what it belongs to. */
const ABOVE = 2;

/** The lines that have a text, by index. */
export const linesWith = (lines: readonly Line[], query: string): number[] => [
  ...new Set(matchesIn(lines, query).map(({ line }) => line)),
];

/** A line of one half of a page, scrolled to. */
export const atLine = (half: Focus, line: number): Pick<Visited, "focus" | "scroll"> => ({
  focus: half,
  scroll: { page: 0, panel: 0, [half]: Math.max(0, line - ABOVE) },
});

/**
 * Where some lines have a text, as places of one half of a page.
 *
 * @param order of the page itself: the lines come within it
 */
export const foundIn = (
  lines: readonly Line[],
  query: string,
  half: Focus,
  to: Partial<Visited> = {},
  order: Order = [],
): Found[] =>
  linesWith(lines, query).map((line) => ({ to: { ...to, ...atLine(half, line) }, order: [...order, line] }));

/** Where a screen has a text: wherever it says itself, or else in the lines that it shows, as help does. */
export function findOn(screen: Screen, frame: Frame, query: string): Finds {
  const { state } = frame;
  const own = state.help ? undefined : screen.find?.(frame, query);
  if (own) return own;
  const line = state.help ? state.helpScroll : state.scroll.page;
  return { found: foundIn(viewOf(screen, frame).lines ?? [], query, "page"), here: [line - 1] };
}
