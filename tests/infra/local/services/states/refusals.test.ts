// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import * as api from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeCall } from "../../../../../infra/local/dispatch.ts";
import { servicePrincipal } from "../../../../../infra/local/principal.ts";
import { signalsOf } from "../../../../../infra/local/services/states/signals.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines, SOON } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
let sfn: api.SFNClient;
let standard: string;
let express: string;
const PASS = jsonata({ Pass: { Type: "Pass", End: true } });
const ASKING = jsonata({
  Ask: {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:putParameter.waitForTaskToken",
    Arguments: { Name: "/token", Type: "String", Overwrite: true, Value: "{% $states.context.Task.Token %}" },
    End: true,
  },
});
beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  sfn = machines.sfn;
  await createMachineRole(account);
  standard = await machines.create(PASS);
  express = await machines.create(PASS, { type: "EXPRESS" });
});
afterAll(() => account.stop());

const KEY = { type: "CUSTOMER_MANAGED_KMS_KEY" as const };
const TAGS = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: "v" }));
const LARGE = JSON.stringify("x".repeat(262_145));

/** What is refused, with which error, and what the message says. */
const REFUSED: [string, () => Promise<unknown>, string, (string | RegExp)?][] = [
  ["a name of 81 characters", () => machines.create(PASS, { name: "n".repeat(81) }), "InvalidName"],
  ["a name with a blank", () => machines.create(PASS, { name: "a b" }), "InvalidName", "Invalid Name: 'a b'"],
  ["51 tags", () => machines.create(PASS, { tags: TAGS }), "TooManyTags"],
  [
    "a tag's long key",
    () =>
      sfn.send(
        new api.TagResourceCommand({ resourceArn: standard, tags: [{ key: "k".repeat(129), value: "" }] }),
      ),
    "ValidationException",
    /at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128/,
  ],
  ["a tag without a key", () => machines.create(PASS, { tags: [{ value: "v" }] }), "ValidationException"],
  [
    "a type that there is not",
    () => machines.create(PASS, { type: "FAST" as "EXPRESS" }),
    "ValidationException",
    /at 'type' failed to satisfy constraint: Member must satisfy enum value set: \[STANDARD, EXPRESS\]/,
  ],
  [
    "a log level that there is not",
    () => machines.create(PASS, { loggingConfiguration: { level: "SOME" as "ALL" } }),
    "ValidationException",
    /at 'loggingConfiguration.level'/,
  ],
  ["a definition of nothing", () => machines.create(" "), "InvalidDefinition", /MISSING_DESCRIPTION/],
  [
    "a severity that there is not",
    () =>
      sfn.send(
        new api.ValidateStateMachineDefinitionCommand({ definition: PASS, severity: "HINT" as "WARNING" }),
      ),
    "ValidationException",
    /at 'severity'/,
  ],
  [
    "an inspection level that there is not",
    () => sfn.send(new api.TestStateCommand({ definition: PASS, inspectionLevel: "ALL" as "TRACE" })),
    "ValidationException",
    /at 'inspectionLevel'/,
  ],
  [
    "an alias of no version",
    () => sfn.send(new api.CreateStateMachineAliasCommand({ name: "a", routingConfiguration: [] })),
    "ValidationException",
    /at 'routingConfiguration'/,
  ],
  [
    "a long trace header",
    () =>
      sfn.send(new api.StartExecutionCommand({ stateMachineArn: standard, traceHeader: "t".repeat(257) })),
    "ValidationException",
    /at 'traceHeader'/,
  ],
  [
    "a machine of another Region",
    () => machines.start(standard.replace("us-east-1", "eu-west-1")),
    "StateMachineDoesNotExist",
  ],
  [
    "tags of nothing",
    () => sfn.send(new api.ListTagsForResourceCommand({ resourceArn: "nonsense" })),
    "InvalidArn",
  ],
  ["a definition over 1 MB", () => machines.create(" ".repeat(1_048_577)), "InvalidDefinition"],
  [
    "a key that is not named",
    () => machines.create(PASS, { encryptionConfiguration: KEY }),
    "InvalidEncryptionConfiguration",
    /kmsKeyId must be/,
  ],
  [
    "a key kept too short",
    () =>
      machines.create(PASS, {
        encryptionConfiguration: { ...KEY, kmsKeyId: "k", kmsDataKeyReusePeriodSeconds: 59 },
      }),
    "InvalidEncryptionConfiguration",
    /between 60 and 900/,
  ],
  [
    "an activity's key",
    () =>
      sfn.send(
        new api.CreateActivityCommand({
          name: "encrypted",
          encryptionConfiguration: { ...KEY, kmsKeyId: "k" },
        }),
      ),
    "InvalidEncryptionConfiguration",
  ],
  [
    "logging to nowhere",
    () => machines.create(PASS, { loggingConfiguration: { level: "ALL" } }),
    "InvalidLoggingConfiguration",
  ],
  [
    "an update of nothing",
    () => sfn.send(new api.UpdateStateMachineCommand({ stateMachineArn: standard })),
    "MissingRequiredParameter",
  ],
  [
    "deleting a version as a machine",
    () => sfn.send(new api.DeleteStateMachineCommand({ stateMachineArn: `${standard}:1` })),
    "InvalidArn",
  ],
  ["a role that is none", () => machines.create(PASS, { roleArn: "role" }), "InvalidArn"],
  [
    "an input of more than 262,144 bytes",
    () => sfn.send(new api.StartExecutionCommand({ stateMachineArn: standard, input: LARGE })),
    "ValidationException",
    "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
  ],
  [
    "a page of 1,001",
    () => sfn.send(new api.ListStateMachinesCommand({ maxResults: 1001 })),
    "ValidationException",
  ],
  [
    "a token of no page",
    () => sfn.send(new api.ListActivitiesCommand({ nextToken: "bnVsbA" })),
    "InvalidToken",
  ],
  [
    "a status that is none",
    () =>
      sfn.send(
        new api.ListExecutionsCommand({ stateMachineArn: standard, statusFilter: "DONE" as "FAILED" }),
      ),
    "ValidationException",
  ],
  [
    "executions of both",
    () => sfn.send(new api.ListExecutionsCommand({ stateMachineArn: standard, mapRunArn: standard })),
    "ValidationException",
  ],
  [
    "executions of an express machine",
    () => sfn.send(new api.ListExecutionsCommand({ stateMachineArn: express })),
    "StateMachineTypeNotSupported",
  ],
  [
    "stopping an express execution",
    async () => sfn.send(new api.StopExecutionCommand({ executionArn: await machines.start(express) })),
    "StateMachineTypeNotSupported",
  ],
  ["the history of one", async () => machines.history(await machines.start(express)), "InvalidArn"],
  [
    "a failure's long cause",
    () => sfn.send(new api.SendTaskFailureCommand({ taskToken: "t", cause: "c".repeat(32_769) })),
    "ValidationException",
  ],
  [
    "a token that is none",
    () => sfn.send(new api.SendTaskHeartbeatCommand({ taskToken: "t" })),
    "InvalidToken",
  ],
  [
    "an activity that is not there",
    () =>
      sfn.send(
        new api.GetActivityTaskCommand({ activityArn: standard.replace(":stateMachine:", ":activity:") }),
      ),
    "ActivityDoesNotExist",
  ],
];

describe("are refused:", () => {
  it.each(REFUSED)("%s", async (_, send, name, message = /./) => {
    await expect(send()).rejects.toMatchObject({
      name,
      message: (typeof message === "string" ? message : expect.stringMatching(message)) as string,
    });
  });
});

describe("a task's token", () => {
  const tokenOf = async (executionArn: string) => {
    await machines.reached(executionArn, "TaskSubmitted");
    const scheduled = (await machines.history(executionArn)).find(({ type }) => type === "TaskScheduled")!;
    return (JSON.parse(scheduled.taskScheduledEventDetails!.parameters!) as { Value: string }).Value;
  };
  const TIMED_OUT = { name: "TaskTimedOut" };

  it("takes JSON only, once, and is good for nothing once the task is over", async () => {
    const arn = await machines.start(await machines.create(ASKING));
    const taskToken = await tokenOf(arn);
    const succeed = (output: string) => sfn.send(new api.SendTaskSuccessCommand({ taskToken, output }));
    await expect(succeed("{")).rejects.toMatchObject({ name: "InvalidOutput" });
    await expect(succeed(LARGE)).rejects.toMatchObject({ name: "ValidationException" });
    await sfn.send(new api.SendTaskHeartbeatCommand({ taskToken }));
    await succeed("1");
    await expect(succeed("2")).rejects.toMatchObject(TIMED_OUT);
    expect((await machines.end(arn)).output).toBe("1");
    await expect(sfn.send(new api.SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(TIMED_OUT);
  });

  it("is void once its execution was stopped, and a redriven one has another", async () => {
    const executionArn = await machines.start(await machines.create(ASKING));
    const taskToken = await tokenOf(executionArn);
    await sfn.send(new api.StopExecutionCommand({ executionArn }));
    const fail = new api.SendTaskFailureCommand({ taskToken, error: "E" });
    await expect(sfn.send(fail)).rejects.toMatchObject(TIMED_OUT);
    await sfn.send(new api.RedriveExecutionCommand({ executionArn }));
    await expect(sfn.send(fail)).rejects.toMatchObject(TIMED_OUT);
    await sfn.send(new api.StopExecutionCommand({ executionArn }));
  });
});

it("an execution that another waits for stops with it", async () => {
  const StateMachineArn = await machines.create(ASKING);
  const parent = jsonata({
    Start: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      Arguments: { StateMachineArn },
      End: true,
    },
  });
  const executionArn = await machines.start(await machines.create(parent));
  const submitted = await machines.reached(executionArn, "TaskSubmitted");
  const { ExecutionArn } = JSON.parse(submitted.taskSubmittedEventDetails!.output!) as {
    ExecutionArn: string;
  };
  await machines.reached(ExecutionArn, "TaskSubmitted");
  await sfn.send(new api.StopExecutionCommand({ executionArn }));
  expect(await machines.end(ExecutionArn)).toMatchObject({ status: "ABORTED" });
});

it("no more than a thousand workers ask one activity for work", async () => {
  const { activityArn = "" } = await sfn.send(new api.CreateActivityCommand({ name: "popular" }));
  const leaving = new AbortController();
  const signals = signalsOf(account.cloud);
  const workers = Array.from({ length: 1_000 }, () => signals.next(activityArn, leaving.signal));
  const settled = Promise.allSettled(workers);
  const another = sfn.send(new api.GetActivityTaskCommand({ activityArn }));
  await expect(another).rejects.toMatchObject({ name: "ActivityWorkerLimitExceeded" });
  leaving.abort();
  await settled;
});

it("a machine that is being deleted is there until its executions have ended, and refuses new ones", async () => {
  const stateMachineArn = await machines.create(ASKING, { name: "going" });
  const executionArn = await machines.start(stateMachineArn);
  await machines.reached(executionArn, "TaskSubmitted");
  const stopped = await machines.start(stateMachineArn);
  await sfn.send(new api.StopExecutionCommand({ executionArn: stopped }));
  const accountId = "123456789012";
  const principal = servicePrincipal("cloudformation.amazonaws.com", accountId);
  const call = makeCall(account.cloud, { principal, accountId, region: "us-east-1" });
  // In the same turn: an execution takes some to stop.
  const [, described, started, updated, redriven] = await Promise.allSettled([
    call.invoke("states", "DeleteStateMachine", { stateMachineArn }),
    call.invoke("states", "DescribeStateMachine", { stateMachineArn }),
    call.invoke("states", "StartExecution", { stateMachineArn }),
    call.invoke("states", "UpdateStateMachine", { stateMachineArn, definition: PASS }),
    call.invoke("states", "RedriveExecution", { executionArn: stopped }),
  ]);
  expect(described).toMatchObject({ value: { status: "DELETING" } });
  expect(started).toMatchObject({ reason: { name: "StateMachineDeleting" } });
  expect(redriven).toMatchObject({ reason: { message: "State machine is in DELETING status" } });
  expect(updated).toMatchObject({ reason: { name: "StateMachineDeleting" } });
  await vi.waitFor(
    () => expect(machines.start(stateMachineArn)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" }),
    SOON,
  );
  await expect(machines.history(executionArn)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  expect(await machines.create(PASS, { name: "going" })).toBe(stateMachineArn);
});
