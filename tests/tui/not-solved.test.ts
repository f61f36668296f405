import { expect, test } from "vitest";
import { explainFailure } from "../../tui/execution/failure.ts";
import { finding } from "./fixtures.ts";

const explain = (findings: unknown): string =>
  explainFailure("NotSolved", `The step is still not met: ${JSON.stringify(findings)}`, "keys").what;

test("one finding or several, as JSONata hands them over, become a line each", () => {
  const one = finding("unmet", "The trail logs");
  const lines = ["It was done, and is still not met.", `The trail logs: ${one.actual}`];
  expect(explain(one).split("\n")).toEqual(lines);
  expect(explain([one, finding("blocked", "Handrail may look")]).split("\n")).toEqual([
    ...lines,
    `Handrail may look: ${one.actual}`,
  ]);
});

test("what AWS does not show yet was done all the same", () => {
  expect(explain([finding("waiting"), finding("waiting")])).toMatch(
    /^It was done, and AWS does not show it yet\./,
  );
  expect(explain([finding("waiting"), finding("unmet")])).toMatch(/^It was done, and is still not met\./);
});

test("a cause without findings is told as it is", () => {
  expect(explainFailure("NotSolved", "Just so.", "keys").what).toBe("Just so.");
  expect(explainFailure("NotSolved", 'Cut off: [{"step":', "keys").what).toBe('Cut off: [{"step":');
  expect(explainFailure("NotSolved", undefined, "keys").what).toMatch(/still not met/);
});
