import { describe, expect, it } from "vitest";
import { jsonata, LAMBDA, map, one, problems, states, warnings } from "./definitions.ts";

describe("values", () => {
  const output = (expression: string) => jsonata({ Type: "Pass", Output: { v: [`{% ${expression} %}`] } });
  const AT = "at /States/S/Output/v[0]";

  it.each([
    ["1 +", `INVALID_JSONATA_EXPRESSION: Unexpected end of expression ${AT}`],
    ["a[1,2)", `INVALID_JSONATA_EXPRESSION: Expected "]", got "," ${AT}`],
    [
      "phone",
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. ${AT}`,
    ],
    ["$sum(n)", `UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'n' at the top level is not supported. ${AT}`],
    [
      "$map($states.input, function($x) { b })",
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'b' at the top level is not supported. ${AT}`,
    ],
    ["$", `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported. ${AT}`],
    ["$$", `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. ${AT}`],
    ["$states.result", `UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. ${AT}`],
    [
      "$x[$states.errorOutput.Error = 1]",
      `UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. ${AT}`,
    ],
  ])("JSONata: %s is refused", async (expression, problem) => {
    expect(await problems(output(expression))).toEqual([problem]);
  });

  it.each([
    "$states.input.a[b > 1].c{d: e}^(f)",
    "$anything",
    "$states.context.Execution.Id",
    "$map($states.input, function($x) { $x.b })",
    "$states.input.($)",
  ])("JSONata: %s is taken", async (expression) => {
    expect(await problems(output(expression))).toEqual([]);
  });

  it("refer to a result or an error where there is one", async () => {
    const state = (more: object) =>
      states(
        {
          S: { Type: "Task", Resource: LAMBDA, Arguments: { FunctionName: "f" }, Next: "E", ...more },
          E: { Type: "Succeed" },
        },
        { QueryLanguage: "JSONata" },
      );
    const [result, error] = ["{% $states.result %}", "{% $states.errorOutput %}"];
    const caught = (more: object) => ({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "E", ...more }] });
    expect(await problems(state({ Output: result, Assign: { v: result } }))).toEqual([]);
    expect(await problems(state(caught({ Output: error, Assign: { v: error } })))).toEqual([]);
    expect(await problems(state({ Output: error }))).toHaveLength(1);
    expect(await problems(state({ Arguments: { FunctionName: result } }))).toHaveLength(1);
    expect(await problems(state(caught({ Output: result })))).toHaveLength(1);
  });

  it("that are half an expression are refused", async () => {
    expect(await problems(jsonata({ Type: "Pass", Output: "{% 1" }))).toEqual([
      "JSONata string must start with {% and end with %} at /States/S/Output",
    ]);
  });

  it.each<[string, object, string]>([
    [
      "text as a path",
      one({ Type: "Pass", Assign: { "v.$": "text" } }),
      "The value for the field 'v.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Assign",
    ],
    [
      "an unknown function",
      one({ Type: "Pass", Parameters: { a: { "v.$": "States.Shout($.a)" } } }),
      "The value for the field 'v.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters/a",
    ],
    [
      "a call that is not closed",
      one({ Type: "Pass", Parameters: { "v.$": "States.Format('{}', $.a" } }),
      "The value for the field 'v.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters",
    ],
    [
      "a name twice",
      one({ Type: "Pass", Parameters: { v: 1, "v.$": "$.a" } }),
      "Field 'v' appears twice: once as 'v.$' at /States/S/Parameters",
    ],
    [
      "no path",
      one({ Type: "Pass", InputPath: "a.b" }),
      "Value must be a valid JSONPath. at /States/S/InputPath",
    ],
    [
      "several nodes for a result",
      one({ Type: "Pass", ResultPath: "$.a[*]" }),
      "Value is not a Reference Path at /States/S/ResultPath",
    ],
    [
      "a variable for a result",
      one({ Type: "Pass", ResultPath: "$a" }),
      "Value is not a Reference Path at /States/S/ResultPath",
    ],
    [
      "the context for a Map's number",
      map({ MaxConcurrencyPath: "$$.Execution.Input.n" }),
      "Value is not a Reference Path at /States/S/MaxConcurrencyPath",
    ],
    [
      "a variable that is reserved",
      one({ Type: "Pass", Assign: { states: 1 } }),
      "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign/states",
    ],
    [
      "a variable's name that is none",
      one({ Type: "Pass", Assign: { "1st": 1 } }),
      "INVALID_VARIABLE_NAME: Invalid variable name '1st': the variable name contains invalid characters. at /States/S/Assign/1st",
    ],
  ])("JSONPath: %s is refused", async (_, definition, problem) => {
    expect(await problems(definition)).toEqual([problem]);
  });

  it("JSONPath: nested calls, variables and the context are taken", async () => {
    const Parameters = { "v.$": "States.Format('{} {}', States.ArrayLength($$.Map.x), $name.a[0])" };
    expect(await problems(one({ Type: "Pass", Parameters, OutputPath: "$name", ResultPath: null }))).toEqual(
      [],
    );
  });

  it("that were meant otherwise are warned of", async () => {
    expect(await warnings(one({ Type: "Pass", Parameters: { v: "$.a" } }))).toEqual([
      ["WARNING", "NO_DOLLAR", "/States/S/Parameters/v"],
    ]);
    expect(await warnings(one({ Type: "Pass", Result: { v: "$.a" } }))).toEqual([
      ["WARNING", "PASS_RESULT_IS_STATIC", "/States/S/Result"],
    ]);
    expect(await warnings(states({ S: { Type: "Fail", Cause: "$.cause" } }))).toEqual([
      ["WARNING", "NO_PATH", "/States/S/Cause"],
    ]);
    expect(await warnings(one({ Type: "Pass", Result: { price: "$5" } }))).toEqual([]);
  });
});
