// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import { setTimeout } from "node:timers/promises";
import {
  CreateActivityCommand,
  GetActivityTaskCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signalsOf } from "../../../../../infra/local/services/states/signals.ts";
import { statesStore } from "../../../../../infra/local/services/states/store.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createFunction, createRole } from "../lambda/function-fixture.ts";
import { createMachineRole, jsonata, Machines, ROLE } from "./machine-fixture.ts";

const HERE = { accountId: "123456789012", region: "us-east-1" };

let account: TestAccount;
let machines: Machines;

beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  await createMachineRole(account);
  await createRole(account);
  await createRole(account, { name: "powerless", actions: [], trust: "states.amazonaws.com" });
  await createFunction(account, "echo", {
    "index.mjs": "export const handler = async (event) => ({ heard: event });",
  });
  await createFunction(account, "fail", {
    "index.mjs":
      "export const handler = async (name) => { const e = new Error('no such lab'); e.name = typeof name === 'string' ? name : 'LabNotFound'; throw e; };",
  });
  await createFunction(
    account,
    "slow",
    {
      "index.mjs": "export const handler = () => new Promise((resolve) => setTimeout(resolve, 20_000));",
    },
    { Timeout: 30 },
  );
});
afterAll(() => account.stop());

const invoke = (FunctionName: string, more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  End: true,
  ...more,
});

describe("lambda:invoke", () => {
  it("answers what the function does, beside Lambda's own metadata", async () => {
    const ended = await machines.run(jsonata({ Call: invoke("echo") }), { a: 1 });
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: '{"heard":{"a":1}}' });
    expect(ended.types).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    const output: unknown = JSON.parse(ended.events[4]!.taskSucceededEventDetails!.output!);
    expect(output).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      Payload: { heard: { a: 1 } },
    });
  });

  it("fails with the function's error, retried and then caught", async () => {
    const ended = await machines.run(
      jsonata({
        Call: invoke("fail", {
          Retry: [{ ErrorEquals: ["LabNotFound"], MaxAttempts: 2, IntervalSeconds: 3600 }],
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Assign: { error: "{% $states.errorOutput.Error %}" },
              Output: "{% $parse($states.errorOutput.Cause).errorMessage %}",
              Next: "Say",
            },
          ],
        }),
        Say: { Type: "Pass", Output: "{% [$error, $states.input] %}", End: true },
      }),
    );
    expect(ended.output).toBe('["LabNotFound","no such lab"]');
    expect(ended.types.filter((type) => type === "TaskFailed")).toHaveLength(3);
    expect(ended.types.filter((type) => type === "TaskScheduled")).toHaveLength(3);
  });

  it("fails as AWS does where the machine's role may not invoke", async () => {
    const machine = await machines.create(jsonata({ Call: invoke("echo") }), {
      roleArn: ROLE.replace("machine-role", "powerless"),
    });
    const ended = await machines.end(await machines.start(machine));
    expect(ended).toMatchObject({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(ended.cause).toMatch(
      /^User: arn:aws:sts::123456789012:assumed-role\/powerless\/[A-Za-z]{32} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:echo .*\(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: [\w-]+; Proxy: null\)$/,
    );
  });

  it("is cut short by TimeoutSeconds, in real time", async () => {
    const ended = await machines.run(
      jsonata({
        Call: invoke("slow", {
          TimeoutSeconds: "{% 1 %}",
          Catch: [{ ErrorEquals: ["States.Timeout"], Output: "too late", Next: "End" }],
        }),
        End: { Type: "Succeed" },
      }),
    );
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: '"too late"' });
    expect(ended.types).toContain("TaskTimedOut");
  });
});

it("says so of a function that fails without an error type", async () => {
  const Call = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:fail", End: true };
  const ended = await machines.run(jsonata({ Call }), "");
  expect(ended.error).toBe("Lambda.Unknown");
  expect(ended.cause).toMatch(
    /^The cause could not be determined because Lambda did not return an error type\. Returned payload: \{.*"no such lab"/,
  );
});

it("invokes a function by its own ARN, with the events of its kind", async () => {
  const ended = await machines.run(
    jsonata({
      Call: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:echo",
        Arguments: "{% $states.input.word %}",
        End: true,
      },
    }),
    { word: "hello" },
  );
  expect(ended.output).toBe('{"heard":"hello"}');
  expect(ended.types.slice(2, 5)).toEqual([
    "LambdaFunctionScheduled",
    "LambdaFunctionStarted",
    "LambdaFunctionSucceeded",
  ]);
});

describe("aws-sdk integrations", () => {
  const call = (action: string, Arguments: object, more: object = {}) =>
    jsonata({
      Call: { Type: "Task", Resource: `arn:aws:states:::aws-sdk:${action}`, Arguments, End: true, ...more },
    });

  it("take and answer members in PascalCase", async () => {
    const ended = await machines.run(call("cloudwatchlogs:createLogGroup", { LogGroupName: "/sdk" }));
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: "{}" });
    const listed = await machines.run(
      call(
        "cloudwatchlogs:describeLogGroups",
        { LogGroupNamePrefix: "/sdk" },
        { Output: "{% $states.result.LogGroups.LogGroupName %}" },
      ),
    );
    expect(listed.output).toBe('"/sdk"');
  });

  it.each([
    ["cloudtrail:listTrails", { Trails: [] }],
    ["config:describeConfigurationRecorders", { ConfigurationRecorders: [] }],
    ["ecr:describeRepositories", { Repositories: [] }],
    ["guardduty:listDetectors", { DetectorIds: [] }],
  ])("call each of the account's services: %s", async (action, answer) => {
    const { output } = await machines.run(call(action, {}));
    expect(JSON.parse(output!)).toEqual(answer);
  });

  it("name errors as the Java SDK's exceptions: modelled ones by their own name, others by the service's", async () => {
    const missing = await machines.run(call("ssm:getParameter", { Name: "/none" }));
    expect(missing).toMatchObject({ status: "FAILED", error: "Ssm.ParameterNotFoundException" });
    const subnet = await machines.run(call("ec2:deleteSubnet", { SubnetId: "subnet-00000000" }));
    expect(subnet.error).toBe("Ec2.Ec2Exception");
    expect(subnet.cause).toMatch(
      /^The subnet ID 'subnet-00000000' does not exist \(Service: Ec2, Status Code: 400, Request ID: [\w-]+\)$/,
    );
  });
});

describe("task tokens", () => {
  const asking = (more: object = {}) =>
    jsonata({
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Arguments: { FunctionName: "echo", Payload: { token: "{% $states.context.Task.Token %}" } },
        End: true,
        ...more,
      },
    });
  const begin = async (definition: string) => {
    const executionArn = await machines.start(await machines.create(definition));
    await machines.reached(executionArn, "TaskSubmitted");
    const scheduled = await machines.reached(executionArn, "TaskScheduled");
    const { Payload } = JSON.parse(scheduled.taskScheduledEventDetails!.parameters!) as {
      Payload: { token: string };
    };
    return { executionArn, taskToken: Payload.token };
  };

  it("are answered with null too, which is a result", async () => {
    const { executionArn, taskToken } = await begin(asking());
    await machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "null" }));
    expect((await machines.end(executionArn)).output).toBe("null");
  });

  it("are answered once", async () => {
    const { executionArn, taskToken } = await begin(asking());
    await machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok": true}' }));
    expect((await machines.end(executionArn)).output).toBe('{"ok": true}');
    const again = machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    await expect(again).rejects.toMatchObject({ name: "TaskTimedOut" });
    const nonsense = machines.sfn.send(new SendTaskSuccessCommand({ taskToken: "nonsense", output: "{}" }));
    await expect(nonsense).rejects.toMatchObject({ name: "InvalidToken" });
  });

  it("carry a failure, and refuse an output that is no JSON", async () => {
    const { executionArn, taskToken } = await begin(asking());
    const broken = machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{" }));
    await expect(broken).rejects.toMatchObject({ name: "InvalidOutput" });
    await machines.sfn.send(new SendTaskFailureCommand({ taskToken, error: "NotApproved", cause: "No." }));
    expect(await machines.end(executionArn)).toMatchObject({ error: "NotApproved", cause: "No." });
  });

  it("run out where no heartbeat comes, and do not where it does", async () => {
    const { executionArn, taskToken } = await begin(asking({ HeartbeatSeconds: 60 }));
    const task = account.cloud.store(statesStore, HERE).tasks[taskToken]!;
    /** As if the last sign of life were so long ago. */
    const silent = (seconds: number) => {
      task.heartbeatAt = new Date(Date.now() - seconds * 1_000);
      signalsOf(account.cloud).wake(taskToken);
    };
    silent(30);
    await machines.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    expect(task.heartbeatAt.getTime()).toBeGreaterThan(Date.now() - 30_000);
    expect(await machines.describe(executionArn)).toMatchObject({ status: "RUNNING" });
    silent(60);
    const ended = await machines.end(executionArn);
    expect(ended).toMatchObject({ status: "FAILED", error: "States.HeartbeatTimeout" });
    expect(ended.types).toContain("TaskTimedOut");
  });
});

describe("states:startExecution", () => {
  const child = () =>
    machines.create(
      jsonata({ Double: { Type: "Pass", Output: { n: "{% $states.input.n * 2 %}" }, End: true } }),
    );
  const starting = async (suffix: string, stateMachineArn: string) =>
    machines.run(
      jsonata({
        Start: {
          Type: "Task",
          Resource: `arn:aws:states:::states:startExecution${suffix}`,
          Arguments: { StateMachineArn: stateMachineArn, Input: "{% $states.input %}" },
          End: true,
        },
      }),
      { n: 21 },
    );

  it("waits for the execution with .sync:2, and reads its output", async () => {
    const ended = await starting(".sync:2", await child());
    expect(JSON.parse(ended.output!)).toMatchObject({
      Status: "SUCCEEDED",
      Output: { n: 42 },
      Input: { n: 21 },
    });
    expect(ended.types.slice(2, 6)).toEqual([
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
    ]);
  });

  it("fails with States.TaskFailed where the execution does", async () => {
    const failing = await machines.create(jsonata({ No: { Type: "Fail", Error: "Nope", Cause: "because" } }));
    const ended = await starting(".sync", failing);
    expect(ended).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
    expect(JSON.parse(ended.cause!)).toMatchObject({ Error: "Nope", Cause: "because", Status: "FAILED" });
  });

  it("says that there is no such machine", async () => {
    const ended = await starting("", "arn:aws:states:us-east-1:123456789012:stateMachine:none");
    expect(ended.error).toBe("StepFunctions.StateMachineDoesNotExistException");
  });
});

it("hands an activity's task to the worker that polls", async () => {
  const { activityArn } = await machines.sfn.send(new CreateActivityCommand({ name: "by-hand" }));
  const polled = machines.sfn.send(new GetActivityTaskCommand({ activityArn, workerName: "me" }));
  const stateMachineArn = await machines.create(
    jsonata({ Do: { Type: "Task", Resource: activityArn, End: true } }),
  );
  // The input is handed on as it was written.
  const written = '{ "what": 1.0 }';
  const started = await machines.sfn.send(new StartExecutionCommand({ stateMachineArn, input: written }));
  const executionArn = started.executionArn!;
  const { taskToken, input } = await polled;
  expect(input).toBe(written);
  await machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"done"' }));
  const ended = await machines.end(executionArn);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: '"done"' });
  expect(ended.events[3]).toMatchObject({
    type: "ActivityStarted",
    activityStartedEventDetails: { workerName: "me" },
  });
});

it("reckons an activity's TimeoutSeconds from when a worker takes the task", async () => {
  const { activityArn } = await machines.sfn.send(new CreateActivityCommand({ name: "late" }));
  const executionArn = await machines.start(
    await machines.create(
      jsonata({ Do: { Type: "Task", Resource: activityArn, TimeoutSeconds: 1, End: true } }),
    ),
  );
  // As long as nobody takes it, it may wait.
  await setTimeout(200);
  await machines.sfn.send(new GetActivityTaskCommand({ activityArn }));
  const ended = await machines.end(executionArn);
  expect(ended).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  const [taken, timedOut] = ["ActivityStarted", "ActivityTimedOut"].map((type) =>
    ended.events.find((event) => event.type === type)!.timestamp!.getTime(),
  );
  expect(timedOut! - taken!).toBeGreaterThanOrEqual(990);
});

/** Waits until the account has told its listeners of something like this. */
const once = <Told>(listeners: Set<(told: Told) => void>, isIt: (told: Told) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const listener = (told: Told) => {
      if (!isIt(told)) return;
      listeners.delete(listener);
      resolve();
    };
    listeners.add(listener);
  });

it("hands no activity's task to a worker that has gone away, and none of an execution that has ended", async () => {
  const { activityArn } = await machines.sfn.send(new CreateActivityCommand({ name: "impatient" }));
  const poll = (abortSignal?: AbortSignal) =>
    machines.sfn.send(new GetActivityTaskCommand({ activityArn }), { abortSignal });
  const machine = await machines.create(jsonata({ Do: { Type: "Task", Resource: activityArn, End: true } }));
  const away = new AbortController();
  const abandoned = poll(away.signal).catch((error: Error) => error.name);
  await once(account.cloud.onGranted, ({ action }) => action === "states:GetActivityTask");
  away.abort();
  await once(account.cloud.onCompleted, ({ operation }) => operation === "GetActivityTask");
  expect(await abandoned).toBe("AbortError");
  await machines.start(machine, { of: "one that is asked for again" });
  const first = await poll();
  expect(first.input).toBe('{"of":"one that is asked for again"}');
  const stopped = await machines.start(machine, { of: "one that is stopped" });
  await machines.sfn.send(new StopExecutionCommand({ executionArn: stopped }));
  await machines.start(machine, { of: "one that goes on" });
  const second = await poll();
  expect(second.input).toBe('{"of":"one that goes on"}');
  for (const { taskToken } of [first, second])
    await machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
});
