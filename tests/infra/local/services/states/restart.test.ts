import {
  DescribeMapRunCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { expect, test, vi } from "vitest";
import type { Pace } from "../../../../../infra/local/clock.ts";
import type { DelayWork } from "../../../../../infra/local/services/states/frames.ts";
import { statesStore } from "../../../../../infra/local/services/states/store.ts";
import { type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { createMachineRole, jsonata, Machines, SOON } from "./machine-fixture.ts";

/** An hour: no wait ends by itself before the account does. */
const HOUR = 3_600;

/** Has the waits that go on be over by the time that the account is opened again. */
function letWaitsPass({ cloud }: TestAccount): void {
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("kind" in value && value.kind === "wait") (value as DelayWork).until.setTime(Date.now());
    Object.values(value).forEach(look);
  };
  for (const { state } of cloud.stores(statesStore))
    for (const { root } of Object.values(state.executions)) look(root);
}

/** Runs a machine until its history has an event of this type, and `meanwhile` is done; opens the account anew. */
async function restarted(
  definition: string,
  until: string,
  input: unknown = {},
  paces: Pace[] = ["real", "instant"],
  meanwhile?: (machines: Machines, executionArn: string) => Promise<void>,
) {
  const home = await temporaryFolder();
  const first = await useTestAccount({ home, pace: paces[0] });
  await createMachineRole(first);
  const before = new Machines(first);
  const executionArn = await before.start(await before.create(definition), input);
  const event = await before.reached(executionArn, until);
  await meanwhile?.(before, executionArn);
  const history = await before.history(executionArn);
  letWaitsPass(first);
  await first.stop();
  const second = await useTestAccount({ home, pace: paces[1] });
  return { executionArn, event, history, machines: new Machines(second) };
}

test("an execution in a Wait state goes on after a restart, and no event is repeated", async () => {
  const { executionArn, history, machines } = await restarted(
    jsonata({
      Count: { Type: "Pass", Assign: { n: "{% $states.input.n + 1 %}" }, Next: "Wait" },
      Wait: { Type: "Wait", Seconds: HOUR, Next: "Answer" },
      Answer: { Type: "Pass", Output: "{% $n %}", End: true },
    }),
    "WaitStateEntered",
    { n: 41 },
  );
  const ended = await machines.end(executionArn);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: "42" });
  expect(ended.events.slice(0, history.length)).toEqual(history);
  expect(ended.types).toEqual([
    "ExecutionStarted",
    "PassStateEntered",
    "PassStateExited",
    "WaitStateEntered",
    "WaitStateExited",
    "PassStateEntered",
    "PassStateExited",
    "ExecutionSucceeded",
  ]);
  expect(ended.events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a task token stays valid over a restart", async () => {
  const { executionArn, event, machines } = await restarted(
    jsonata({
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:putParameter.waitForTaskToken",
        Arguments: { Name: "/token", Type: "String", Value: "{% $states.context.Task.Token %}" },
        TimeoutSeconds: 3600,
        End: true,
      },
    }),
    "TaskSubmitted",
  );
  expect(event.taskSubmittedEventDetails?.output).toContain('"Version":1');
  const [scheduled] = (await machines.history(executionArn)).filter(({ type }) => type === "TaskScheduled");
  const taskToken = (JSON.parse(scheduled!.taskScheduledEventDetails!.parameters!) as { Value: string })
    .Value;
  await machines.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }));
  const ended = await machines.end(executionArn);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: '{"approved":true}' });
  expect(ended.types).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("a Map inside a Parallel goes on with the iterations that were left", async () => {
  const { executionArn, history, machines } = await restarted(
    jsonata({
      Both: {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "Each",
            States: {
              Each: {
                Type: "Map",
                Items: [1, 2, 3],
                MaxConcurrency: 1,
                ItemProcessor: {
                  StartAt: "Quick",
                  States: {
                    Quick: {
                      Type: "Choice",
                      Choices: [{ Condition: "{% $states.input = 1 %}", Next: "Double" }],
                      Default: "Slow",
                    },
                    Slow: { Type: "Wait", Seconds: HOUR, Next: "Double" },
                    Double: { Type: "Pass", Output: "{% $states.input * 2 %}", End: true },
                  },
                },
                End: true,
              },
            },
          },
          { StartAt: "Other", States: { Other: { Type: "Pass", Output: "other", End: true } } },
        ],
        End: true,
      },
    }),
    "WaitStateEntered",
  );
  const ended = await machines.end(executionArn);
  expect(ended).toMatchObject({ status: "SUCCEEDED", output: '[[2,4,6],"other"]' });
  expect(ended.events.slice(0, history.length)).toEqual(history);
  expect(ended.types.filter((type) => type === "MapIterationStarted")).toHaveLength(3);
  expect(ended.types.filter((type) => type === "ParallelStateStarted")).toHaveLength(1);
});

test("a distributed Map goes on with the children that were left, and counts those that had ended", async () => {
  const counts = async ({ sfn }: Machines, executionArn: string) => {
    const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    return await sfn.send(new DescribeMapRunCommand({ mapRunArn: mapRuns![0]!.mapRunArn }));
  };
  const { executionArn, history, machines } = await restarted(
    jsonata({
      Each: {
        Type: "Map",
        Items: [1, 2, 3, 4],
        MaxConcurrency: 2,
        ToleratedFailureCount: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "First",
          States: {
            First: {
              Type: "Choice",
              Choices: [{ Condition: "{% $states.input = 1 %}", Next: "No" }],
              Default: "Slow",
            },
            No: { Type: "Fail", Error: "No" },
            Slow: { Type: "Wait", Seconds: HOUR, Next: "Double" },
            Double: { Type: "Pass", Output: "{% $states.input * 2 %}", End: true },
          },
        },
        End: true,
      },
    }),
    "MapRunStarted",
    {},
    undefined,
    async (before, arn) => {
      await vi.waitFor(
        async () =>
          expect((await counts(before, arn)).itemCounts).toMatchObject({ failed: 1, running: 2, pending: 1 }),
        SOON,
      );
    },
  );
  const ended = await machines.end(executionArn);
  expect(JSON.parse(ended.output!)).toEqual([expect.objectContaining({ Error: "No" }), 4, 6, 8]);
  expect(ended.events.slice(0, history.length)).toEqual(history);
  expect((await counts(machines, executionArn)).itemCounts).toMatchObject({
    failed: 1,
    succeeded: 3,
    total: 4,
  });
});

test("an execution that failed can be redriven after a restart, and goes on after one more", async () => {
  const home = await temporaryFolder();
  const inAccount = async (work: (machines: Machines) => Promise<void>, pace: Pace = "real") => {
    const account = await useTestAccount({ home, pace });
    await createMachineRole(account).catch(() => undefined);
    await work(new Machines(account));
    letWaitsPass(account);
    await account.stop();
  };
  const Condition = "{% $states.context.Execution.RedriveCount > 0 %}";
  const branch = {
    StartAt: "Choose",
    States: {
      Choose: { Type: "Choice", Choices: [{ Condition, Next: "Wait" }] },
      Wait: { Type: "Wait", Seconds: HOUR, End: true },
    },
  };
  const definition = jsonata({ One: { Type: "Parallel", Branches: [branch], End: true } });
  let executionArn = "";
  await inAccount(async (machines) => {
    executionArn = await machines.start(await machines.create(definition));
    expect((await machines.end(executionArn)).error).toBe("States.Runtime");
  });
  await inAccount(async (machines) => {
    await machines.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await machines.reached(executionArn, "WaitStateEntered");
  });
  await inAccount(async (machines) => {
    const ended = await machines.end(executionArn);
    expect(ended).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
    expect(ended.types.filter((type) => type === "ExecutionRedriven")).toHaveLength(1);
    expect(ended.types.filter((type) => type === "ParallelStateStarted")).toHaveLength(1);
  }, "instant");
});
