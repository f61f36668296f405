import fc from "fast-check";
import { expect, test } from "vitest";
import { fewOfEach, markOf, tallyOf } from "../../../tasks/inventory/bounds.ts";

const thing = fc.record({ kind: fc.constantFrom("VPC", "role", "log group", "bucket"), id: fc.string() });

test("a list is cut to a hundred at most, in its order, and has something of each kind", () => {
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 300 }), (items) => {
      const few = fewOfEach(items);
      expect(few.length).toBeLessThanOrEqual(100);
      expect(few).toEqual(items.filter((item) => few.includes(item)));
      expect(Object.keys(tallyOf(few)).toSorted()).toEqual(Object.keys(tallyOf(items)).toSorted());
      if (items.length <= 100) expect(few).toEqual(items);
    }),
  );
});

test("a tally counts every thing once", () => {
  fc.assert(
    fc.property(fc.array(thing), (items) => {
      expect(Object.values(tallyOf(items)).reduce((sum, count) => sum + count, 0)).toBe(items.length);
    }),
  );
});

test("a mark is short, and another one for another id", () => {
  const ids = Array.from(
    { length: 2_000 },
    (_, index) => `arn:aws:logs:us-east-1:123456789012:log-group:${index}`,
  );
  const marks = new Set(ids.map(markOf));
  expect(marks.size).toBe(2_000);
  for (const mark of marks) expect(mark).toMatch(/^[\w-]{8}$/);
});
