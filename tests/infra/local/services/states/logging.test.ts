import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as api from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
let client: logs.CloudWatchLogsClient;
beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  client = account.client(logs.CloudWatchLogsClient);
  await createMachineRole(account);
});
afterAll(() => account.stop());

const FAILING = jsonata({
  First: { Type: "Pass", Output: 1, Next: "No" },
  No: { Type: "Fail", Error: "E", Cause: "C" },
});

/** A machine that logs to a group of its own. */
async function logging(
  level: api.LogLevel,
  includeExecutionData: boolean,
  more: Partial<api.CreateStateMachineCommandInput> = {},
) {
  const logGroupName = `/aws/vendedlogs/states/${crypto.randomUUID()}`;
  await client.send(new logs.CreateLogGroupCommand({ logGroupName }));
  const logGroupArn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}:*`;
  const loggingConfiguration = {
    level,
    includeExecutionData,
    ...(level !== "OFF" && { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }),
  };
  const stateMachineArn = await machines.create(FAILING, { ...more, loggingConfiguration });
  const logged = async () => {
    const { events = [] } = await client.send(new logs.FilterLogEventsCommand({ logGroupName }));
    return events.map(({ message }) => JSON.parse(message!) as { type: string; details: object });
  };
  return { stateMachineArn, logged };
}

const EVENTS = [
  "ExecutionStarted",
  "PassStateEntered",
  "PassStateExited",
  "FailStateEntered",
  "ExecutionFailed",
];

it.each([
  ["ALL", EVENTS],
  ["ERROR", ["FailStateEntered", "ExecutionFailed"]],
  ["FATAL", ["ExecutionFailed"]],
  ["OFF", []],
] as const)("an express execution's log at level %s has the events of that level", async (level, types) => {
  const { stateMachineArn, logged } = await logging(level, true, { type: "EXPRESS" });
  await machines.sfn.send(new api.StartSyncExecutionCommand({ stateMachineArn }));
  expect((await logged()).map(({ type }) => type)).toEqual(types);
});

it("a log has execution data where it is asked to", async () => {
  const entered = async (included: boolean) => {
    const { stateMachineArn, logged } = await logging("ALL", included, { type: "EXPRESS" });
    await machines.sfn.send(new api.StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    return (await logged())[1]!.details;
  };
  const data = { input: '{"a":1}', inputDetails: { truncated: false } };
  expect(await entered(true)).toEqual({ name: "First", ...data });
  expect(await entered(false)).toEqual({ name: "First" });
});

it("a standard execution's log has events as its history has them, each redrive's as well", async () => {
  const { stateMachineArn, logged } = await logging("FATAL", true);
  const executionArn = await machines.start(stateMachineArn);
  await machines.end(executionArn);
  const failed = {
    id: "5",
    type: "ExecutionFailed",
    details: { error: "E", cause: "C" },
    previous_event_id: "4",
    event_timestamp: expect.stringMatching(/^\d+$/) as string,
    execution_arn: executionArn,
    redrive_count: "0",
  };
  expect(await logged()).toEqual([failed]);
  await machines.sfn.send(new api.RedriveExecutionCommand({ executionArn }));
  await machines.end(executionArn);
  expect((await logged())[1]).toMatchObject({ type: "ExecutionFailed", redrive_count: "1" });
});
