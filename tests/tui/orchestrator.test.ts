import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DescribeExecutionCommand, type HistoryEvent, type SFNClient } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { Ear, type ExecutionMoves } from "../../tui/execution/execution-moves.ts";
import { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { waitedFor } from "../../tui/execution/view.ts";
import { ARN, checked, entered, exited, history, result } from "./fixtures.ts";

const NESTED = `${ARN}-nested`;
const OUTPUTS = ["BuildLabArn", "VerifyStepsArn", "SolveStepArn", "CleanUpArn", "MapNetworkArn"];

/** Executions whose histories are as long as the parent was looked at often. */
async function orchestrator(
  histories: Record<string, HistoryEvent[][]>,
  looks: number,
  outputs = OUTPUTS,
  telling: { pollEvery: number; moves?: ExecutionMoves } = { pollEvery: 1 },
) {
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
    ...telling,
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

/** Moves that a test tells. */
function told() {
  const hearers = new Set<(arn: string | undefined) => void>();
  const moves: ExecutionMoves = {
    tells: true,
    listen(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
  const tell = (arn: string | undefined) => {
    for (const hear of hearers) hear(arn);
  };
  return { moves, tell, hearers };
}

test("where moves are told, an execution is looked at when it has moved, and not by the clock", async () => {
  const { moves, tell, hearers } = told();
  const stages = [1, 2, 3].map((length) =>
    history({ type: "ExecutionStarted" }, entered("A"), exited("A")).slice(0, length),
  );
  const following = await orchestrator({ [ARN]: stages }, 3, OUTPUTS, { pollEvery: 1e6, moves });
  const seen: (string | undefined)[] = [];
  for await (const { states } of following!.follow(ARN)) {
    seen.push(states[0]?.status);
    // Before it waits: a move between a look and the waiting for the next one must not be missed.
    tell(seen.length === 1 ? ARN : undefined);
  }
  expect(seen).toEqual([undefined, "running", "succeeded"]);
  expect(hearers.size).toBe(0);
});

test("another execution's moves are no reason to look", () => {
  const { moves, tell } = told();
  const ear = new Ear(moves, ARN);
  tell(NESTED);
  expect(ear.heard.aborted).toBe(false);
  ear.listenTo(NESTED);
  tell(NESTED);
  expect(ear.heard.aborted).toBe(true);
  ear.look();
  expect(ear.heard.aborted).toBe(false);
});
