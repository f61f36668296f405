import { expect, test } from "vitest";
import { parseAlias, parseConcurrency, parsePercent } from "../../../cli/options.ts";
import type { Output } from "../../../cli/output.ts";
import { type ResetOptions, reset } from "../../../cli/reset.ts";

const silent: Output = { tell: () => {}, canAsk: false, json: false, ask: async () => undefined };
const given = (options: Partial<ResetOptions>) =>
  reset({ lab: "fnd203", alias: "*", concurrency: 10, tolerate: 100, ...options }, silent);

// Each of these is refused before any account is opened.
test.each([
  ["no accounts", {}, "either --accounts FILE, with an id a line, or --ou ID"],
  ["both", { accounts: "-", ou: "ou-ab12-11112222" }, "either --accounts"],
  ["a unit that is none", { ou: "Monday" }, '"Monday" is no organisational unit'],
  ["a file that is not there", { accounts: "/nowhere" }, "There is no file /nowhere (--accounts)"],
  ["a block-list that is not there", { ou: "r-ab12", block: "/nowhere" }, "(--block)"],
])("%s is a problem in words", async (_, options, words) => {
  await expect(given(options)).rejects.toMatchObject({
    name: "Problem",
    message: expect.stringContaining(words),
  });
});

test.each(["0", "1.5", "1001", "many", ""])("--concurrency %s is refused", (value) => {
  expect(() => parseConcurrency(value)).toThrow("from 1 to 1000");
});

test.each(["-1", "101", "half", ""])("--tolerate %s is refused", (value) => {
  expect(() => parsePercent(value)).toThrow("from 0 to 100");
});

test.each(["", " "])("--alias '%s' is refused", (value) => {
  expect(() => parseAlias(value)).toThrow("It is an alias");
});

test("the limits themselves are taken", () => {
  expect([parseConcurrency("1"), parseConcurrency("1000")]).toEqual([1, 1000]);
  expect([parsePercent("0"), parsePercent("12.5"), parsePercent("100")]).toEqual([0, 12.5, 100]);
});
