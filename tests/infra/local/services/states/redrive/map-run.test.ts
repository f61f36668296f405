import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { asking, createMachineRole } from "../machine-fixture.ts";
import { distributed, Maps } from "../map-runs/map-fixture.ts";

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
  await vi.waitFor(async () => expect(await listed("RUNNING")).toBe(1), { interval: 5 });
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
