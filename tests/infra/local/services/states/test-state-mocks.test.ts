import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, ROLE } from "./machine-fixture.ts";
import { error, refusal, result, StateTests, task } from "./test-state-fixture.ts";

let account: TestAccount;
let states: StateTests;

beforeAll(async () => {
  account = await startTestAccount();
  states = new StateTests(account);
  await createMachineRole(account);
});
afterAll(() => account.stop());

const PARAMETER = { Parameter: { Name: "/a", Value: "v" } };

describe("a mock", () => {
  it("stands in for the task's result, without a role", async () => {
    const { data, ...answer } = await states.inspect(
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
    expect(await states.inspect(asking, { context, ...result({ yes: true }) })).toMatchObject({
      status: "SUCCEEDED",
      output: "true",
      data: { afterArguments: { Payload: { token: "t" } } },
    });
    const { data } = await states.inspect(asking, result({ yes: 1 }));
    expect(data.afterArguments).toMatchObject({ Payload: { token: expect.any(String) as string } });
    const activity = {
      Type: "Task",
      Resource: "arn:aws:states:us-east-1:123456789012:activity:a",
      End: true,
    };
    expect(await states.test(activity, result(1))).toMatchObject({ output: "1" });
    await expect(states.test(activity, { roleArn: ROLE })).rejects.toMatchObject(
      refusal("mock", "InvalidDefinition"),
    );
  });

  it("of a job is held to what is told of the execution at its end", async () => {
    const job = (version: string) => ({
      Type: "Task",
      Resource: `arn:aws:states:::states:startExecution.sync${version}`,
      Parameters: { StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m" },
      End: true,
    });
    const ended = {
      ExecutionArn: "e",
      StateMachineArn: "m",
      StartDate: 1,
      Status: "SUCCEEDED",
      Output: { any: 1 },
    };
    expect(await states.test(job(":2"), result(ended))).toMatchObject({ output: JSON.stringify(ended) });
    await expect(states.test(job(""), result(ended))).rejects.toMatchObject(
      refusal("field 'Output' must be a string"),
    );
    const { Status: _, ...incomplete } = ended;
    await expect(states.test(job(":2"), result(incomplete))).rejects.toMatchObject(
      refusal("field 'Status' is required"),
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
      states.inspect(failing, {
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
    expect(await states.test(task, { input: { name: "/a" }, ...error("E") })).toMatchObject({
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
    const test = states.test(task, { input: { name: "/a" }, mock });
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
    await expect(states.test(start, result({ ExecutionArn: "a" }))).rejects.toMatchObject(
      refusal("field 'StartDate' is required"),
    );
    const mock = { result: '{"ExecutionArn":"a"}', fieldValidationMode: "PRESENT" as const };
    expect(await states.test(start, { mock })).toMatchObject({ status: "SUCCEEDED" });
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
    const { data, output } = await states.inspect(
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
    const { data } = await states.inspect(reading, { input: {}, stateConfiguration, ...result([]) });
    expect(data.afterItemSelector).toEqual([{ v: { n: "1" } }, { v: { n: "2" } }]);
  });

  it("fail where more iterations fail than are tolerated", async () => {
    const failing = (mapIterationFailureCount: number) =>
      states.test(map, { input, stateConfiguration: { mapIterationFailureCount }, ...result([]) });
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
      states.test(parallel, { ...error("E"), stateConfiguration: { errorCausedByState } });
    expect(await failing("I")).toMatchObject({ status: "CAUGHT_ERROR", nextState: "C" });
    await expect(failing("J")).rejects.toMatchObject(refusal("'J' not found"));
    expect(await states.test(parallel, result([1]))).toMatchObject({ output: "[1]" });
    await expect(states.test(parallel, result([1, 2]))).rejects.toMatchObject(
      refusal("one element for each branch"),
    );
    await expect(states.test(map, { input, ...result({}) })).rejects.toMatchObject(
      refusal("must be an array"),
    );
  });
});
