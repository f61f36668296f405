import { expect, it } from "vitest";
import {
  compileExpression,
  evaluateCompiled,
  expressionIn,
} from "../../../../../infra/local/services/states/asl/jsonata.ts";

const evaluate = (text: string, variables = {}) =>
  evaluateCompiled(compileExpression(text), { input: { a: [1, 2] }, context: () => ({}), variables });

it("an expression is a whole string between {% and %}", () => {
  expect(expressionIn("{% $x %}")).toBe("$x");
  expect(expressionIn("a {% $x %}")).toBeUndefined();
  expect(expressionIn(1)).toBeUndefined();
});

it.each([
  ["$partition([1,2,3], 2)", [[1, 2], [3]]],
  ["$partition([0], 5)", [[0]]],
  ["$partition([1,2,3], 2.9)", [[1, 2], [3]]],
  ["$partition([1,2])", [[1, 2]]],
  ["$range(0, 10, 5)", [0, 5, 10]],
  ["$range(-1.7, 2, 1)", [-1, 0, 1, 2]],
  ["$range(3, 3, 1)", 3],
  ["$hash('a', 'SHA-256')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
  ["$random(42)", 0.7275636800328681],
  ["$random(0.9)", 0.730967787376657],
  ["[1/0, -1/0, {'n': 0/0}]", ["Infinity", "-Infinity", { n: "NaN" }]],
  [`1${"+1".repeat(99)}`, 100],
  ["$parse('{\"a\": 1}').a", 1],
  ["$length($uuid())", 36],
  ["$states.input.a[0]", 1],
  ["$states.input.a[$ > 5] ? 'some' : 'none'", "none"],
  ["[$states.input.a[0]]", [1]],
  ["{'a': nothing, 'b': null}", { b: null }],
])("%s is %j", async (text, value) => {
  expect(await evaluate(text)).toEqual({ value });
});

it.each([
  "$partition([], 2)",
  "$partition([1], 0)",
  "$range(5, 1, 1)",
  "$range(1, 5)",
  "$hash('a')",
  "$parse($x)",
])("%s is nothing", async (text) => expect(await evaluate(text)).toEqual({ failure: { kind: "undefined" } }));

const RECURSION = "($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(1000000))";
it.each([
  ["$partition([1], -1)", "D3137: Second argument must be zero or greater"],
  ["$hash('a', 'md5')", /^D3137: /],
  ["$parse('{')", "D3137: Invalid JSON"],
  ["$parse(null)", 'T0410: Argument 1 of function "parse" does not match function signature'],
  ["$hash(42, 'MD5')", /^T0410: /],
  ["$uuid(1)", /^T0410: /],
])("%s throws %s", async (text, message) => {
  const { failure } = (await evaluate(text)) as { failure: { message: string } };
  expect(failure.message).toMatch(message);
});

it.each([
  [RECURSION, "depth"],
  [`1${"+1".repeat(100)}`, "depth"],
  ["$range(1, 1000000, 1)", "memory"],
])("%s exceeds its %s", async (text, limit) => {
  expect(await evaluate(text)).toEqual({ failure: { kind: "exceeded", limit } });
});

it("what has no value says why", async () => {
  expect(await evaluate("$nothing")).toEqual({ failure: { kind: "undefined" } });
  expect(await evaluate("function($x){$x}")).toEqual({ failure: { kind: "unsupported" } });
  expect(await evaluate("$eval('1')")).toEqual({
    failure: { kind: "threw", code: "T1006", message: "T1006: Attempted to invoke a non-function" },
  });
  const { failure } = (await evaluate("'a' + 1")) as { failure: { message: string } };
  expect(failure.message).toMatch(/^T2001: /);
});
