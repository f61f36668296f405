import { describe, expect, test } from "vitest";
import { news, spoken } from "../../../tui/text/spoken.ts";

test.each([
  ["  ✓ Check the account 1.2 s", "done: Check the account"],
  ["› ✗ Record every call", "selected: not done: Record every call"],
  ["▸ Wait for the stack 3 min 5 s", "running: Wait for the stack"],
  ["── findings: unmet ──────────", "findings: unmet"],
  ["1. Open CloudTrail", "1. Open CloudTrail"],
  ["in the lab", "in the lab"],
])("%j is read as %j", (line, aloud) => {
  expect(spoken(line)).toBe(aloud);
});

describe("what is new on a screen", () => {
  const page = Array.from({ length: 20 }, (_, line) => `line ${line}`);

  test("is nothing where nothing is", () => {
    expect(news(page, page)).toEqual([]);
  });

  test("is the new lines of a screen that is mostly the same, wherever they are", () => {
    const after = ["built", ...page.slice(1, 19), "last"];
    expect(news(page, after)).toEqual(["built", "last"]);
    expect(news(page, [...page.slice(0, 5), "more", ...page.slice(5)])).toEqual(["more"]);
  });

  test("is all of another one, also what both happen to have", () => {
    const other = ["title", "a", "line 3", "b", "c", "line 19"];
    expect(news(page, other)).toEqual(["title", "a", "line 3", "b", "c"]);
  });
});
