import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { statesStore } from "../../../../../../infra/local/services/states/store.ts";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { createRole } from "../../lambda/function-fixture.ts";
import { asking, createMachineRole, jsonata } from "../machine-fixture.ts";
import { BUCKET, distributed, Maps } from "../map-runs/map-fixture.ts";

let account: TestAccount;
let maps: Maps;
let ssm: SSMClient;
beforeAll(async () => {
  account = await startTestAccount();
  await createMachineRole(account);
  maps = new Maps(account);
  ssm = account.client(SSMClient);
});
afterAll(() => account.stop());

const put = (Name: string) => ssm.send(new PutParameterCommand({ Name, Value: Name, Type: "String" }));

/** Children that count how often they passed their first state, and then read the parameter that they are named. */
const reading = (Items: string[], ExecutionType = "STANDARD") =>
  distributed(
    { Items, MaxConcurrency: 1 },
    {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
      StartAt: "First",
      States: {
        First: { Type: "Pass", Next: "Read" },
        Read: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
          Arguments: { Name: "{% $states.input %}" },
          Output: "{% $states.result.Parameter.Value %}",
          End: true,
        },
      },
    },
  );

const redrive = (executionArn: string) => maps.sfn.send(new RedriveExecutionCommand({ executionArn }));

test("a redriven Map Run redrives the children that failed, and begins those that never began", async () => {
  await put("/std-a");
  const failed = await maps.map(reading(["/std-a", "/std-b", "/std-c"]));
  expect(failed).toMatchObject({
    error: "States.ExceedToleratedFailureThreshold",
    redriveStatus: "REDRIVABLE",
  });
  const before = await maps.mapRun(failed);
  expect(before).toMatchObject({
    status: "FAILED",
    redriveCount: 0,
    executionCounts: { succeeded: 1, failed: 1, pending: 1, pendingRedrive: 0, total: 3 },
  });
  const mapRunArn = before.mapRunArn!;
  const list = async (statusFilter?: "FAILED") =>
    (await maps.sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter }))).executions!;
  const [child] = await list("FAILED");
  const executionArn = child!.executionArn!;
  expect(await maps.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    redriveStatus: "REDRIVABLE_BY_MAP_RUN",
  });
  await expect(redrive(executionArn)).rejects.toMatchObject({ name: "ExecutionNotRedrivable" });
  await put("/std-b");
  await put("/std-c");
  await redrive(failed.executionArn!);
  const ended = await maps.end(failed.executionArn!);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: '["/std-a","/std-b","/std-c"]' });
  expect(ended.types.slice(failed.types.length)).toEqual([
    "ExecutionRedriven",
    "MapRunRedriven",
    "MapRunSucceeded",
    "MapStateSucceeded",
    "MapStateExited",
    "ExecutionSucceeded",
  ]);
  expect(ended.events[failed.events.length + 1]!.mapRunRedrivenEventDetails).toEqual({
    mapRunArn,
    redriveCount: 1,
  });
  expect(await maps.mapRun(ended)).toMatchObject({
    status: "SUCCEEDED",
    redriveCount: 1,
    redriveDate: expect.any(Date) as Date,
    executionCounts: { succeeded: 3, failed: 0, pending: 0, total: 3 },
  });
  const counts = (await list()).map(({ redriveCount }) => redriveCount);
  expect(counts).toEqual([0, 1, 0]);
  const { types } = await maps.end(executionArn);
  expect(types.filter((type) => type === "PassStateEntered")).toHaveLength(1);
  expect(types).toContain("ExecutionRedriven");
});

test("express children that failed run again from their first state", async () => {
  const failed = await maps.map(reading(["/exp-a"], "EXPRESS"));
  expect(failed.status).toBe("FAILED");
  await put("/exp-a");
  await redrive(failed.executionArn!);
  const ended = await maps.end(failed.executionArn!);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: '["/exp-a"]' });
  expect(ended.types).toContain("MapRunRedriven");
});

test("children wait for their turn as pending, and are what they were once the run is stopped", async () => {
  const Condition = "{% $states.context.Execution.RedriveCount > 0 %}";
  const waiting = {
    StartAt: "Redriven?",
    States: {
      "Redriven?": { Type: "Choice", Choices: [{ Condition, Next: "Ask" }] },
      Ask: asking(),
    },
  };
  const failed = await maps.map(
    distributed({ Items: [1, 2], MaxConcurrency: 1, ToleratedFailureCount: 1 }, waiting),
  );
  const executionArn = failed.executionArn!;
  const { mapRunArn = "" } = await maps.mapRun(failed);
  const listed = async (statusFilter: "RUNNING" | "PENDING_REDRIVE") => {
    const { executions } = await maps.sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter }));
    return executions!.length;
  };
  await redrive(executionArn);
  await expect.poll(() => listed("RUNNING")).toBe(1);
  expect(await listed("PENDING_REDRIVE")).toBe(1);
  expect(await maps.mapRun(failed)).toMatchObject({
    status: "RUNNING",
    executionCounts: { running: 1, failed: 0, pendingRedrive: 1, total: 2 },
  });
  await maps.sfn.send(new StopExecutionCommand({ executionArn }));
  expect(await maps.mapRun(failed)).toMatchObject({
    status: "ABORTED",
    executionCounts: { aborted: 1, failed: 1, pendingRedrive: 0, total: 2 },
  });
});

test("a Map Run that never had its items is begun anew", async () => {
  await maps.createBucket();
  const ItemReader = {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSON" },
    Arguments: { Bucket: "map-data", Key: "items.json" },
  };
  const failed = await maps.map(distributed({ ItemReader }));
  expect(failed.error).toBe("States.ItemReaderFailed");
  await maps.put("items.json", "[1,2]");
  await redrive(failed.executionArn!);
  const ended = await maps.end(failed.executionArn!);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: "[1,2]" });
  expect(ended.types.filter((type) => type === "MapRunStarted")).toHaveLength(2);
});

test("the results of a redriven Map Run are exported anew, each with how often it was redriven", async () => {
  await maps.createBucket();
  await put("/results-a");
  const ResultWriter = {
    Resource: "arn:aws:states:::s3:putObject",
    Arguments: { Bucket: BUCKET, Prefix: "out" },
  };
  const failed = await maps.map({ ...reading(["/results-a", "/results-b"]), ResultWriter });
  const folder = `out/${(await maps.mapRun(failed)).mapRunArn!.split(":").at(-1)!}`;
  const readJson = async (key: string): Promise<unknown> => JSON.parse(await maps.read(`${folder}/${key}`));
  const manifest = async () =>
    (await readJson("manifest.json")) as { ResultFiles: Record<string, { Key: string }[]> };
  expect((await manifest()).ResultFiles).toMatchObject({
    FAILED: [{ Key: `${folder}/FAILED_0.json` }],
    SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json` }],
  });
  await put("/results-b");
  await redrive(failed.executionArn!);
  expect(await maps.end(failed.executionArn!)).toMatchObject({ status: "SUCCEEDED" });
  const { ResultFiles } = await manifest();
  expect(ResultFiles).toMatchObject({ FAILED: [], PENDING: [] });
  expect(ResultFiles.SUCCEEDED).toHaveLength(1);
  expect(await readJson("SUCCEEDED_0.json")).toMatchObject([
    { Output: '"/results-a"', RedriveCount: 0 },
    { Output: '"/results-b"', RedriveCount: 1 },
  ]);
});

test("a child that ended too long ago is counted as one that cannot be redriven", async () => {
  const failed = await maps.map(reading(["/long-ago"]));
  const run = await maps.mapRun(failed);
  expect(run.executionCounts).toMatchObject({ failed: 1, failuresNotRedrivable: 0 });
  const place = { accountId: "123456789012", region: "us-east-1" };
  const { executions, mapRuns } = account.cloud.store(statesStore, place);
  const child = executions[mapRuns[run.mapRunArn!]!.children[0]!.arn]!;
  child.stopDate = new Date(child.stopDate!.getTime() - 15 * 24 * 60 * 60 * 1000);
  expect((await maps.mapRun(failed)).executionCounts).toMatchObject({ failed: 1, failuresNotRedrivable: 1 });
});

test("a machine's role must allow its Map Runs to begin children, and to redrive them", async () => {
  const actions = ["ssm:GetParameter", "states:StartExecution"];
  const roleArn = await createRole(account, { name: "map-role", actions, trust: "states.amazonaws.com" });
  const stateMachineArn = await maps.create(jsonata({ Each: reading(["/perm-a"]) }), { roleArn });
  const failed = await maps.end(await maps.start(stateMachineArn));
  expect(failed.error).toBe("States.ExceedToleratedFailureThreshold");
  await put("/perm-a");
  const denied = (action: string, resource: string) => ({
    status: "FAILED",
    error: "Sfn.AccessDeniedException",
    cause: expect.stringMatching(
      `assumed-role/map-role/\\w+ is not authorized to perform: ${action} on resource: ${resource}`,
    ) as string,
  });
  await redrive(failed.executionArn!);
  const again = await maps.end(failed.executionArn!);
  expect(again).toMatchObject(
    denied("states:RedriveExecution", stateMachineArn.replace(":stateMachine:", ":execution:")),
  );
  expect(again.types.slice(-4)).toEqual([
    "MapRunRedriven",
    "MapRunFailed",
    "MapStateFailed",
    "ExecutionFailed",
  ]);
  const none = await createRole(account, { name: "no-map-role", actions: [], trust: "states.amazonaws.com" });
  const never = await maps.create(jsonata({ Each: reading(["/perm-a"]) }), { roleArn: none });
  expect(await maps.end(await maps.start(never))).toMatchObject({
    ...denied("states:StartExecution", never),
    cause: expect.stringContaining("states:StartExecution") as string,
  });
});
