// One file, however long: it is tables of definitions and what is said of them.
import { describe, expect, it } from "vitest";
import {
  requireValid,
  validateDefinition,
} from "../../../../../../../infra/local/services/states/asl/validation/definition.ts";
import { choice, distributed, inner, jsonata, map, one, problems, states, task } from "./definitions.ts";

describe("a definition's fields", () => {
  const notIn = (language: string, field: string, other: string) =>
    `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`;

  it.each<[string, object, string]>([
    [
      "a field that is none",
      one({ Type: "Pass", Colour: 1 }),
      "Field 'Colour' is not supported at /States/S",
    ],
    ["another type's field", one({ Type: "Pass", Retry: [] }), "Field 'Retry' is not supported at /States/S"],
    ["a field that is missing", one({ Type: "Task" }), "These fields are required: [Resource] at /States/S"],
    [
      "a machine's field that is none",
      one({ Type: "Pass" }, { Name: "m" }),
      "Field 'Name' is not supported at /",
    ],
    ["no States", { StartAt: "S" }, "These fields are required: [States] at /"],
    [
      "another version",
      one({ Type: "Pass" }, { Version: "2.0" }),
      "Value should be one of the following: [1.0] at /Version",
    ],
    [
      "a comment that is no text",
      one({ Type: "Pass", Comment: 1 }),
      "Expected value of type [STRING] at /States/S/Comment",
    ],
    ["no type", one({}), "These fields are required: [Type] at /States/S"],
    [
      "an unknown type",
      one({ Type: "Loop" }),
      "Value should be one of the following: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map] at /States/S/Type",
    ],
    [
      "JSONPath's field in JSONata",
      jsonata({ Type: "Pass", InputPath: "$" }),
      `${notIn("JSONata", "InputPath", "JSONPath")} at /States/S`,
    ],
    [
      "JSONata's field in JSONPath",
      one({ Type: "Pass", Output: 1 }),
      `${notIn("JSONPath", "Output", "JSONata")} at /States/S`,
    ],
    [
      "JSONata in a choice rule of JSONPath",
      choice({ Condition: "{% true %}", Next: "E" }),
      `${notIn("JSONPath", "Condition", "JSONata")} at /States/S/Choices[0]`,
    ],
    [
      "JSONPath in a machine of JSONata",
      jsonata({ Type: "Pass", QueryLanguage: "JSONPath", Output: 1 }),
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
    ],
    [
      "a language that is none",
      one({ Type: "Pass", QueryLanguage: "jsonata" }),
      "Value should be one of the following: [JSONPath, JSONata] at /States/S/QueryLanguage",
    ],
    [
      "a branch with a language",
      one({ Type: "Map", ItemProcessor: { ...inner(), QueryLanguage: "JSONata" } }),
      "Field 'QueryLanguage' is not supported at /States/S/ItemProcessor",
    ],
    [
      "Next and End",
      states({ S: { Type: "Pass", Next: "E", End: true }, E: { Type: "Succeed" } }),
      "There should only be one of the following fields: [Next, End] at /States/S",
    ],
    [
      "neither Next nor End",
      states({ S: { Type: "Pass" } }),
      "This object should have only one of the following fields: [Next, End] at /States/S",
    ],
    [
      "a time in two ways",
      one({ Type: "Wait", Seconds: 1, SecondsPath: "$.s" }),
      "There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S",
    ],
    [
      "no time",
      one({ Type: "Wait" }),
      "This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S",
    ],
    [
      "a time-out in two ways",
      task({ TimeoutSeconds: 1, TimeoutSecondsPath: "$.t" }),
      "There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at /States/S",
    ],
    [
      "an error in two ways",
      states({ S: { Type: "Fail", Error: "E", ErrorPath: "$.e" } }),
      "There should only be one of the following fields: [Error, ErrorPath] at /States/S",
    ],
    ["no branches", one({ Type: "Parallel", Branches: [] }), "Value cannot be empty at /States/S/Branches"],
    [
      "a branch without StartAt",
      one({ Type: "Parallel", Branches: [{ States: inner().States }] }),
      "These fields are required: [StartAt] at /States/S/Branches[0]",
    ],
    [
      "a Map without a processor",
      one({ Type: "Map" }),
      "This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/S",
    ],
    [
      "no time stamp",
      one({ Type: "Wait", Timestamp: "tomorrow" }),
      "String does not match RFC3339 timestamp at /States/S/Timestamp",
    ],
  ])("%s is refused", async (_, definition, problem) => {
    expect(await problems(definition)).toContain(problem);
  });

  it.each<[object, string, number, number | undefined, string]>([
    [{}, "TimeoutSeconds", 1, 99_999_999, ""],
    [{}, "HeartbeatSeconds", 1, 99_999_999, ""],
  ])("%o: %s has its range", async (_, field, min, max, __) => {
    const at = (n: number) => problems(task({ [field]: n }));
    expect(await at(min - 1)).toEqual([`Minimum value is ${min} at /States/S/${field}`]);
    expect(await at(max! + 1)).toEqual([`Maximum value is ${max} at /States/S/${field}`]);
    expect([...(await at(min)), ...(await at(max!))]).toEqual([]);
    expect(await at(1.5)).toEqual([`Expected value of type Integer at /States/S/${field}`]);
  });

  it.each<[string, object, string]>([
    ["MaxConcurrency", map({ MaxConcurrency: -1 }), "Minimum value is 0 at /States/S/MaxConcurrency"],
    [
      "ToleratedFailurePercentage",
      map({ ToleratedFailurePercentage: -0.5 }),
      "Minimum value is 0.0 at /States/S/ToleratedFailurePercentage",
    ],
    [
      "ToleratedFailurePercentage",
      map({ ToleratedFailurePercentage: 100.5 }),
      "Maximum value is 100.0 at /States/S/ToleratedFailurePercentage",
    ],
    ["Seconds", one({ Type: "Wait", Seconds: "5" }), "Expected value of type Integer at /States/S/Seconds"],
    [
      "MaxAttempts",
      task({ Retry: [{ ErrorEquals: ["E"], MaxAttempts: 100_000_000 }] }),
      "Maximum value is 99999999 at /States/S/Retry[0]/MaxAttempts",
    ],
    [
      "BackoffRate",
      task({ Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.9 }] }),
      "Minimum value is 1.0 at /States/S/Retry[0]/BackoffRate",
    ],
    [
      "MaxDelaySeconds",
      task({ Retry: [{ ErrorEquals: ["E"], MaxDelaySeconds: 31_622_401 }] }),
      "Maximum value is 31622400 at /States/S/Retry[0]/MaxDelaySeconds",
    ],
    [
      "JitterStrategy",
      task({ Retry: [{ ErrorEquals: ["E"], JitterStrategy: "SOME" }] }),
      "Value should be one of the following: [NONE, FULL] at /States/S/Retry[0]/JitterStrategy",
    ],
    [
      "MaxItems",
      map({
        ItemProcessor: distributed(),
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSON", MaxItems: 100_000_001 },
        },
      }),
      "Maximum value is 100000000 at /States/S/ItemReader/ReaderConfig/MaxItems",
    ],
    [
      "HeartbeatSeconds",
      task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      "HeartbeatSeconds must be less than TimeoutSeconds at /States/S/HeartbeatSeconds",
    ],
  ])("%s out of its range is refused", async (_, definition, problem) => {
    expect(await problems(definition)).toEqual([problem]);
  });

  it("computed by JSONata are not held to a range", async () => {
    expect(await problems(jsonata({ Type: "Wait", Seconds: "{% $states.input.s %}" }))).toEqual([]);
    expect(await problems(one({ Type: "Wait", Seconds: "{% 1 %}" }))).toHaveLength(1);
  });
});

describe("the way through a machine", () => {
  const loop = { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } };

  it.each<[string, object, string[]]>([
    [
      "leads nowhere",
      states({ S: { Type: "Pass", Next: "X" }, E: { Type: "Succeed" } }),
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next",
        'MISSING_TRANSITION_TARGET: State "E" is not reachable. at /States/E',
      ],
    ],
    [
      "begins nowhere",
      { ...inner(), StartAt: "X" },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt",
        'MISSING_TRANSITION_TARGET: State "I" is not reachable. at /States/I',
      ],
    ],
    [
      "never ends",
      states({ ...loop, C: { Type: "Pass", Next: "A" } }),
      ["MISSING_END_STATE: Workflow has no terminal state at null"],
    ],
    [
      "leads nowhere and so never ends",
      states({ S: { Type: "Pass", Next: "X" } }),
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next",
        "MISSING_END_STATE: Workflow has no terminal state at null",
      ],
    ],
    [
      "has an end that nothing leads to",
      states({ ...loop, C: { Type: "Pass", End: true } }),
      ['MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C'],
    ],
    [
      "leads nowhere in a choice",
      choice({ Variable: "$.a", IsPresent: true, Next: "X" }),
      ["MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Choices[0]/Next"],
    ],
    [
      "leads nowhere in a catcher",
      task({ Catch: [{ ErrorEquals: ["E"], Next: "X" }] }),
      ["MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Catch[0]/Next"],
    ],
    [
      "leads out of a branch",
      states({
        S: { Type: "Parallel", Branches: [states({ B: { Type: "Pass", Next: "E" } })], Next: "E" },
        E: { Type: "Succeed" },
      }),
      ["MISSING_TRANSITION_TARGET: Missing 'Next' target: E at /States/S/Branches[0]/States/B/Next"],
    ],
  ])("that %s is refused", async (_, definition, expected) => {
    expect(await problems(definition)).toEqual(expected);
  });

  it("may go in circles inside a Map, as AWS has it", async () => {
    expect(await problems(map({ ItemProcessor: states(loop) }))).toEqual([]);
  });

  it("has each name once, and none too long", async () => {
    expect(await problems(map({ ItemProcessor: inner("S") }))).toEqual([
      "DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/ItemProcessor/States/S",
    ]);
    expect(await problems(inner("n".repeat(80)))).toEqual([]);
    expect(await problems(inner("😀".repeat(80)))).toEqual([]);
    expect(await problems(inner("n".repeat(81)))).toHaveLength(1);
  });

  it("is not followed into any depth", async () => {
    const nested = Array.from({ length: 150 }).reduce<string>(
      (flow, _, i) =>
        `{"StartAt":"${i}","States":{"${i}":{"Type":"Parallel","End":true,"Branches":[${flow}]}}}`,
      JSON.stringify(inner()),
    );
    expect((await validateDefinition(nested)).map(({ code }) => code)).toEqual(["TOO_DEEPLY_NESTED"]);
  });
});

describe("requireValid", () => {
  it("names every problem in AWS's form", async () => {
    const broken = JSON.stringify(states({ S: { Type: "Pass", Next: "X" } }));
    await expect(requireValid(broken)).rejects.toThrow(
      expect.objectContaining({
        code: "InvalidDefinition",
        message:
          "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
      }),
    );
  });

  it("takes what is only warned of", async () => {
    const warned = JSON.stringify(one({ Type: "Pass", Result: "$.a" }));
    expect(await requireValid(warned)).toBe(warned);
  });
});
