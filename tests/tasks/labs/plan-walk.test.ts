import { expect, test } from "vitest";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { planWalk } from "../../../tasks/labs/plan-walk.ts";
import { guide } from "../../tui/fixtures.ts";

const [template] = guide.steps;
const steps = (...list: [id: string, evidenceOf?: string[]][]) => ({
  steps: list.map(([id, evidenceOf]) => ({ ...template!, id, evidenceOf })),
});

test("each check is seen unmet before its step is done", () => {
  expect(planWalk(steps(["a"], ["b"]))).toEqual([
    { step: "a", red: ["a"] },
    { step: "b", red: ["b"] },
  ]);
});

test("what looks at others is seen before the first of them is done, and not again", () => {
  expect(planWalk(steps(["a"], ["b"], ["events", ["a", "b"]]))).toEqual([
    { step: "a", red: ["events", "a"] },
    { step: "b", red: ["b"] },
    { step: "events", red: [] },
  ]);
});

test("where it comes before them it is seen at its own turn", () => {
  expect(planWalk(steps(["events", ["a"]], ["a"]))).toEqual([
    { step: "events", red: ["events"] },
    { step: "a", red: ["a"] },
  ]);
});

test("of steps that are left out nothing is seen, and nothing left to see", () => {
  expect(planWalk(steps(["a"], ["b"], ["events", ["a", "b"]]), ["events", "b"])).toEqual([
    { step: "b", red: ["events", "b"] },
    { step: "events", red: [] },
  ]);
  expect(planWalk(steps(["a"], ["events", ["a"]]), ["events"])).toEqual([
    { step: "events", red: ["events"] },
  ]);
});

test("of the lab, each step is solved once and seen unmet once", () => {
  const walk = planWalk(fnd203Guide);
  const ids = fnd203Guide.steps.map(({ id }) => id);
  expect(walk.map(({ step }) => step)).toEqual(ids);
  expect(walk.flatMap(({ red }) => red).sort()).toEqual([...ids].sort());
});
