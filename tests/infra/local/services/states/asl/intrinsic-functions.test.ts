import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../../../infra/local/services/states/asl/definition.ts";
import { callIntrinsic } from "../../../../../../infra/local/services/states/asl/intrinsic-call.ts";
import { compilePath } from "../../../../../../infra/local/services/states/asl/json-path.ts";
import { selectPath } from "../../../../../../infra/local/services/states/asl/json-path-selection.ts";

const INPUT: Json = {
  list: [3, null, { k: "v" }],
  text: "t",
  tpl: "n={}",
  nothing: null,
  big: "a".repeat(10_001),
};
const call = (expression: string): Json =>
  callIntrinsic(expression, (path) => selectPath(compilePath(path), INPUT));

it.each([
  ["States.Format('{} is {}', 'a', $.list[0])", "a is 3"],
  ["States.Format('{}', $.list)", "[3, null, {k=v}]"],
  ["States.Format($.tpl, 1)", "n=1"],
  [String.raw`States.Format('\{\} \'{}\' \\', 'x')`, String.raw`{} 'x' \ `.trimEnd()],
  ["States.ArrayGetItem(States.StringSplit('a,b;c', ',;'), 2)", "c"],
  ["States.ArrayGetItem($.list, 1)", null],
  ["States.ArrayRange(1.6, 1.4, 1)", [1]],
  ["States.ArrayRange(5.4, -0.6, -2.4)", [5, 3, 1]],
  ["States.ArrayRange(1, 5, -1)", []],
  ["States.ArrayPartition(States.Array(1, 2, 3), 2.9)", [[1, 2], [3]]],
  ["States.MathAdd(1.5, -1.5)", 1],
  ["States.MathRandom(1.6, 2.4, 7)", 1],
  ["States.ArrayUnique(States.Array(1, 1, 'a'))", [1, "a"]],
  ["States.Base64Decode(States.Base64Encode('hé'))", "hé"],
  ["States.Base64Decode('YQ')", "a"],
  ["States.StringSplit('a😀b', '😀')", ["a", "b"]],
  ["States.StringToJson($.nothing)", null],
  ["States.StringToJson(' ')", null],
  ["States.StringToJson('-0.5')", -0.5],
  ["States.JsonToString($.list[2])", '{"k":"v"}'],
  [
    "States.JsonMerge(States.StringToJson('{\"a\":1}'), States.StringToJson('{\"b\":2}'), false)",
    { a: 1, b: 2 },
  ],
])("%s is %j", (expression, value) => expect(call(expression)).toEqual(value));

describe("a call that cannot be made sense of names its function alone", () => {
  it.each([
    "States.ArrayLength('a')",
    "States.ArrayLength()",
    "States.ArrayLength($.list, 1)",
    "States.ArrayGetItem($.list, 3)",
    "States.ArrayGetItem($.list, -1)",
    "States.ArrayRange(1, 5, 0.4)",
    "States.ArrayRange(1, 1001, 1)",
    "States.ArrayPartition($.list, 0.9)",
    "States.MathAdd(2147483647, 1)",
    "States.MathAdd('1', 1)",
    "States.MathRandom(1.4, 1.6)",
    "States.Hash('a', 'sha-256')",
    "States.Hash('a', 'constructor')",
    "States.JsonMerge($.list[2], $.list[2], true)",
    "States.StringToJson('{')",
    "States.StringToJson($.list)",
    "States.Base64Encode($.big)",
    "States.Base64Decode('a b=')",
    "States.UUID(1)",
  ])("%s", (expression) => {
    const name = /^[\w.]+/.exec(expression)![0];
    expect(() => call(`States.Array(${expression})`)).toThrow(new Error(`Invalid arguments in ${name}`));
  });

  it("but for a template", () => {
    const count =
      "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.";
    expect(() => call("States.Format('{}')")).toThrow(count);
    expect(() => call("States.Format('{}', 1, 2)")).toThrow(count);
    expect(() => call("States.Format('{\"a\": {}}', 1)")).toThrow("matching '}' not found for '{'.");
    expect(() => call("States.Nonsense()")).toThrow("Unknown function States.Nonsense");
  });
});

it("a text that is quoted with its reserved characters escaped is read as it is, also as a template", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", "\\", "{", "}", "a", ",", ")", "é") }), (text) => {
      const quoted = `'${text.replaceAll(/['\\{}]/g, "\\$&")}'`;
      expect(call(`States.Array(${quoted}, 1)`)).toEqual([text, 1]);
      expect(call(`States.Format(${quoted})`)).toBe(text);
    }),
  );
});
