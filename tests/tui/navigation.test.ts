import fc from "fast-check";
import { expect, test } from "vitest";
import { visited } from "../../tui/state/navigation.ts";
import { reduce } from "../../tui/state/reduce.ts";
import type { Action, TerminalState } from "../../tui/state/state.ts";
import { at, stateWith } from "./fixtures.ts";

const play = (state: TerminalState, ...actions: Action[]): TerminalState => actions.reduce(reduce, state);

const list = ["a", "b", "c"].map((executionArn) => ({
  executionArn,
  verb: "verify-steps" as const,
  status: "SUCCEEDED" as const,
  startedAt: at(0),
  redrives: 0,
}));
const begin = stateWith({});
const listed: TerminalState = { ...begin, executions: { ...begin.executions, list, selected: "a" } };

const limits = { page: 90, panel: 30 };
const scroll = (lines: number, jump = false): Action => ({ type: "scroll", lines, limits, jump });
const go = (query: string, line: number): Action => ({
  type: "search/go",
  query,
  found: { to: { focus: "page", scroll: { page: line, panel: 0 } }, order: [line] },
  index: 0,
  count: 1,
});
const place = (state: TerminalState) => ({ ...visited(state) });

/** Whatever moves, on whichever screen: most of them mean nothing on most screens, and must do no harm there. */
const moves: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant("select" as const), station: fc.nat(5) }),
  fc.record({
    type: fc.constant("show-screen" as const),
    screen: fc.constantFrom("lab", "machine", "network", "start"),
  }),
  fc.record({ type: fc.constant("show-page" as const), page: fc.constantFrom("guide", "hints", "commands") }),
  fc.tuple(fc.integer({ min: -99, max: 99 }), fc.boolean()).map(([lines, jump]) => scroll(lines, jump)),
  fc.nat(80).map((line) => go("x", line)),
  fc.constantFrom<Action>(
    { type: "toggle-focus" },
    { type: "toggle-help" },
    { type: "machine/open" },
    { type: "network/toggle-path" },
    { type: "back" },
    { type: "forward" },
  ),
  fc.record({ type: fc.constant("machine/select" as const), by: fc.integer({ min: -2, max: 2 }) }),
  fc.record({
    type: fc.constant("machine/focus" as const),
    focus: fc.constantFrom("list", "drawing", "details"),
  }),
  fc.record({
    type: fc.constant("machine/spot" as const),
    spot: fc.record({ state: fc.constantFrom("One", "Two") }),
    jump: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("network/select" as const),
    row: fc.nat(3),
    column: fc.nat(3),
    jump: fc.boolean(),
  }),
  fc.record({ type: fc.constant("start/move" as const), by: fc.constantFrom(-1, 1), labs: fc.constant(2) }),
);

function repeat(state: TerminalState, type: "back" | "forward"): TerminalState {
  const left = type === "back" ? state.past : state.future;
  return left.length === 0 ? state : repeat(reduce(state, { type }), type);
}

test("back as often as possible and then forward as often as possible ends where it began", () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (actions) => {
      const end = repeat(play(listed, ...actions), "forward");
      expect(place(repeat(repeat(end, "back"), "forward"))).toEqual(place(end));
    }),
  );
});

test("whatever was noted is taken back by one press: one is exactly where one was", () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 20 }), moves, (actions, last) => {
      fc.pre(last.type !== "back" && last.type !== "forward");
      const before = play(listed, ...actions);
      const after = reduce(before, last);
      fc.pre(after.past !== before.past);
      expect(place(reduce(after, { type: "back" }))).toEqual(place(before));
    }),
  );
});

test("a jump within a page is taken back; scrolling by a page is none", () => {
  const read = play(begin, { type: "select", station: 1 }, scroll(20));
  const jumped = play(read, go("here", 70), scroll(2));
  expect(jumped.scroll.page).toBe(72);
  const back = reduce(jumped, { type: "back" });
  expect([back.selected, back.scroll.page]).toEqual([1, 20]);
  expect(reduce(back, { type: "forward" }).scroll.page).toBe(72);
  const ends = play(read, scroll(1_000, true));
  expect(reduce(ends, { type: "back" }).scroll.page).toBe(20);
  // Where one is already is nowhere to come back from.
  expect(play(ends, scroll(1_000, true)).past).toHaveLength(ends.past.length);
});

test("on the machine's screen and on the network's, what was opened and what was jumped to is taken back", () => {
  const machine = play(
    listed,
    { type: "show-screen", screen: "machine" },
    { type: "machine/select", by: 1 },
    { type: "machine/focus", focus: "drawing" },
    { type: "machine/spot", spot: { state: "One" } },
    { type: "machine/spot", spot: { state: "Last" }, jump: true },
  );
  const once = reduce(machine, { type: "back" });
  expect(once.executions).toMatchObject({ selected: "b", focus: "drawing", spot: { state: "One" } });
  const thrice = play(once, { type: "back" }, { type: "back" });
  expect(thrice.executions).toMatchObject({ selected: "a", focus: "list", spot: undefined });
  expect(reduce(thrice, { type: "back" }).screen).toBe("lab");

  const network = play(
    begin,
    { type: "show-screen", screen: "network" },
    { type: "network/select", row: 1, column: 1 },
    { type: "network/toggle-path" },
    { type: "network/select", row: 3, column: 3, jump: true },
  );
  expect(reduce(network, { type: "back" }).network).toMatchObject({ row: 1, column: 1, path: true });
  expect(play(network, { type: "back" }, { type: "back" }).network).toMatchObject({ row: 1, path: false });
});
