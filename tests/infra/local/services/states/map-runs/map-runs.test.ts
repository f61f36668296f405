// One file, however long: all of it asks one account.
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it, test, vi } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { asking, createMachineRole, jsonata, SOON } from "../machine-fixture.ts";
import { distributed, Maps } from "./map-fixture.ts";

let account: TestAccount;
let maps: Maps;
beforeAll(async () => {
  account = await startTestAccount();
  await createMachineRole(account);
  maps = new Maps(account);
});
afterAll(() => account.stop());

/** Fails where a number is odd. */
const failingIfOdd = (number: string) => ({
  StartAt: "Check",
  States: {
    Check: {
      Type: "Choice",
      Choices: [{ Condition: `{% ${number} % 2 = 1 %}`, Next: "No" }],
      Default: "Yes",
    },
    No: { Type: "Fail", Error: "Odd", Cause: "not even" },
    Yes: { Type: "Succeed" },
  },
});
const odd = failingIfOdd("$states.input");

const evenFails = {
  Check: {
    Type: "Choice",
    Choices: [{ Condition: "{% $states.input % 2 = 0 %}", Next: "No" }],
    Default: "Yes",
  },
  No: { Type: "Fail", Error: "Even" },
  Yes: { Type: "Succeed" },
};

const waiting = { StartAt: "Ask", States: { Ask: asking() } };

const NO_COUNTS = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

describe("ItemBatcher", () => {
  it("gives each child so many items, and what all share", async () => {
    const ItemBatcher = {
      MaxItemsPerBatch: "{% $states.input.most %}",
      BatchInput: { of: "{% $states.input.of %}" },
    };
    const ItemSelector = { n: "{% $states.context.Map.Item.Value %}" };
    const ended = await maps.map(distributed({ Items: [1, 2, 3], ItemBatcher, ItemSelector }), {
      most: 2,
      of: "all",
    });
    expect(JSON.parse(ended.output!)).toEqual([
      { BatchInput: { of: "all" }, Items: [{ n: 1 }, { n: 2 }] },
      { BatchInput: { of: "all" }, Items: [{ n: 3 }] },
    ]);
    expect(await maps.mapRun(ended)).toMatchObject({
      itemCounts: { ...NO_COUNTS, succeeded: 3, total: 3 },
      executionCounts: { ...NO_COUNTS, succeeded: 2, total: 2 },
    });
  });

  it("gives it no more than so many bytes, by paths too", async () => {
    const ItemBatcher = {
      MaxItemsPerBatchPath: "$.most",
      MaxInputBytesPerBatchPath: "$.bytes",
      BatchInput: { "a.$": "$.most" },
    };
    const state = distributed({ ItemsPath: "$.items", ItemBatcher });
    const given = {
      items: ["aaaa", "bbbb", "cccc", "dddd"],
      most: 3,
      bytes: '{"BatchInput":{"a":3},"Items":["aaaa","bbbb"]}'.length,
    };
    expect(await maps.output(state, given, "JSONPath")).toEqual([
      { BatchInput: { a: 3 }, Items: ["aaaa", "bbbb"] },
      { BatchInput: { a: 3 }, Items: ["cccc", "dddd"] },
    ]);
    expect(await maps.map(state, { ...given, most: 0 }, "JSONPath")).toMatchObject({
      error: "States.Runtime",
    });
  });

  it("has the items of a batch fail together", async () => {
    const state = (more: object) =>
      distributed(
        { Items: [1, 2, 4, 6], ItemBatcher: { MaxItemsPerBatch: 2 }, ...more },
        failingIfOdd("$sum($states.input.Items)"),
      );
    const tolerated = await maps.map(state({ ToleratedFailurePercentage: 50 }));
    expect(tolerated.status).toBe("SUCCEEDED");
    expect(await maps.mapRun(tolerated)).toMatchObject({
      itemCounts: { failed: 2, succeeded: 2, total: 4 },
      executionCounts: { failed: 1, succeeded: 1, total: 2 },
    });
    expect(await maps.map(state({ ToleratedFailureCount: 1 }))).toMatchObject({
      error: "States.ExceedToleratedFailureThreshold",
    });
  });
});

describe("tolerated failures", () => {
  it("are exceeded by one more, whereupon the other children are stopped", async () => {
    const processor = {
      StartAt: "Fails",
      States: {
        Fails: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input < 3 %}", Next: "No" }],
          Default: "Ask",
        },
        No: { Type: "Fail", Error: "No" },
        ...waiting.States,
      },
    };
    // The last two to begin fail, when the others wait and one is yet to begin.
    const Items = [3, 4, 1, 2, 5];
    const ended = await maps.map(
      distributed({ Items, ToleratedFailureCount: 1, MaxConcurrency: 3 }, processor),
    );
    const cause = "The specified tolerated failure threshold was exceeded";
    expect(ended).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold", cause });
    expect(ended.types.slice(3)).toEqual([
      "MapRunStarted",
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(ended.events[4]!.mapRunFailedEventDetails).toEqual({
      error: "States.ExceedToleratedFailureThreshold",
      cause,
    });
    const run = await maps.mapRun(ended);
    expect(run).toMatchObject({ status: "FAILED", maxConcurrency: 3, toleratedFailureCount: 1 });
    expect(run.executionCounts).toEqual({ ...NO_COUNTS, failed: 2, aborted: 2, pending: 1, total: 5 });
    const { mapRunArn } = run;
    const { executions } = await maps.sfn.send(
      new ListExecutionsCommand({ mapRunArn, statusFilter: "ABORTED" }),
    );
    expect(executions).toHaveLength(2);
    const { events } = { events: await maps.history(executions![0]!.executionArn!) };
    expect(events.at(-1)!.type).toBe("ExecutionAborted");
  });

  test.each([
    [{ ToleratedFailurePercentage: 49.9 }, "FAILED"],
    [{ ToleratedFailurePercentage: 50 }, "SUCCEEDED"],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, "FAILED"],
    [{ ToleratedFailureCount: "{% 1 + 1 %}" }, "SUCCEEDED"],
  ])("%j", async (more, status) => {
    expect(await maps.map(distributed({ Items: [1, 2, 3, 4], ...more }, odd))).toMatchObject({ status });
  });
});

it("children may be express executions, which are counted and nowhere to be found", async () => {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" };
  const ItemSelector = "{% $states.context.Map.Item %}";
  const processor = {
    ProcessorConfig,
    StartAt: "Say",
    States: {
      Say: { Type: "Pass", Output: "{% [$states.input.Value, $states.context.Execution.Id] %}", End: true },
    },
  };
  const ended = await maps.map(distributed({ Label: "Quick", Items: [1, 2], ItemSelector }, processor));
  const output = JSON.parse(ended.output!) as [number, string][];
  expect(output.map(([value]) => value)).toEqual([1, 2]);
  expect(output[0]![1]).toMatch(/^arn:aws:states:us-east-1:123456789012:express:[^/]+\/Quick:[^:]+:[^:]+$/);
  const run = await maps.mapRun(ended);
  expect(run.executionCounts).toMatchObject({ succeeded: 2, total: 2 });
  const { executions } = await maps.sfn.send(new ListExecutionsCommand({ mapRunArn: run.mapRunArn }));
  expect(executions).toEqual([]);
});

it("an object's members are items", async () => {
  const ItemSelector = "{% $states.context.Map.Item %}";
  expect(await maps.output(distributed({ ItemSelector }), { a: 1 })).toEqual([
    { Index: 0, Key: "a", Value: 1, Source: "STATE_DATA" },
  ]);
  expect(await maps.output(distributed({ Items: { a: "{% 1 + 1 %}" } }))).toEqual([{ Key: "a", Value: 2 }]);
  expect(await maps.output(distributed({ Items: "{% 7 %}" }))).toContain(
    "Expected 'array', but was 'number'",
  );
});

it("a Map Run may hold another", async () => {
  const inner = distributed({ Items: "{% $states.input %}" });
  const processor = { StartAt: "Inner", States: { Inner: inner } };
  const ended = await maps.map(distributed({ Items: [[1], [2, 3]] }, processor));
  expect(JSON.parse(ended.output!)).toEqual([[1], [2, 3]]);
  const { mapRunArn } = await maps.mapRun(ended);
  const { executions } = await maps.sfn.send(new ListExecutionsCommand({ mapRunArn }));
  const children = await Promise.all(
    executions!.map(({ executionArn }) => maps.sfn.send(new ListMapRunsCommand({ executionArn }))),
  );
  expect(children.map(({ mapRuns }) => mapRuns!.length)).toEqual([1, 1]);
});

it("outputs that are too much for the state fail its Map Run, unless nobody asks for them", async () => {
  const large = {
    StartAt: "Large",
    States: { Large: { Type: "Pass", Output: "x".repeat(200_000), End: true } },
  };
  const ended = await maps.map(distributed({ Items: [1, 2] }, large));
  expect(ended).toMatchObject({
    error: "States.DataLimitExceeded",
    cause:
      "The state/task 'Each' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
  expect(await maps.mapRun(ended)).toMatchObject({ status: "FAILED", executionCounts: { succeeded: 2 } });
  expect(await maps.map(distributed({ Items: [1] }, large))).toMatchObject({ status: "SUCCEEDED" });
});

describe("the API", () => {
  it("tells of a Map Run and its children while it runs, and lets its limits be changed", async () => {
    const machine = await maps.create(
      jsonata({ Each: distributed({ Label: "Odd-ones", Items: [1, 2, 3], MaxConcurrency: 1 }, waiting) }),
    );
    const executionArn = await maps.start(machine);
    await maps.reached(executionArn, "MapRunStarted");
    const [run] = (await maps.sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns!;
    const { mapRunArn } = run!;
    expect(mapRunArn).toMatch(/:mapRun:[^/]+\/Odd-ones:[0-9a-f-]{36}$/);
    expect(run).toMatchObject({ executionArn, stateMachineArn: `${machine}/Odd-ones` });
    const counts = async (wanted: object) =>
      await vi.waitFor(async () => {
        const found = await maps.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
        expect(found.executionCounts).toEqual({ ...NO_COUNTS, total: 3, ...wanted });
        return found;
      }, SOON);
    expect(await counts({ running: 1, pending: 2 })).toMatchObject({ status: "RUNNING", maxConcurrency: 1 });
    await maps.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2 }));
    await counts({ running: 2, pending: 1 });

    const { executions } = await maps.sfn.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1 }));
    const [child] = executions!;
    expect(child).toMatchObject({
      mapRunArn,
      status: "RUNNING",
      itemCount: 1,
      stateMachineArn: `${machine}/Odd-ones`,
    });
    const ofChild = { executionArn: child!.executionArn };
    const described = await maps.sfn.send(new DescribeStateMachineForExecutionCommand(ofChild));
    expect(described).toMatchObject({ mapRunArn, label: "Odd-ones", stateMachineArn: `${machine}/Odd-ones` });
    expect(JSON.parse(described.definition!)).toMatchObject({ StartAt: "Ask" });
    expect(await maps.sfn.send(new DescribeExecutionCommand(ofChild))).toMatchObject({
      mapRunArn,
      input: "2",
    });

    await maps.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailureCount: 1 }));
    await maps.sfn.send(new StopExecutionCommand(ofChild));
    await counts({ running: 2, aborted: 1 });
    await maps.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailureCount: 0 }));
    expect(await maps.end(executionArn)).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" });
    await counts({ aborted: 3 });
    await expect(
      maps.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("stops the children of an execution that is stopped", async () => {
    const executionArn = await maps.start(
      await maps.create(jsonata({ Each: distributed({ Items: [1, 2] }, waiting) })),
    );
    await maps.reached(executionArn, "MapRunStarted");
    const { mapRunArn } = (await maps.sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns![0]!;
    const describeRun = () => maps.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    await vi.waitFor(
      async () => expect(await describeRun()).toMatchObject({ itemCounts: { running: 2 } }),
      SOON,
    );
    await maps.sfn.send(new StopExecutionCommand({ executionArn }));
    expect(await describeRun()).toMatchObject({
      status: "ABORTED",
      itemCounts: { ...NO_COUNTS, aborted: 2, total: 2 },
    });
    const { types } = await maps.end(executionArn);
    expect(types.slice(-3)).toEqual(["MapRunStarted", "MapRunAborted", "ExecutionAborted"]);
  });

  it("ends the children of an execution whose time is up", async () => {
    const definition = jsonata({ Each: distributed({ Items: [1, 2] }, waiting) }, { TimeoutSeconds: 1 });
    const ended = await maps.run(definition);
    expect(ended).toMatchObject({ status: "TIMED_OUT" });
    expect(ended.types.slice(-3)).toEqual(["MapRunStarted", "MapRunAborted", "ExecutionTimedOut"]);
    const { status, itemCounts } = await maps.mapRun(ended);
    // Where the machine is busy the second may be over before both have begun.
    const { pending = 0, aborted = 0, ...others } = itemCounts!;
    expect({ ...others, left: pending + aborted }).toMatchObject({ running: 0, succeeded: 0, left: 2 });
    expect(status).toBe("ABORTED");
  });

  it("pages through Map Runs and children, and refuses what it does not know", async () => {
    const retry = { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }] };
    const { executionArn } = await maps.map(
      distributed({ Items: [1, 3, 5], ...retry, ToleratedFailureCount: 1 }, odd),
    );
    const first = await maps.sfn.send(new ListMapRunsCommand({ executionArn, maxResults: 2 }));
    const second = await maps.sfn.send(new ListMapRunsCommand({ executionArn, nextToken: first.nextToken }));
    expect([first.mapRuns, second.mapRuns].map((runs) => runs!.length)).toEqual([2, 1]);
    const { mapRunArn } = second.mapRuns![0]!;
    const page = await maps.sfn.send(
      new ListExecutionsCommand({ mapRunArn, maxResults: 1, statusFilter: "FAILED" }),
    );
    expect(page).toMatchObject({ executions: [{ status: "FAILED" }], nextToken: expect.any(String) });

    const missing = `${mapRunArn}0`;
    await expect(maps.sfn.send(new DescribeMapRunCommand({ mapRunArn: missing }))).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
    await expect(maps.sfn.send(new ListExecutionsCommand({ mapRunArn: missing }))).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
    await expect(maps.sfn.send(new ListExecutionsCommand({}))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(
      maps.sfn.send(new ListMapRunsCommand({ executionArn: `${executionArn}0` })),
    ).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    await expect(
      maps.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailurePercentage: 101 })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });
});

it("ends when the failure that is not tolerated comes while others are begun", async () => {
  const fast = await startTestAccount({ pace: "fast" });
  try {
    await createMachineRole(fast);
    const runs = new Maps(fast);
    const arn = await runs.create(
      jsonata({
        Each: distributed(
          { Items: [1, 2, 3, 4], MaxConcurrency: 2 },
          { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 1, Next: "Check" }, ...evenFails } },
        ),
      }),
    );
    // In three of four, the second child fails while the third is about to be begun.
    const started = await Promise.all([1, 2, 3, 4].map(() => runs.start(arn)));
    const ended = await Promise.all(started.map((execution) => runs.ended(execution)));
    expect(ended.map(({ error }) => error)).toEqual(Array(4).fill("States.ExceedToleratedFailureThreshold"));
  } finally {
    await fast.stop();
  }
});
