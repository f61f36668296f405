import { describe, expect, test } from "vitest";
import { verdict } from "../../tui/state/verdict.ts";
import type { Finding, StepResult } from "../../workflows/contract.ts";
import { guide, result } from "./fixtures.ts";

const required = guide.steps.filter((step) => !step.optional).map((step) => step.id);
const optional = guide.steps.filter((step) => step.optional).map((step) => step.id);
const of = (step: string | undefined, status: Finding["status"]): StepResult => result(step!, status);

describe("one step", () => {
  test.each([
    ["met", /^Met\./, false],
    ["unmet", /^1 of 1 requirements is not met yet\.$/, true],
    ["waiting", /^Not visible yet.* look again/, false],
    ["blocked", /^Not permitted to look: The outbound rules/, true],
  ] as const)("%s", (status, words, bad) => {
    const { text, bad: isBad } = verdict([of(required[0], status)], guide);
    expect(text).toMatch(words);
    expect(isBad).toBe(bad);
  });
});

describe("all steps", () => {
  const all = (overrides: Record<string, Finding["status"]>) =>
    verdict(
      [...required, ...optional].map((step) => of(step, overrides[step] ?? "met")),
      guide,
    );

  test("all met", () => {
    expect(all({})).toEqual({ text: "All steps are met.", bad: false });
  });

  test("what is optional does not count against it", () => {
    expect(all({ [optional[0]!]: "unmet", [optional[1]!]: "waiting" })).toEqual({
      text: "All steps are met, but 2 optional.",
      bad: false,
    });
  });

  test("not done, not visible yet and not permitted are told apart", () => {
    const [a, b, c, d] = required;
    expect(all({ [a!]: "unmet", [b!]: "unmet", [c!]: "waiting", [d!]: "blocked" })).toEqual({
      text: "2 of 12 steps are not met yet, 1 not visible yet, 1 not permitted to look at.",
      bad: true,
    });
    expect(all({ [a!]: "waiting" })).toEqual({ text: "1 not visible yet.", bad: false });
  });
});
