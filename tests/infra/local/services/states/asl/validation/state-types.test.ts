import { describe, expect, it } from "vitest";
import {
  choice,
  distributed,
  inner,
  jsonata,
  LAMBDA,
  map,
  one,
  problems,
  states,
  task,
} from "./definitions.ts";

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
  ])("%s is refused", async (_, definition, problem) => {
    expect(await problems(definition)).toEqual([problem]);
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
  ])("with %s is refused", async (_, definition, problem) => {
    expect(await problems(definition)).toContain(problem);
  });

  it("with a reader, batches and a writer is taken", async () => {
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
    expect(await problems(definition)).toEqual([]);
  });
});

describe("an express machine", () => {
  const START = "arn:aws:states:::states:startExecution";
  const starting = (suffix: string) =>
    one({ Type: "Task", Resource: START + suffix, Parameters: { StateMachineArn: "m" } });

  it("does not wait for anybody", async () => {
    expect(await problems(starting(""), "EXPRESS")).toEqual([]);
    expect(await problems(starting(".sync:2"), "EXPRESS")).toEqual([
      "Express state machine does not support '.sync' service integration at /States/S/Resource",
    ]);
    expect(await problems(starting(".waitForTaskToken"), "EXPRESS")).toEqual([
      "Express state machine does not support '.waitForTaskToken' service integration at /States/S/Resource",
    ]);
    const activity = one({ Type: "Task", Resource: "arn:aws:states:us-east-1:123456789012:activity:a" });
    expect(await problems(activity, "EXPRESS")).toEqual([
      "Express state machine does not support Activity ARN at /States/S/Resource",
    ]);
  });

  it("has no distributed Map, and the children of one are held to the same", async () => {
    expect(await problems(map({ ItemProcessor: distributed() }), "EXPRESS")).toEqual([
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/S/ItemProcessor/ProcessorConfig/Mode",
    ]);
    const { States } = starting(".sync:2");
    const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" };
    const children = { StartAt: "C", States: { C: (States as Record<string, object>).S }, ProcessorConfig };
    expect(await problems(map({ ItemProcessor: children }))).toEqual([
      "Express state machine does not support '.sync' service integration at /States/S/ItemProcessor/States/C/Resource",
    ]);
  });
});
