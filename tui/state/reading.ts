import type { Action, TerminalState } from "./state.ts";

/** How far each page of each station was read: lines that its page was scrolled down, by place. */
export type Reading = Readonly<Record<string, number>>;

const placeOf = ({ selected, page }: TerminalState): string => `${selected} ${page}`;

/** Whoever comes back to a page finds it where they left it, unless a search led to a line of it. */
export function keepReading(before: TerminalState, after: TerminalState, { type }: Action): TerminalState {
  const [from, to] = [placeOf(before), placeOf(after)];
  if (from === to) return after;
  const reading = { ...before.reading, [from]: before.scroll.page };
  if (type === "search/go") return { ...after, reading };
  return { ...after, reading, scroll: { ...after.scroll, page: reading[to] ?? after.scroll.page } };
}
