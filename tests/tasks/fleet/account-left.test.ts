import * as fc from "fast-check";
import { expect, test } from "vitest";
import { boundedLeft } from "../../../tasks/fleet/account-left.ts";
import { accountLeft } from "../../../workflows/contract.ts";

const CAUSE_LIMIT = 32_768;

const thing = fc.record({
  kind: fc.constantFrom("network ACL", "bucket"),
  id: fc.string({ maxLength: 300 }),
  settings: fc.string({ maxLength: 300 }),
});
const item = fc.record({
  stage: fc.string({ maxLength: 40 }),
  action: fc.constant("remove"),
  kind: fc.constant("stack"),
  id: fc.string({ maxLength: 200 }),
  why: fc.string({ maxLength: 200 }),
});
const lists = fc.record({
  left: fc.array(thing, { maxLength: 60 }),
  missing: fc.array(thing, { maxLength: 60 }),
  changed: fc.array(thing, { maxLength: 60 }),
  failed: fc.array(
    fc.record({ item, error: fc.constant("AccessDenied"), cause: fc.string({ maxLength: 2_000 }) }),
    { maxLength: 60 },
  ),
  unlisted: fc.nat(1_000),
});

/** As Lambda wraps what a function throws. */
const wrapped = (message: string): string =>
  JSON.stringify({ errorType: "LeftBehind", errorMessage: message, trace: ["LeftBehind"] });

test("whatever is left, it is counted, and has room in a cause as JSON in JSON", () => {
  fc.assert(
    fc.property(lists, (all) => {
      const left = accountLeft.parse(boundedLeft("LeftBehind", wrapped(JSON.stringify(all))));
      const listed = (of: { left: unknown[]; missing: unknown[]; changed: unknown[]; failed: unknown[] }) =>
        of.left.length + of.missing.length + of.changed.length + of.failed.length;
      expect(listed(left) + left.unlisted).toBe(listed(all) + all.unlisted);
      expect(left.cause).toBe("");
      const quarantine = { account: { id: "123456789012" }, passes: 3, execution: "x".repeat(200), left };
      expect(wrapped(JSON.stringify(quarantine)).length).toBeLessThan(CAUSE_LIMIT);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["States.Timeout", "It took too long."],
  ["LeftBehind", wrapped("cut off in the mid")],
  ["LeftBehind", ""],
])("what is not a list is told in its own words: %s", (error, cause) => {
  expect(boundedLeft(error, cause)).toMatchObject({ error, cause, left: [], unlisted: 0 });
  expect(boundedLeft(error, "x".repeat(40_000)).cause).toHaveLength(500);
});
