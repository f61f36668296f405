import type { Action, TerminalState } from "./state.ts";

/** How far each page of each station was read: lines that its page was scrolled down, by place. */
export type Reading = Readonly<Record<string, number>>;

const placeOf = ({ selected, page }: TerminalState): string => `${selected} ${page}`;

/** What leads to a line, and not only to a page. */
const TO_A_LINE: readonly Action["type"][] = ["search/go", "back", "forward"];

/** Whoever comes back to a page finds it where they left it, unless they were led to a line of it. */
export function keepReading(before: TerminalState, after: TerminalState, { type }: Action): TerminalState {
  const [from, to] = [placeOf(before), placeOf(after)];
  if (from === to) return after;
  const reading = { ...before.reading, [from]: before.scroll.page };
  if (TO_A_LINE.includes(type)) return { ...after, reading };
  return { ...after, reading, scroll: { ...after.scroll, page: reading[to] ?? after.scroll.page } };
}
