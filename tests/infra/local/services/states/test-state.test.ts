import {
  SFNClient,
  TestStateCommand,
  type TestStateCommandInput,
  type TestStateCommandOutput,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, ROLE } from "./machine-fixture.ts";

let account: TestAccount;
let sfn: SFNClient;

beforeAll(async () => {
  account = await startTestAccount();
  sfn = account.client(SFNClient);
  await createMachineRole(account);
});
afterAll(() => account.stop());

type Request = Omit<Partial<TestStateCommandInput>, "definition" | "input" | "variables" | "context"> & {
  input?: unknown;
  variables?: object;
  context?: object;
};

const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

function testing(definition: object, request: Request = {}): Promise<TestStateCommandOutput> {
  const { input, variables, context, ...more } = request;
  return sfn.send(
    new TestStateCommand({
      definition: JSON.stringify(definition),
      input: text(input),
      variables: text(variables),
      context: text(context),
      ...more,
    }),
  );
}

/** As testing, with what was inspected read. */
async function inspecting(definition: object, request: Request = {}) {
  const { inspectionData = {}, ...answer } = await testing(definition, {
    inspectionLevel: "DEBUG",
    ...request,
  });
  const read = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);
  const data = Object.fromEntries(Object.entries(inspectionData).map(([name, value]) => [name, read(value)]));
  return { ...answer, data };
}

const result = (value: unknown) => ({ mock: { result: JSON.stringify(value) } });
const error = (name: string, cause?: string) => ({ mock: { errorOutput: { error: name, cause } } });
const refusal = (message: string, name = "ValidationException") => ({
  name,
  message: expect.stringContaining(message) as string,
});

const GET = "arn:aws:states:::aws-sdk:ssm:getParameter";
const task = { Type: "Task", Resource: GET, Parameters: { "Name.$": "$.name" }, End: true };
const PARAMETER = { Parameter: { Name: "/a", Value: "v" } };

describe("a state by itself", () => {
  it("is run, and says where it leads", async () => {
    const choice = {
      Type: "Choice",
      QueryLanguage: "JSONata",
      Choices: [{ Condition: "{% $states.input.n > 1 %}", Output: "big", Next: "Big" }],
      Default: "Small",
    };
    expect(await testing(choice, { input: { n: 2 } })).toMatchObject({
      status: "SUCCEEDED",
      output: '"big"',
      nextState: "Big",
    });
    const none = await testing({ Type: "Succeed" });
    expect(none).toMatchObject({ status: "SUCCEEDED", output: "{}" });
    expect(none.nextState).toBeUndefined();
    expect(none.inspectionData).toBeUndefined();
  });

  it("fails with the bare cause, and is not let run for more than five minutes", async () => {
    const pass = { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.none %}", End: true };
    expect(await testing(pass)).toMatchObject({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause:
        "The JSONata expression '$states.input.none' specified for the field 'Output' returned nothing (undefined).",
    });
    expect(await testing({ Type: "Fail", Error: "E", Cause: "C" })).toMatchObject({
      status: "FAILED",
      error: "E",
      cause: "C",
    });
    const wait = (Seconds: number) => testing({ Type: "Wait", Seconds, End: true });
    expect(await wait(299)).toMatchObject({ status: "SUCCEEDED" });
    expect(await wait(301)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });

  it("sees and assigns variables", async () => {
    const pass = {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Output: "{% $a + 1 %}",
      Assign: { b: "{% $a * 2 %}" },
      End: true,
    };
    expect(await inspecting(pass, { variables: { a: 3 } })).toMatchObject({
      output: "4",
      data: { variables: { a: 3, b: 6 } },
    });
  });

  it("tells what becomes of its data on the way", async () => {
    const pass = {
      Type: "Pass",
      InputPath: "$.in",
      Parameters: { "p.$": "$.x" },
      ResultPath: "$.out",
      OutputPath: "$.out",
      End: true,
    };
    const { data, output } = await inspecting(pass, { input: { in: { x: 1 } } });
    expect(output).toBe('{"p":1}');
    expect(data).toEqual({
      input: { in: { x: 1 } },
      afterInputPath: { x: 1 },
      afterParameters: { p: 1 },
      result: { p: 1 },
      afterResultSelector: { p: 1 },
      afterResultPath: { in: { x: 1 }, out: { p: 1 } },
    });
  });

  it("can be one of a machine, wherever it stands, in the machine's language", async () => {
    const inner = {
      StartAt: "Deep",
      States: {
        Deep: { Type: "Pass", Output: "{% $states.input & '!' %}", Next: "End" },
        End: { Type: "Succeed" },
      },
    };
    const machine = {
      QueryLanguage: "JSONata",
      StartAt: "Map",
      States: { Map: { Type: "Map", Items: [1], ItemProcessor: inner, End: true } },
    };
    expect(await testing(machine, { stateName: "Deep", input: "hi" })).toMatchObject({
      output: '"hi!"',
      nextState: "End",
    });
    await expect(testing(machine, { stateName: "None" })).rejects.toMatchObject(
      refusal("State 'None' not found in definition"),
    );
    await expect(testing(machine)).rejects.toMatchObject(refusal("[Type]", "InvalidDefinition"));
  });

  it("calls what it calls, in the role given", async () => {
    expect(
      await testing(
        { ...task, Retry: [{ ErrorEquals: ["X"] }] },
        { roleArn: ROLE, input: { name: "/none" } },
      ),
    ).toMatchObject({
      status: "FAILED",
      error: "Ssm.ParameterNotFoundException",
    });
    await expect(testing(task)).rejects.toMatchObject(refusal("RoleArn"));
  });
});

describe("a mock", () => {
  it("stands in for the task's result, without a role", async () => {
    const { data, ...answer } = await inspecting(
      { ...task, ResultSelector: { "v.$": "$.Parameter.Value" }, ResultPath: "$.got" },
      { input: { name: "/a" }, ...result(PARAMETER) },
    );
    expect(answer).toMatchObject({ status: "SUCCEEDED", output: '{"name":"/a","got":{"v":"v"}}' });
    expect(data).toEqual({
      input: { name: "/a" },
      afterInputPath: { name: "/a" },
      afterParameters: { Name: "/a" },
      result: PARAMETER,
      afterResultSelector: { v: "v" },
      afterResultPath: { name: "/a", got: { v: "v" } },
    });
  });

  it("stands in where nothing else can: for callbacks, jobs and activities", async () => {
    const asking = {
      Type: "Task",
      QueryLanguage: "JSONata",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: "f", Payload: { token: "{% $states.context.Task.Token %}" } },
      Output: "{% $states.result.yes %}",
      End: true,
    };
    const context = { Task: { Token: "t" } };
    expect(await inspecting(asking, { context, ...result({ yes: true }) })).toMatchObject({
      status: "SUCCEEDED",
      output: "true",
      data: { afterArguments: { Payload: { token: "t" } } },
    });
    const { data } = await inspecting(asking, result({ yes: 1 }));
    expect(data.afterArguments).toMatchObject({ Payload: { token: expect.any(String) as string } });
    const activity = {
      Type: "Task",
      Resource: "arn:aws:states:us-east-1:123456789012:activity:a",
      End: true,
    };
    expect(await testing(activity, result(1))).toMatchObject({ output: "1" });
    await expect(testing(activity, { roleArn: ROLE })).rejects.toMatchObject(
      refusal("mock", "InvalidDefinition"),
    );
  });

  it("can be an error, which is retried as often as the retrier allows, and then caught", async () => {
    const failing = {
      ...task,
      Retry: [
        { ErrorEquals: ["Other"] },
        { ErrorEquals: ["E"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 },
      ],
      Catch: [
        { ErrorEquals: ["Other"], Next: "A" },
        { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "B" },
      ],
    };
    const retried = (retrierRetryCount: number) =>
      inspecting(failing, {
        input: { name: "/a" },
        ...error("E", "why"),
        stateConfiguration: { retrierRetryCount },
      });
    expect(await retried(0)).toMatchObject({
      status: "RETRIABLE",
      error: "E",
      cause: "why",
      data: { errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: 2 } },
    });
    expect(await retried(1)).toMatchObject({
      status: "RETRIABLE",
      data: { errorDetails: { retryBackoffIntervalSeconds: 6 } },
    });
    expect(await retried(2)).toMatchObject({
      status: "CAUGHT_ERROR",
      nextState: "B",
      output: '{"name":"/a","error":{"Error":"E","Cause":"why"}}',
      data: { errorDetails: { catchIndex: 1 } },
    });
    expect(await testing(task, { input: { name: "/a" }, ...error("E") })).toMatchObject({
      status: "FAILED",
      error: "E",
    });
  });

  it.each<[string, object, string | undefined]>([
    ["STRICT", PARAMETER, undefined],
    ["STRICT", { Parameter: { Value: 1 } }, "field 'Parameter.Value' must be a string"],
    ["STRICT", { Parameter: [] }, "field 'Parameter' must be an object"],
    ["STRICT", { ...PARAMETER, Newer: 1 }, undefined],
    ["PRESENT", { Parameter: { Version: "1" } }, "field 'Parameter.Version' must be a number"],
    ["NONE", { Parameter: 1 }, undefined],
  ])("is held to the API's response: %s, %j", async (fieldValidationMode, value, problem) => {
    const mock = { ...result(value).mock, fieldValidationMode: fieldValidationMode as "STRICT" };
    const test = testing(task, { input: { name: "/a" }, mock });
    if (problem === undefined) expect(await test).toMatchObject({ status: "SUCCEEDED" });
    else await expect(test).rejects.toMatchObject(refusal(problem));
  });

  it("asks STRICT for what the API always answers, and PRESENT not", async () => {
    const start = {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution",
      Parameters: { StateMachineArn: "m" },
      End: true,
    };
    await expect(testing(start, result({ ExecutionArn: "a" }))).rejects.toMatchObject(
      refusal("field 'StartDate' is required"),
    );
    const mock = { result: '{"ExecutionArn":"a"}', fieldValidationMode: "PRESENT" as const };
    expect(await testing(start, { mock })).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("Map and Parallel with a mock", () => {
  const flow = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
  const map = {
    Type: "Map",
    ItemsPath: "$.items",
    MaxConcurrency: 3,
    ToleratedFailurePercentage: 50,
    ItemSelector: { "v.$": "$$.Map.Item.Value" },
    ItemProcessor: { ...flow, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } },
    ResultPath: "$.done",
    End: true,
  };
  const input = { items: [1, 2, 3, 4] };

  it("show what their iterations would be given", async () => {
    const { data, output } = await inspecting(
      { ...map, ItemBatcher: { MaxItemsPerBatch: 3 } },
      { input, ...result(["a"]) },
    );
    expect(output).toBe('{"items":[1,2,3,4],"done":["a"]}');
    expect(data).toMatchObject({
      afterInputPath: input,
      afterItemsPath: [1, 2, 3, 4],
      afterItemSelector: [{ v: 1 }, { v: 2 }, { v: 3 }, { v: 4 }],
      afterItemBatcher: [{ Items: [{ v: 1 }, { v: 2 }, { v: 3 }] }, { Items: [{ v: 4 }] }],
      maxConcurrency: 3,
      toleratedFailurePercentage: 50,
      result: ["a"],
      afterResultPath: { ...input, done: ["a"] },
    });
  });

  it("read what their ItemReader would have read", async () => {
    const reading = {
      ...map,
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
        Parameters: { Bucket: "b", Key: "k" },
      },
    };
    const stateConfiguration = { mapItemReaderData: "n\n1\n2\n" };
    const { data } = await inspecting(reading, { input: {}, stateConfiguration, ...result([]) });
    expect(data.afterItemSelector).toEqual([{ v: { n: "1" } }, { v: { n: "2" } }]);
  });

  it("fail where more iterations fail than are tolerated", async () => {
    const failing = (mapIterationFailureCount: number) =>
      testing(map, { input, stateConfiguration: { mapIterationFailureCount }, ...result([]) });
    expect(await failing(2)).toMatchObject({ status: "SUCCEEDED" });
    expect(await failing(3)).toMatchObject({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
    });
    await expect(failing(5)).rejects.toMatchObject(refusal("exceeds the number of items"));
  });

  it("fail by a state of theirs", async () => {
    const parallel = {
      Type: "Parallel",
      Branches: [flow],
      Catch: [{ ErrorEquals: ["E"], Next: "C" }],
      End: true,
    };
    const failing = (errorCausedByState: string) =>
      testing(parallel, { ...error("E"), stateConfiguration: { errorCausedByState } });
    expect(await failing("I")).toMatchObject({ status: "CAUGHT_ERROR", nextState: "C" });
    await expect(failing("J")).rejects.toMatchObject(refusal("'J' not found"));
    expect(await testing(parallel, result([1]))).toMatchObject({ output: "[1]" });
    await expect(testing(parallel, result([1, 2]))).rejects.toMatchObject(
      refusal("one element for each branch"),
    );
    await expect(testing(map, { input, ...result({}) })).rejects.toMatchObject(refusal("must be an array"));
  });
});

describe("a request is refused", () => {
  const pass = { Type: "Pass", End: true };
  const map = { Type: "Map", ItemProcessor: { StartAt: "I", States: { I: pass } }, End: true };

  it.each<[string, object, Request & { input?: unknown }, { name: string; message: string }]>([
    ["Map without a mock", map, {}, refusal("does not support Map or Parallel states", "InvalidDefinition")],
    ["a mock of a Pass state", pass, result(1), refusal("'Pass' is not supported when a mock is specified")],
    [
      "both a result and an error",
      task,
      { mock: { ...result(1).mock, ...error("E").mock } },
      refusal("exactly one"),
    ],
    ["an empty mock", task, { mock: {} }, refusal("exactly one")],
    ["a result that is no JSON", task, { mock: { result: "{" } }, refusal("must be valid JSON")],
    ["a context without a mock", pass, { context: {} }, refusal("Context")],
    [
      "an unknown member of the context",
      task,
      { context: { Machine: {} }, ...result({}) },
      refusal("'Machine'"),
    ],
    ["revealed secrets with a mock", task, { revealSecrets: true, ...result({}) }, refusal("RevealSecrets")],
    [
      "retries without an error",
      task,
      { stateConfiguration: { retrierRetryCount: 1 }, ...result({}) },
      refusal("retrierRetryCount"),
    ],
    [
      "failed iterations of a Task",
      task,
      { stateConfiguration: { mapIterationFailureCount: 1 }, ...result({}) },
      refusal("mapIterationFailureCount"),
    ],
    ["a state that is none", { Type: "Pass" }, {}, refusal("[Next, End]", "InvalidDefinition")],
  ])("with %s", async (_, definition, request, problem) => {
    await expect(testing(definition, request)).rejects.toMatchObject(problem);
  });

  it("with an input that is no JSON", async () => {
    const test = sfn.send(new TestStateCommand({ definition: JSON.stringify(pass), input: "{" }));
    await expect(test).rejects.toMatchObject({ name: "InvalidExecutionInput" });
  });
});

it("asks for the permission to reveal secrets, and to pass the role", async () => {
  const definition = JSON.stringify({ Type: "Pass", End: true });
  const { credentials } = await createActor(account, { Action: "states:TestState", Resource: "*" });
  const client = account.client(SFNClient, { credentials });
  expect(await client.send(new TestStateCommand({ definition }))).toMatchObject({ status: "SUCCEEDED" });
  for (const more of [{ revealSecrets: true }, { roleArn: ROLE }]) {
    const action = "roleArn" in more ? "iam:PassRole" : "states:RevealSecrets";
    await expect(client.send(new TestStateCommand({ definition, ...more }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(action) as string,
    });
  }
});
