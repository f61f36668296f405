import { expect, test } from "vitest";
import { progress } from "../../../../tui/screens/lab/progress.ts";
import { stationsOf } from "../../../../tui/state/state.ts";
import { guide, result, stateWith } from "../../fixtures.ts";

test("what is done is counted, the optional apart, in as many columns as there are", () => {
  const optional = guide.steps.filter((step) => step.optional);
  const [first, second] = guide.steps;
  const results = {
    [first!.id]: result(first!.id, "met"),
    [second!.id]: result(second!.id, "unmet"),
    [optional[0]!.id]: result(optional[0]!.id, "met"),
  };
  const required = guide.steps.length - optional.length;
  const stations = stationsOf(guide);
  const text = `1 of ${required} done, 1 of ${optional.length}`;
  expect(progress(stations, stateWith({ results }), 43)).toBe(`${text} optional`);
  expect(progress(stations, stateWith({ results }), 27)).toBe(`${text} opt.`);
});

test("a lab without optional steps does not speak of them", () => {
  const steps = guide.steps.filter((step) => !step.optional);
  expect(progress(stationsOf({ ...guide, steps }), stateWith({}), 43)).toBe(`0 of ${steps.length} done`);
});
