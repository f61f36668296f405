import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DescribeExecutionCommand, type HistoryEvent, type SFNClient } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { waitedFor } from "../../tui/execution/view.ts";
import { ARN, checked, entered, exited, history, result } from "./fixtures.ts";

const NESTED = `${ARN}-nested`;
const OUTPUTS = ["BuildLabArn", "VerifyStepsArn", "SolveStepArn", "CleanUpArn", "MapNetworkArn"];

/** Executions whose histories are as long as the parent was looked at often. */
async function orchestrator(histories: Record<string, HistoryEvent[][]>, looks: number, outputs = OUTPUTS) {
  let look = 0;
  const sfn = {
    async send(command: { input: { executionArn: string } }) {
      const { executionArn } = command.input;
      if (command instanceof DescribeExecutionCommand)
        return { status: ++look < looks ? "RUNNING" : "SUCCEEDED", output: "{}" };
      const stages = histories[executionArn]!;
      return { events: stages[Math.min(look, stages.length) - 1] };
    },
  };
  const cloudFormation = {
    send: async () => ({
      Stacks: [{ Outputs: outputs.map((OutputKey) => ({ OutputKey, OutputValue: OutputKey })) }],
    }),
  };
  // Of the clients only `send` is used.
  const clients = {
    cloudFormation: cloudFormation as unknown as CloudFormationClient,
    sfn: sfn as unknown as SFNClient,
    pollEvery: 1,
  };
  return await Orchestrator.find(clients);
}

test("an orchestrator of before the network's map goes on to work; one without a machine that labs need does not", async () => {
  expect((await orchestrator({}, 1))?.has("map-network")).toBe(true);
  const older = await orchestrator({}, 1, OUTPUTS.slice(0, 4));
  expect(older?.has("map-network")).toBe(false);
  expect(older?.has("build-lab")).toBe(true);
  expect(await older?.recent("fnd203", "map-network")).toEqual([]);
  expect(await orchestrator({}, 1, OUTPUTS.slice(1))).toBeUndefined();
});

test("what a solved step waits for is read from the verification that it waits for", async () => {
  const parent = history({ type: "ExecutionStarted" }, entered("Verify the step"), {
    type: "TaskSubmitted",
    taskSubmittedEventDetails: {
      resourceType: "states",
      resource: "startExecution.sync:2",
      output: JSON.stringify({ ExecutionArn: NESTED }),
    },
  });
  const check = history({ type: "ExecutionStarted" }, entered("Check"), checked(result("s", "waiting")));
  const done = history({ type: "ExecutionStarted" }, entered("Verify the step"), exited("Verify the step"));
  const following = await orchestrator(
    {
      [ARN]: [parent, parent, parent, [...parent, ...done.map((event) => ({ ...event, id: event.id! + 3 }))]],
      [NESTED]: [[], check],
    },
    4,
  );
  const waits: string[][] = [];
  for await (const view of following!.follow(ARN)) waits.push(waitedFor(view).map(({ step }) => step));
  expect(waits).toEqual([[], ["s"], []]);
});
