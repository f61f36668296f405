import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesWildcard } from "../../../../../infra/local/services/states/asl/wildcard.ts";

/** What a pattern means, as a regular expression: right, and exponential. */
function expected(text: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\\[*\\]|\*|[\s\S]/g, (token) => {
    if (token === "*") return "[\\s\\S]*";
    return token.length === 2 ? token : token.replace(/[.\\]/, "\\$&");
  });
  return new RegExp(`^${source}$`).test(text);
}

test("a wildcard pattern matches what its regular expression matches", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\", "."), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (value, pattern) => {
      expect(matchesWildcard(value, pattern)).toBe(expected(value, pattern));
    }),
    { numRuns: 2_000, examples: [["aba", "ab*ba"]] },
  );
});

test("many wildcards take no longer than the text is long", () => {
  const text = "a".repeat(200_000);
  expect(matchesWildcard(text, `${"*a".repeat(1_000)}*b*`)).toBe(false);
  expect(matchesWildcard(text, `${"*a".repeat(1_000)}*`)).toBe(true);
});
