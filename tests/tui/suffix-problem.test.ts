import fc from "fast-check";
import { expect, test } from "vitest";
import { suffixProblem } from "../../tui/suffix-problem.ts";
import { nameSuffix } from "../../workflows/contract.ts";

test.each([
  ["", /At least one/],
  ["Ann", /capital "A"/],
  ["ann.b", /dot .* TLS/],
  ["ann b", /A space/],
  ["ann_b", /"_" is not allowed/],
  ["-ann", /begins and ends/],
  ["ann-", /begins and ends/],
  ["a".repeat(42), /42 characters .* at most 41/],
])("%j: %s", (suffix, words) => {
  expect(suffixProblem(suffix)).toMatch(words);
});

test("it has nothing against what the contract takes, and something against all else", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."abz019-._ A"), maxLength: 44 });
  fc.assert(
    fc.property(fc.oneof(letters, fc.string()), (suffix) => {
      expect(suffixProblem(suffix) === undefined).toBe(nameSuffix.safeParse(suffix).success);
    }),
  );
});
