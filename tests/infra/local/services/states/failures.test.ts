import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SendTaskFailureCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { asking, createMachineRole, type Ended, jsonata, Machines, ROLE } from "./machine-fixture.ts";

/**
 * What the history says of failures inside Parallel and Map states. Measured on AWS in 2026, unless said otherwise:
 * floci-io/floci's AslExecutorBranchHistoryEventsTest and AslExecutorParallelCutTest, issues 2736 and 2737.
 */
let account: TestAccount;
let machines: Machines;
beforeAll(async () => {
  account = await startTestAccount();
  await createMachineRole(account);
  machines = new Machines(account);
});
afterAll(() => account.stop());

const pass = { Type: "Pass", End: true };
const fail = { Type: "Fail", Error: "No", Cause: "because" };
const undefinedOutput = { ...pass, Output: "{% $nothing %}" };
/** Waits until it is cut short. */
const ask = asking({ QueryLanguage: "JSONata" });
/** A path that leads nowhere is States.Runtime. */
const lost = { ...pass, QueryLanguage: "JSONPath", Parameters: { "a.$": "$.lost" } };

const branch = (state: object) => ({ StartAt: crypto.randomUUID(), state });
const parallel = (states: object[], more: object = {}) => ({
  Type: "Parallel",
  Branches: states.map(branch).map(({ StartAt, state }) => ({ StartAt, States: { [StartAt]: state } })),
  End: true,
  ...more,
});
const map = (States: Record<string, object>, more: object = {}) => ({
  Type: "Map",
  Items: [1, 2],
  ItemProcessor: { StartAt: Object.keys(States)[0], States },
  End: true,
  ...more,
});

/** The types of the events from the index on, each with the event that it follows. */
const from = ({ events }: Ended, index: number) =>
  events.slice(index).map(({ type, previousEventId }) => `${type} < ${previousEventId}`);

/** Those of the events that say that something failed or was cut short. */
const ends = (ended: Ended) => from(ended, 0).filter((event) => /(Failed|Aborted) </.test(event));

const run = (state: object, states: Record<string, object> = {}) =>
  machines.run(
    JSON.stringify({ StartAt: "S", States: { S: { QueryLanguage: "JSONata", ...state }, ...states } }),
  );

describe("Parallel", () => {
  it("fails after its branches have succeeded where its own Output does", async () => {
    const ended = await run(parallel([pass], { Output: "{% $nothing %}" }));
    expect(from(ended, 5)).toEqual([
      "ParallelStateSucceeded < 5",
      "EvaluationFailed < 6",
      "ParallelStateFailed < 7",
      "ExecutionFailed < 8",
    ]);
  });

  it("has what was cut short follow the last event of the branch that failed", async () => {
    const ended = await run(parallel([fail, ask]));
    const { id } = ended.events.find(({ type }) => type === "FailStateEntered")!;
    expect(ends(ended)).toEqual([
      `TaskStateAborted < ${id}`,
      `ParallelStateFailed < ${id}`,
      `ExecutionFailed < ${ended.events.length - 1}`,
    ]);
  });

  it("says nothing of States.Runtime, which ends the execution, whatever is caught", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "D" }];
    const ended = await run(parallel([lost, ask], { Catch }), { D: pass });
    expect(ended).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(ends(ended)).toEqual(["ExecutionFailed < 4"]);
  });

  it("fails a second time where its catcher does, from where it stood before the first", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Output: "{% $nothing %}", Next: "D" }];
    const ended = await run(parallel([fail], { Catch }), { D: { ...pass, QueryLanguage: "JSONata" } });
    expect(from(ended, 4)).toEqual([
      "ParallelStateFailed < 4",
      "EvaluationFailed < 4",
      "ParallelStateFailed < 6",
      "ExecutionFailed < 7",
    ]);
    expect(ended.events[5]!.evaluationFailedEventDetails).toMatchObject({ location: "Catch[0]/Output" });
  });
});

describe("Map", () => {
  it("says nothing of States.Runtime either", async () => {
    const ended = await run(map({ Lost: lost }, { MaxConcurrency: 1 }));
    expect(from(ended, 3)).toEqual([
      "MapIterationStarted < 3",
      "PassStateEntered < 4",
      "ExecutionFailed < 5",
    ]);
  });

  it("has the iterations that were cut short before the one that failed, all after its last event", async () => {
    const ended = await run(
      map({
        Check: {
          Type: "Choice",
          QueryLanguage: "JSONata",
          Choices: [{ Condition: "{% $states.input = 1 %}", Next: "Ask" }],
          Default: "No",
        },
        Ask: ask,
        No: fail,
      }),
    );
    const { id } = ended.events.find(({ type }) => type === "FailStateEntered")!;
    expect(ends(ended)).toEqual([
      `MapIterationAborted < ${id}`,
      `TaskStateAborted < ${id}`,
      `MapIterationFailed < ${id}`,
      `MapStateFailed < ${id}`,
      `ExecutionFailed < ${ended.events.length - 1}`,
    ]);
  });

  it("succeeds before its own Output fails", async () => {
    const state = map({ P: pass }, { Items: [1], Output: "{% $nothing %}" });
    expect(from(await run(state), 6)).toEqual([
      "MapIterationSucceeded < 6",
      "MapStateSucceeded < 7",
      "EvaluationFailed < 8",
      "MapStateFailed < 9",
      "ExecutionFailed < 10",
    ]);
  });
});

it("what a task that is cut short waited for is stopped, in words of AWS", async () => {
  const name = crypto.randomUUID();
  const waiting = jsonata({ Ask: asking() });
  const inner = await machines.sfn.send(
    new CreateStateMachineCommand({ name, definition: waiting, roleArn: ROLE }),
  );
  const sync = {
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: "arn:aws:states:::states:startExecution.sync",
    Arguments: { StateMachineArn: inner.stateMachineArn, Name: "inner" },
    End: true,
  };
  const Resource = "arn:aws:states:us-east-1:123456789012:activity:fails";
  await machines.sfn.send(new CreateActivityCommand({ name: "fails" }));
  const definition = jsonata({ S: parallel([sync, { Type: "Task", Resource, End: true }]) });
  const outer = await machines.start(await machines.create(definition));
  const executionArn = inner.stateMachineArn!.replace(":stateMachine:", ":execution:").concat(":inner");
  await machines.reached(executionArn, "TaskSubmitted");
  const { taskToken } = await machines.sfn.send(new GetActivityTaskCommand({ activityArn: Resource }));
  await machines.sfn.send(new SendTaskFailureCommand({ taskToken, error: "No" }));
  const ended = await machines.end(outer);
  expect(ended).toMatchObject({ status: "FAILED", error: "No" });
  const stopped = await machines.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(stopped).toMatchObject({
    status: "ABORTED",
    cause: `The Task state in AWS Step Functions execution [${ended.executionArn}] which was managing this resource was aborted`,
  });
  expect(stopped.error).toBeUndefined();
});

it.each([
  ["$sum('a')", '. T0412: Argument 1 of function "sum" must be an array of "numbers"'],
  [
    "$range(1, 1000000, 1)",
    ": Expression evaluation memory limit exceeded: Check for excessive memory usage",
  ],
])("a failure of %s is told after the sentence that names it", async (expression, told) => {
  const { cause } = await run({ ...undefinedOutput, Output: `{% ${expression} %}` });
  expect(cause).toBe(
    `An error occurred while executing the state 'S' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation${told}`,
  );
});

describe("a task that its arguments keep from starting", () => {
  const task = (Resource: string) => ({
    Type: "Task",
    Resource: `arn:aws:states:::${Resource}`,
    Arguments: "{% $states.input %}",
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "D" }],
    End: true,
  });

  it.each([
    ["lambda:invoke", {}, 'The field "FunctionName" is required but was missing'],
    ["lambda:invoke", { FunctionName: 5 }, 'The value for the field "FunctionName" must be a STRING'],
    ["states:startExecution.sync:2", {}, 'The field "StateMachineArn" is required but was missing'],
    ["aws-sdk:sfn:listActivities", { Foo: 1 }, 'The field "Foo" is not supported by Step Functions'],
    [
      "aws-sdk:sfn:describeActivity",
      { activityArn: "a" },
      'The field "ActivityArn" is required but was missing, The field "activityArn" is not supported by Step Functions',
    ],
    [
      "aws-sdk:ec2:describeVpcs",
      { Filters: [{ name: "vpc-id", Values: [] }] },
      'The field "name" is not supported by Step Functions',
    ],
    ["aws-sdk:ec2:describeVpcs", { VpcIds: "vpc-1" }, 'The value for the field "VpcIds" must be an ARRAY'],
  ])("%s with %j is never scheduled, and nothing catches it", async (resource, input, problem) => {
    const ended = await machines.run(jsonata({ S: task(resource), D: pass }), input);
    expect(ended).toMatchObject({
      error: "States.Runtime",
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The Parameters '${JSON.stringify(input)}' could not be used to start the Task: [${problem}]`,
    });
    expect(from(ended, 1)).toEqual(["TaskStateEntered < 0", "ExecutionFailed < 2"]);
  });

  it("may give JSON where a text is wanted", async () => {
    const call = task("aws-sdk:sfn:sendTaskSuccess");
    const ended = await machines.run(jsonata({ S: call, D: pass }), { TaskToken: "no", Output: { a: 1 } });
    expect(ended.types).toContain("TaskFailed");
  });
});

it("a task of an activity that there is not cannot be scheduled, and may be caught", async () => {
  const Resource = "arn:aws:states:us-east-1:123456789012:activity:nobody";
  const ask = { Type: "Task", Resource, End: true };
  const cause = `Activity Does Not Exist: '${Resource}'`;
  const failed = await machines.run(jsonata({ A: ask }));
  expect(failed).toMatchObject({ status: "FAILED", error: "ActivityDoesNotExist", cause });
  expect(failed.types.slice(2)).toEqual(["ActivityScheduled", "ActivityScheduleFailed", "ExecutionFailed"]);
  const Catch = [{ ErrorEquals: ["States.TaskFailed"], Next: "D" }];
  expect(await machines.run(jsonata({ A: { ...ask, Catch }, D: pass }))).toMatchObject({
    status: "SUCCEEDED",
  });
});
