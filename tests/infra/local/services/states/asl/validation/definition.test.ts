import { describe, expect, it } from "vitest";
import {
  requireValid,
  validateDefinition,
} from "../../../../../../../infra/local/services/states/asl/validation/definition.ts";
import type { MachineType } from "../../../../../../../infra/local/services/states/asl/validation/validation.ts";

const LAMBDA = "arn:aws:states:::lambda:invoke";

const states = (States: Record<string, object>, more: object = {}) => ({
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
/** A machine of one state, S. */
const one = (state: object, more: object = {}) => states({ S: { End: true, ...state } }, more);
const jsonata = (state: object) => one(state, { QueryLanguage: "JSONata" });
const task = (more: object) =>
  one({ Type: "Task", Resource: LAMBDA, Parameters: { FunctionName: "f" }, ...more });
const inner = (name = "I") => states({ [name]: { Type: "Pass", End: true } });
const map = (more: object) => one({ Type: "Map", ItemProcessor: inner(), ...more });
const distributed = (more: object = {}) => ({
  ...inner(),
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  ...more,
});
const choice = (...Choices: object[]) =>
  states({ S: { Type: "Choice", Choices, Default: "E" }, E: { Type: "Succeed" } });

/** `CODE: message at location` of each error, without the code where it is the usual one. */
function problems(definition: object, type?: MachineType): string[] {
  return validateDefinition(JSON.stringify(definition), type)
    .filter(({ severity }) => severity === "ERROR")
    .map(({ code, message, location }) =>
      `${code}: ${message} at ${location ?? null}`.replace("SCHEMA_VALIDATION_FAILED: ", ""),
    );
}
const warnings = (definition: object) =>
  validateDefinition(JSON.stringify(definition)).map(({ severity, code, location }) => [
    severity,
    code,
    location,
  ]);

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
  ])("%s is refused", (_, definition, problem) => {
    expect(problems(definition)).toContain(problem);
  });

  it.each<[object, string, number, number | undefined, string]>([
    [{}, "TimeoutSeconds", 1, 99_999_999, ""],
    [{}, "HeartbeatSeconds", 1, 99_999_999, ""],
  ])("%o: %s has its range", (_, field, min, max, __) => {
    const at = (n: number) => problems(task({ [field]: n }));
    expect(at(min - 1)).toEqual([`Minimum value is ${min} at /States/S/${field}`]);
    expect(at(max! + 1)).toEqual([`Maximum value is ${max} at /States/S/${field}`]);
    expect([...at(min), ...at(max!)]).toEqual([]);
    expect(at(1.5)).toEqual([`Expected value of type Integer at /States/S/${field}`]);
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
  ])("%s out of its range is refused", (_, definition, problem) => {
    expect(problems(definition)).toEqual([problem]);
  });

  it("computed by JSONata are not held to a range", () => {
    expect(problems(jsonata({ Type: "Wait", Seconds: "{% $states.input.s %}" }))).toEqual([]);
    expect(problems(one({ Type: "Wait", Seconds: "{% 1 %}" }))).toHaveLength(1);
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
  ])("that %s is refused", (_, definition, expected) => {
    expect(problems(definition)).toEqual(expected);
  });

  it("may go in circles inside a Map, as AWS has it", () => {
    expect(problems(map({ ItemProcessor: states(loop) }))).toEqual([]);
  });

  it("has each name once, and none too long", () => {
    expect(problems(map({ ItemProcessor: inner("S") }))).toEqual([
      "DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/ItemProcessor/States/S",
    ]);
    expect(problems(inner("n".repeat(80)))).toEqual([]);
    expect(problems(inner("😀".repeat(80)))).toEqual([]);
    expect(problems(inner("n".repeat(81)))).toHaveLength(1);
  });

  it("is not followed into any depth", () => {
    const nested = Array.from({ length: 5_000 }).reduce<string>(
      (flow, _, i) =>
        `{"StartAt":"${i}","States":{"${i}":{"Type":"Parallel","End":true,"Branches":[${flow}]}}}`,
      JSON.stringify(inner()),
    );
    expect(validateDefinition(nested).map(({ code }) => code)).toEqual(["TOO_DEEPLY_NESTED"]);
  });
});

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
  ])("JSONata: %s is refused", (expression, problem) => {
    expect(problems(output(expression))).toEqual([problem]);
  });

  it.each([
    "$states.input.a[b > 1].c{d: e}^(f)",
    "$anything",
    "$states.context.Execution.Id",
    "$map($states.input, function($x) { $x.b })",
    "$states.input.($)",
  ])("JSONata: %s is taken", (expression) => {
    expect(problems(output(expression))).toEqual([]);
  });

  it("refer to a result or an error where there is one", () => {
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
    expect(problems(state({ Output: result, Assign: { v: result } }))).toEqual([]);
    expect(problems(state(caught({ Output: error, Assign: { v: error } })))).toEqual([]);
    expect(problems(state({ Output: error }))).toHaveLength(1);
    expect(problems(state({ Arguments: { FunctionName: result } }))).toHaveLength(1);
    expect(problems(state(caught({ Output: result })))).toHaveLength(1);
  });

  it("that are half an expression are refused", () => {
    expect(problems(jsonata({ Type: "Pass", Output: "{% 1" }))).toEqual([
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
  ])("JSONPath: %s is refused", (_, definition, problem) => {
    expect(problems(definition)).toEqual([problem]);
  });

  it("JSONPath: nested calls, variables and the context are taken", () => {
    const Parameters = { "v.$": "States.Format('{} {}', States.ArrayLength($$.Map.x), $name.a[0])" };
    expect(problems(one({ Type: "Pass", Parameters, OutputPath: "$name", ResultPath: null }))).toEqual([]);
  });

  it("that were meant otherwise are warned of", () => {
    expect(warnings(one({ Type: "Pass", Parameters: { v: "$.a" } }))).toEqual([
      ["WARNING", "NO_DOLLAR", "/States/S/Parameters/v"],
    ]);
    expect(warnings(one({ Type: "Pass", Result: { v: "$.a" } }))).toEqual([
      ["WARNING", "PASS_RESULT_IS_STATIC", "/States/S/Result"],
    ]);
    expect(warnings(states({ S: { Type: "Fail", Cause: "$.cause" } }))).toEqual([
      ["WARNING", "NO_PATH", "/States/S/Cause"],
    ]);
    expect(warnings(one({ Type: "Pass", Result: { price: "$5" } }))).toEqual([]);
  });
});

describe("tasks, choices, Retry and Catch", () => {
  it.each<[string, object, string]>([
    [
      "a resource that is none",
      one({ Type: "Task", Resource: "f" }),
      "Value is not a valid resource ARN at /States/S/Resource",
    ],
    [
      "no parameters",
      one({ Type: "Task", Resource: LAMBDA }),
      `Parameters field is required for resource ARN: ${LAMBDA} at /States/S`,
    ],
    [
      "no arguments",
      jsonata({ Type: "Task", Resource: LAMBDA }),
      `Arguments field is required for resource ARN: ${LAMBDA} at /States/S`,
    ],
    [
      "no function",
      task({ Parameters: { Payload: 1 } }),
      "The field 'FunctionName' is required but was missing at /States/S/Parameters",
    ],
    [
      "no role",
      task({ Credentials: {} }),
      "The field 'RoleArn' is required but was missing at /States/S/Credentials",
    ],
    [
      "credentials for an activity",
      one({
        Type: "Task",
        Resource: "arn:aws:states:us-east-1:123456789012:activity:a",
        Credentials: { RoleArn: "r" },
      }),
      "The field 'Credentials' is not supported for activities at /States/S/Credentials",
    ],
    [
      "no error names",
      task({ Retry: [{ ErrorEquals: [] }] }),
      "Value cannot be empty at /States/S/Retry[0]/ErrorEquals",
    ],
    [
      "States.ALL among others",
      task({ Retry: [{ ErrorEquals: ["E", "States.ALL"] }] }),
      "States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals",
    ],
    [
      "States.ALL before others",
      task({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] }),
      "States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals",
    ],
    [
      "a catcher that leads nowhere",
      task({ Catch: [{ ErrorEquals: ["E"] }] }),
      "These fields are required: [Next] at /States/S/Catch[0]",
    ],
    ["no choices", choice(), "Value cannot be empty at /States/S/Choices"],
    [
      "a rule that leads nowhere",
      choice({ Variable: "$.a", IsNull: true }),
      "These fields are required: [Next] at /States/S/Choices[0]",
    ],
    [
      "a rule inside another that leads on",
      choice({ Not: { Variable: "$.a", IsNull: true, Next: "E" }, Next: "E" }),
      "Field 'Next' is not supported at /States/S/Choices[0]/Not",
    ],
    [
      "two operators",
      choice({ Variable: "$.a", IsNull: true, IsString: true, Next: "E" }),
      "There should only be one of the following fields: [IsNull, IsString] at /States/S/Choices[0]",
    ],
    [
      "a rule without a test",
      choice({ Next: "E" }),
      "The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/S/Choices[0]",
    ],
    [
      "a variable that is no path",
      choice({ Variable: "a", IsNull: true, Next: "E" }),
      "Value is not a Reference Path: Reference path didn't start with '$' at /States/S/Choices[0]/Variable",
    ],
    [
      "an operand of another type",
      choice({ Variable: "$.a", StringEquals: 1, Next: "E" }),
      "Expected value of type [STRING] at /States/S/Choices[0]/StringEquals",
    ],
  ])("%s is refused", (_, definition, problem) => {
    expect(problems(definition)).toEqual([problem]);
  });
});

describe("a distributed Map", () => {
  const reader = (ReaderConfig: object, Resource = "arn:aws:states:::s3:getObject") =>
    map({
      ItemProcessor: distributed(),
      ItemReader: { Resource, ReaderConfig, Parameters: { Bucket: "b", Key: "k" } },
    });

  it.each<[string, object, string]>([
    [
      "no type of its executions",
      map({ ItemProcessor: distributed({ ProcessorConfig: { Mode: "DISTRIBUTED" } }) }),
      "These fields are required: [ExecutionType] at /States/S/ItemProcessor/ProcessorConfig",
    ],
    [
      "a type of executions inline",
      map({ ItemProcessor: distributed({ ProcessorConfig: { Mode: "INLINE", ExecutionType: "EXPRESS" } }) }),
      "Field 'ExecutionType' is not supported at /States/S/ItemProcessor/ProcessorConfig",
    ],
    [
      "batches inline",
      map({ ItemBatcher: { MaxItemsPerBatch: 1 } }),
      "Field 'ItemBatcher' is only supported in 'DISTRIBUTED' mode at /States/S",
    ],
    [
      "another reader",
      reader({}, "arn:aws:states:::s3:headObject"),
      "The field 'Resource' does not match any of the allowed values at /States/S/ItemReader/Resource",
    ],
    [
      "CSV without headers",
      reader({ InputType: "CSV" }),
      "The field 'CSVHeaderLocation' is required at /States/S/ItemReader/ReaderConfig",
    ],
    [
      "headers that are not given",
      reader({ InputType: "CSV", CSVHeaderLocation: "GIVEN" }),
      "These fields are required: [CSVHeaders] at /States/S/ItemReader/ReaderConfig",
    ],
    [
      "headers of JSON",
      reader({ InputType: "JSON", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"] }),
      "Field 'CSVHeaderLocation' is not supported at /States/S/ItemReader/ReaderConfig",
    ],
    [
      "a writer without a destination",
      map({ ItemProcessor: distributed(), ResultWriter: { Resource: "arn:aws:states:::s3:putObject" } }),
      "These fields are required: [Parameters] at /States/S/ResultWriter",
    ],
    [
      "a label twice",
      states({
        A: { Type: "Map", ItemProcessor: distributed(), Label: "l", Next: "B" },
        B: { Type: "Map", ItemProcessor: { ...distributed(), ...inner("J") }, Label: "l", End: true },
      }),
      "DUPLICATE_LABEL_NAME: Duplicate Label name: l at /States/B/Label",
    ],
  ])("with %s is refused", (_, definition, problem) => {
    expect(problems(definition)).toContain(problem);
  });

  it("with a reader, batches and a writer is taken", () => {
    const definition = map({
      ItemProcessor: distributed(),
      ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { "Bucket.$": "$.b" } },
      ItemBatcher: { MaxItemsPerBatchPath: "$.n", BatchInput: { "k.$": "$.k" } },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "b" },
        WriterConfig: { Transformation: "FLATTEN", OutputType: "JSONL" },
      },
    });
    expect(problems(definition)).toEqual([]);
  });
});

describe("an express machine", () => {
  const START = "arn:aws:states:::states:startExecution";
  const starting = (suffix: string) =>
    one({ Type: "Task", Resource: START + suffix, Parameters: { StateMachineArn: "m" } });

  it("does not wait for anybody", () => {
    expect(problems(starting(""), "EXPRESS")).toEqual([]);
    expect(problems(starting(".sync:2"), "EXPRESS")).toEqual([
      "Express state machine does not support '.sync' service integration at /States/S/Resource",
    ]);
    expect(problems(starting(".waitForTaskToken"), "EXPRESS")).toEqual([
      "Express state machine does not support '.waitForTaskToken' service integration at /States/S/Resource",
    ]);
    const activity = one({ Type: "Task", Resource: "arn:aws:states:us-east-1:123456789012:activity:a" });
    expect(problems(activity, "EXPRESS")).toEqual([
      "Express state machine does not support Activity ARN at /States/S/Resource",
    ]);
  });

  it("has no distributed Map, and the children of one are held to the same", () => {
    expect(problems(map({ ItemProcessor: distributed() }), "EXPRESS")).toEqual([
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/S/ItemProcessor/ProcessorConfig/Mode",
    ]);
    const { States } = starting(".sync:2");
    const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" };
    const children = { StartAt: "C", States: { C: (States as Record<string, object>).S }, ProcessorConfig };
    expect(problems(map({ ItemProcessor: children }))).toEqual([
      "Express state machine does not support '.sync' service integration at /States/S/ItemProcessor/States/C/Resource",
    ]);
  });
});

describe("requireValid", () => {
  it("names every problem in AWS's form", () => {
    const broken = JSON.stringify(states({ S: { Type: "Pass", Next: "X" } }));
    expect(() => requireValid(broken)).toThrow(
      expect.objectContaining({
        code: "InvalidDefinition",
        message:
          "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
      }),
    );
  });

  it("takes what is only warned of", () => {
    const warned = JSON.stringify(one({ Type: "Pass", Result: "$.a" }));
    expect(requireValid(warned)).toBe(warned);
  });
});
