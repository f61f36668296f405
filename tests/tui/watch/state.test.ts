import { expect, test } from "vitest";
import { reduce } from "../../../tui/state/reduce.ts";
import type { TerminalState } from "../../../tui/state/state.ts";
import { build, finding, guide, result, stateWith, viewOf } from "../fixtures.ts";

const step = guide.steps[0]!.id;

const seen = (state: TerminalState, ...statuses: Parameters<typeof result>[1][]): TerminalState =>
  reduce(state, {
    type: "watch/found",
    guide,
    results: [{ ...result(step, ...statuses), findings: named(statuses) }],
  });

const named = (statuses: Parameters<typeof result>[1][]) =>
  statuses.map((status, index) => finding(status, `Requirement ${index}`));

const watching = stateWith({ build, selected: 1, watch: { on: true } });

test("what changed is marked, told in the notice, and settles", () => {
  const before = seen(watching, "unmet", "unmet", "met");
  expect(before.watch.news).toBeUndefined();
  expect(before.notice).toEqual({ text: "Watching: 2 of 3 requirements are not met yet.", bad: false });
  const after = seen(before, "met", "unmet", "met");
  expect(after.watch.news).toEqual({ step, requirements: ["Requirement 0"] });
  expect(after.notice?.text).toBe("Watching: 1 now met. 1 of 3 requirements is not met yet.");
  expect(reduce(after, { type: "watch/settled" }).watch).toEqual({ on: true, news: undefined });
});

test("a step that is met leads on, and the last one says that it was the last", () => {
  expect(seen(watching, "met").notice?.text).toBe("Watching: met. ↓ for what comes next.");
  const others = Object.fromEntries(guide.steps.slice(1).map(({ id }) => [id, result(id, "met")]));
  expect(seen({ ...watching, results: others }, "met").notice?.text).toMatch(/all that the lab asks for/);
});

test("nothing that one reads is moved, and no screen is left", () => {
  const reading: TerminalState = {
    ...watching,
    page: "commands",
    scroll: { page: 7, panel: 3 },
    focus: "page",
  };
  const after = seen(reading, "unmet");
  expect(after).toMatchObject({
    page: "commands",
    scroll: { page: 7, panel: 3 },
    focus: "page",
    selected: 1,
  });
  expect(after.past).toEqual(reading.past);
});

test("what failed at the step before is old news; what runs is not", () => {
  const machine = { verb: "verify-steps" as const, step, view: viewOf() };
  expect(seen({ ...watching, machine }, "unmet").machine).toBeUndefined();
  expect(seen({ ...watching, machine, busy: true }, "unmet").machine).toBe(machine);
  const other = { ...machine, step: guide.steps[1]!.id };
  expect(seen({ ...watching, machine: other }, "unmet").machine).toBe(other);
});
