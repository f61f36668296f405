// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import * as api from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createRole } from "../lambda/function-fixture.ts";
import { asking, createMachineRole, jsonata, Machines, ROLE } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
let sfn: api.SFNClient;

beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  sfn = machines.sfn;
  await createMachineRole(account);
});
afterAll(() => account.stop());

const PASS = jsonata({ Pass: { Type: "Pass", End: true } });
const waiting = (Seconds: number, more: object = {}) =>
  jsonata({ Wait: { Type: "Wait", Seconds, End: true } }, more);
const ASKING = jsonata({ Ask: asking() });

describe("machines", () => {
  it("are created once: the same again is the same, another definition a clash", async () => {
    const first = await machines.create(PASS, { name: "once" });
    expect(first).toBe("arn:aws:states:us-east-1:123456789012:stateMachine:once");
    expect(await machines.create(PASS, { name: "once" })).toBe(first);
    await expect(machines.create(waiting(1), { name: "once" })).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
      message: `State Machine Already Exists: '${first}'`,
    });
  });

  it("need a role that trusts Step Functions", async () => {
    const creating = machines.create(PASS, { roleArn: ROLE.replace("machine-role", "nobody") });
    await expect(creating).rejects.toMatchObject({
      name: "AccessDeniedException",
      message:
        "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
    });
  });

  it("need a role that may log, and may make the rule that .sync tasks wait by, where they do so", async () => {
    await createRole(account, { name: "bare", actions: ["states:*"], trust: "states.amazonaws.com" });
    const roleArn = ROLE.replace("machine-role", "bare");
    const logGroupArn = "arn:aws:logs:us-east-1:123456789012:log-group:any:*";
    const loggingConfiguration = {
      level: "ALL" as const,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    };
    await expect(machines.create(PASS, { roleArn, loggingConfiguration })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "The state machine IAM Role is not authorized to access the Log Destination",
    });
    const syncing = jsonata({
      Start: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Arguments: { StateMachineArn: "any" },
        End: true,
      },
    });
    await expect(machines.create(syncing, { roleArn })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: `'${roleArn}' is not authorized to create managed-rule.`,
    });
    expect(await machines.create(PASS, { roleArn })).toBeDefined();
  });

  it("are described, updated, tagged, listed and deleted", async () => {
    const stateMachineArn = await machines.create(PASS, {
      name: "life",
      tags: [{ key: "lab", value: "fnd203" }],
    });
    await sfn.send(new api.UpdateStateMachineCommand({ stateMachineArn, definition: waiting(2) }));
    await sfn.send(
      new api.TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: "x", value: "y" }] }),
    );
    await sfn.send(new api.UntagResourceCommand({ resourceArn: stateMachineArn, tagKeys: ["lab"] }));
    expect(await sfn.send(new api.DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      name: "life",
      status: "ACTIVE",
      type: "STANDARD",
      roleArn: ROLE,
      definition: waiting(2),
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    const { tags } = await sfn.send(new api.ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
    expect(tags).toEqual([{ key: "x", value: "y" }]);
    const listed = await sfn.send(new api.ListStateMachinesCommand({}));
    expect(listed.stateMachines?.map(({ name }) => name)).toContain("life");
    await sfn.send(new api.DeleteStateMachineCommand({ stateMachineArn }));
    await expect(sfn.send(new api.DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
  });

  it("have versions and aliases, by which they are started", async () => {
    const stateMachineArn = await machines.create(PASS, { name: "versioned" });
    const one = await sfn.send(new api.PublishStateMachineVersionCommand({ stateMachineArn }));
    expect(one.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    await sfn.send(
      new api.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn: one.stateMachineVersionArn, weight: 100 }],
      }),
    );
    await sfn.send(
      new api.UpdateStateMachineCommand({ stateMachineArn, definition: jsonata({ No: { Type: "Fail" } }) }),
    );
    const ended = await machines.end(await machines.start(`${stateMachineArn}:live`));
    expect(ended).toMatchObject({ status: "SUCCEEDED", stateMachineVersionArn: `${stateMachineArn}:1` });
    const deleting = sfn.send(
      new api.DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${stateMachineArn}:1` }),
    );
    await expect(deleting).rejects.toMatchObject({ name: "ConflictException" });
  });
});

describe("definitions", () => {
  const BROKEN = jsonata({ A: { Type: "Pass", InputPath: "$", Next: "B" }, C: { Type: "Succeed" } });
  const PROBLEM =
    "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/A";
  const validate = (definition: string, more: object = {}) =>
    sfn.send(new api.ValidateStateMachineDefinitionCommand({ definition, ...more }));

  it("are refused by creating and updating with what validating says", async () => {
    const { result, diagnostics } = await validate(BROKEN);
    expect(result).toBe("FAIL");
    expect(diagnostics![0]).toEqual({
      severity: "ERROR",
      code: "SCHEMA_VALIDATION_FAILED",
      message: PROBLEM.slice("SCHEMA_VALIDATION_FAILED: ".length, -" at /States/A".length),
      location: "/States/A",
    });
    const refusal = {
      name: "InvalidDefinition",
      message: expect.stringContaining(`'${PROBLEM}, `) as string,
    };
    await expect(machines.create(BROKEN)).rejects.toMatchObject(refusal);
    const stateMachineArn = await machines.create(PASS);
    const update = new api.UpdateStateMachineCommand({ stateMachineArn, definition: BROKEN });
    await expect(sfn.send(update)).rejects.toMatchObject(refusal);
  });

  it("are held to the type of their machine", async () => {
    expect(await validate(ASKING)).toMatchObject({ result: "OK" });
    expect(await validate(ASKING, { type: "EXPRESS" })).toMatchObject({ result: "FAIL" });
    const refusal = { name: "InvalidDefinition" };
    await expect(machines.create(ASKING, { type: "EXPRESS" })).rejects.toMatchObject(refusal);
    const stateMachineArn = await machines.create(PASS, { type: "EXPRESS" });
    const update = new api.UpdateStateMachineCommand({ stateMachineArn, definition: ASKING });
    await expect(sfn.send(update)).rejects.toMatchObject(refusal);
  });

  it("show as many diagnostics as asked for, and warnings where asked for", async () => {
    expect(await validate(BROKEN, { maxResults: 1 })).toMatchObject({
      diagnostics: [{ code: "SCHEMA_VALIDATION_FAILED" }],
      truncated: true,
    });
    expect(await validate(BROKEN)).toMatchObject({ truncated: false });
    const warned = JSON.stringify({
      StartAt: "A",
      States: { A: { Type: "Pass", Result: "$.a", End: true } },
    });
    expect(await validate(warned)).toMatchObject({ result: "OK", diagnostics: [] });
    expect(await validate(warned, { severity: "WARNING" })).toMatchObject({
      result: "OK",
      diagnostics: [{ severity: "WARNING", code: "PASS_RESULT_IS_STATIC" }],
    });
    await expect(validate(PASS, { maxResults: 101 })).rejects.toMatchObject({ name: "ValidationException" });
    expect((await validate("{")).diagnostics![0]!.code).toBe("INVALID_JSON_DESCRIPTION");
  });
});

describe("executions", () => {
  it("have a name once: the same again while it runs is the same", async () => {
    const machine = await machines.create(ASKING);
    const first = await machines.start(machine, { a: 1 }, "named");
    expect(await machines.start(machine, { a: 1 }, "named")).toBe(first);
    await expect(machines.start(machine, { a: 2 }, "named")).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${first}'`,
    });
    await sfn.send(new api.StopExecutionCommand({ executionArn: first, error: "E", cause: "C" }));
    await expect(machines.start(machine, { a: 1 }, "named")).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
    });
    const ended = await machines.end(first);
    expect(ended).toMatchObject({ status: "ABORTED", error: "E", cause: "C" });
    expect(ended.events.at(-1)).toMatchObject({ type: "ExecutionAborted", previousEventId: 0 });
  });

  it("refuse names and inputs that AWS refuses", async () => {
    const machine = await machines.create(PASS);
    await expect(machines.start(machine, {}, "a b")).rejects.toMatchObject({ name: "InvalidName" });
    const broken = sfn.send(new api.StartExecutionCommand({ stateMachineArn: machine, input: "{" }));
    await expect(broken).rejects.toMatchObject({ name: "InvalidExecutionInput" });
    await expect(machines.history("nonsense")).rejects.toMatchObject({ name: "InvalidArn" });
    await expect(
      machines.history("arn:aws:states:us-east-1:123456789012:execution:a:b"),
    ).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  });

  it("are listed newest first, by page and by status", async () => {
    const stateMachineArn = await machines.create(PASS);
    for (const name of ["a", "b", "c"]) await machines.end(await machines.start(stateMachineArn, {}, name));
    const first = await sfn.send(new api.ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
    expect(first.executions!.map(({ name }) => name)).toEqual(["c", "b"]);
    const rest = await sfn.send(
      new api.ListExecutionsCommand({ stateMachineArn, nextToken: first.nextToken }),
    );
    expect(rest.executions!.map(({ name }) => name)).toEqual(["a"]);
    const other = new api.ListExecutionsCommand({
      stateMachineArn,
      statusFilter: "SUCCEEDED",
      nextToken: first.nextToken,
    });
    await expect(sfn.send(other)).rejects.toMatchObject({ name: "InvalidToken" });
    await machines.end(await machines.start(stateMachineArn, {}, "d"));
    const again = new api.ListExecutionsCommand({ stateMachineArn, nextToken: first.nextToken });
    expect((await sfn.send(again)).executions!.map(({ name }) => name)).toEqual(["a"]);
    const running = await sfn.send(
      new api.ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING" }),
    );
    expect(running.executions).toEqual([]);
  });

  it("show their history backwards, by page, and without data", async () => {
    const executionArn = await machines.start(await machines.create(PASS), { secret: 1 });
    await machines.end(executionArn);
    const get = (more: object) => sfn.send(new api.GetExecutionHistoryCommand({ executionArn, ...more }));
    const reversed = await get({ reverseOrder: true, maxResults: 1 });
    expect(reversed.events).toMatchObject([{ id: 4, type: "ExecutionSucceeded", previousEventId: 3 }]);
    expect((await get({ nextToken: reversed.nextToken, reverseOrder: true })).events![0]!.id).toBe(3);
    const bare = await get({ includeExecutionData: false });
    expect(JSON.stringify(bare.events)).not.toContain("secret");
    expect(bare.events![1]!.stateEnteredEventDetails).toEqual({ name: "Pass" });
  });

  it("time out by their own TimeoutSeconds before a longer wait ends, at any pace", async () => {
    const ended = await machines.run(waiting(3600, { TimeoutSeconds: 60 }));
    expect(ended.status).toBe("TIMED_OUT");
    expect(ended).not.toHaveProperty("error");
    expect(ended.types).toEqual(["ExecutionStarted", "WaitStateEntered", "ExecutionTimedOut"]);
    expect(ended.events.at(-1)).toMatchObject({
      previousEventId: 0,
      executionTimedOutEventDetails: { error: "States.Timeout" },
    });
    expect((await machines.run(waiting(59, { TimeoutSeconds: 60 }))).status).toBe("SUCCEEDED");
  });

  it("of an express machine are answered at once, and cannot be looked up", async () => {
    const stateMachineArn = await machines.create(PASS, { type: "EXPRESS" });
    const sync = await sfn.send(new api.StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    expect(sync).toMatchObject({ status: "SUCCEEDED", output: '{"a":1}' });
    expect(sync.executionArn).toMatch(/:express:/);
    await expect(machines.history(sync.executionArn!)).rejects.toMatchObject({ name: "InvalidArn" });
    const standard = await machines.create(PASS);
    await expect(
      sfn.send(new api.StartSyncExecutionCommand({ stateMachineArn: standard })),
    ).rejects.toMatchObject({ name: "StateMachineTypeNotSupported" });
  });
});
