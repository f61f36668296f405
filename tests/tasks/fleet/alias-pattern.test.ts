import * as fc from "fast-check";
import { expect, test } from "vitest";
import { matchesAlias } from "../../../tasks/fleet/alias-pattern.ts";

/** The same by a regular expression, which a pattern with many stars could keep busy for ever. */
const asExpression = (pattern: string): RegExp =>
  new RegExp(`^${[...pattern].map((one) => ({ "*": ".*", "?": "." })[one] ?? one).join("")}$`);

const short = (characters: string) =>
  fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((parts) => parts.join(""));

test("a pattern matches what the same regular expression does", () => {
  fc.assert(
    fc.property(short("ab-*?"), short("ab-"), (pattern, alias) => {
      expect(matchesAlias(pattern, alias)).toBe(asExpression(pattern).test(alias));
    }),
    { numRuns: 2_000 },
  );
});

test("a pattern that is made to take long does not", () => {
  expect(matchesAlias(`${"*a".repeat(500)}b`, "a".repeat(63))).toBe(false);
});
