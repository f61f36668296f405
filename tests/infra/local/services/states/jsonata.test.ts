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
  ["$range(0, 10, 5)", [0, 5, 10]],
  ["$hash('a', 'SHA-256')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
  ["$random(7) = $random(7)", true],
  ["$parse('{\"a\": 1}').a", 1],
  ["$length($uuid())", 36],
  ["$states.input.a[0]", 1],
  ["$states.input.a[$ > 5] ? 'some' : 'none'", "none"],
  ["[$states.input.a[0]]", [1]],
  ["{'a': nothing, 'b': null}", { b: null }],
])("%s is %j", async (text, value) => {
  expect(await evaluate(text)).toEqual({ value });
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
