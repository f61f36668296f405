import { lookingAt } from "../screens/machine/state.ts";
import type { Action, TerminalState, Visited } from "./state.ts";

/** More than anybody goes back. */
const LONGEST = 200;

/** Where one is. Of the screens' own selections only that of the screen that is shown belongs to it. */
export function visited(state: TerminalState): Visited {
  const { screen, selected, page, asked, focus, scroll, executions, network, start } = state;
  const place = { screen, selected, page, asked, focus, scroll };
  if (screen === "machine") {
    const { selected: execution, focus: part, spot } = executions;
    return { ...place, machine: { selected: execution, focus: part, spot } };
  }
  if (screen === "network") {
    const { row, column, path } = network;
    return { ...place, network: { row, column, path } };
  }
  if (screen === "start") {
    const { lab, kind, at } = start;
    return { ...place, start: { lab, kind, at } };
  }
  return place;
}

/** The state with that place shown. */
export function goTo(state: TerminalState, to: Visited): TerminalState {
  const { machine, network, start, ...place } = to;
  return {
    ...state,
    ...place,
    executions: machine ? lookingAt(state.executions, machine) : state.executions,
    network: { ...state.network, ...network },
    start: { ...state.start, ...start },
  };
}

/** @param scrolled whether it also counts how far the place is scrolled, and which half of it the keys scroll */
export function isSamePlace(a: Visited, b: Visited, scrolled: boolean): boolean {
  const { focus: _a, scroll: _b, ...placeA } = a;
  const { focus: _c, scroll: _d, ...placeB } = b;
  return scrolled ? isEqual(a, b) : isEqual(placeA, placeB);
}

/** Of plain data with its keys in one order, as `visited` makes it. */
const isEqual = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Where an account that is opened leads to is where one begins: nothing lies before it. */
const ARRIVALS: readonly Action["type"][] = ["restored", "start/undeployed", "account-lost"];

/** What leads elsewhere on the same page or screen. Scrolling, and moving a selection by one, do not. */
const JUMPS: readonly Action["type"][] = [
  "search/go",
  "machine/select",
  "machine/focus",
  "network/toggle-path",
];

function isMove(from: Visited, to: Visited, action: Action): boolean {
  if (from.screen !== to.screen || from.selected !== to.selected || from.page !== to.page) return true;
  const jumps = JUMPS.includes(action.type) || ("jump" in action && action.jump === true);
  return jumps && !isSamePlace(from, to, true);
}

/** Notes where one was, so that every move can be taken back, and what was taken back done again. */
export function remember(before: TerminalState, after: TerminalState, action: Action): TerminalState {
  if (before === after) return after;
  const [from, to] = [visited(before), visited(after)];
  if (action.type === "back")
    return { ...after, past: before.past.slice(0, -1), future: [...before.future, from] };
  if (action.type === "forward")
    return { ...after, past: [...before.past, from], future: before.future.slice(0, -1) };
  if (ARRIVALS.includes(action.type) || !isMove(from, to, action)) return after;
  return { ...after, past: [...before.past, from].slice(-LONGEST), future: [] };
}
