import type { Action, TerminalState, Visited } from "./state.ts";

/** More than anybody goes back. */
const LONGEST = 200;

const visited = ({ screen, selected, page }: TerminalState): Visited => ({ screen, selected, page });

const isSame = (a: Visited, b: Visited): boolean =>
  a.screen === b.screen && a.selected === b.selected && a.page === b.page;

/** Where an account that is opened leads to is where one begins: nothing lies before it. */
const ARRIVALS: readonly Action["type"][] = ["restored", "start/undeployed", "account-lost"];

/** Notes where one was, so that every move can be taken back, and what was taken back done again. */
export function remember(before: TerminalState, after: TerminalState, { type }: Action): TerminalState {
  const [from, to] = [visited(before), visited(after)];
  if (type === "back" && before.past.length > 0)
    return { ...after, past: before.past.slice(0, -1), future: [...before.future, from] };
  if (type === "forward" && before.future.length > 0)
    return { ...after, past: [...before.past, from], future: before.future.slice(0, -1) };
  if (ARRIVALS.includes(type) || isSame(from, to)) return after;
  return { ...after, past: [...before.past, from].slice(-LONGEST), future: [] };
}
