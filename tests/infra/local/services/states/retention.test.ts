import {
  DeleteStateMachineCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import {
  type Execution,
  type MapRun,
  statesStore,
} from "../../../../../infra/local/services/states/store.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { asking, createMachineRole, jsonata, Machines } from "./machine-fixture.ts";

const HERE = { accountId: "123456789012", region: "us-east-1" };

const MAPPING = jsonata({
  Each: {
    Type: "Map",
    Items: [1, 2],
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Pass",
      States: { Pass: { Type: "Pass", End: true } },
    },
    End: true,
  },
});

/** An execution that has ended, with its Map Run, and the store that it is in. */
async function mapped() {
  const account = await useTestAccount();
  const machines = new Machines(account);
  await createMachineRole(account);
  const first = await machines.run(MAPPING);
  const store = account.cloud.store(statesStore, HERE);
  /** More that ended later, without running them all. */
  const add = (count: number, more: Partial<Execution> = {}): void => {
    const stopDate = new Date(first.stopDate!.getTime() + 1);
    for (let i = 0; i < count; i++) {
      const arn = `${first.executionArn}-${i}`;
      store.executions[arn] = { ...store.executions[first.executionArn!]!, stopDate, ...more, arn };
    }
  };
  const another = () => machines.run(jsonata({ Pass: { Type: "Pass", End: true } }));
  return { account, machines, first, store, add, another };
}

test("what ended a while ago is packed, and answers as it did", async () => {
  const { machines, first, store, add, another } = await mapped();
  const executionArn = first.executionArn!;
  const about = async () => ({
    ended: await machines.end(executionArn),
    machine: await machines.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn })),
  });
  const before = await about();
  add(40);
  await another();
  await expect.poll(() => store.executions[executionArn]!.packed).toBeDefined();
  expect(store.executions[executionArn]).toMatchObject({ definition: "", input: "", events: [] });
  const dull = { $metadata: expect.anything() };
  const after = await about();
  expect(after).toEqual({ ended: { ...before.ended, ...dull }, machine: { ...before.machine, ...dull } });
  // The latest are left as they are.
  const left = Object.values(store.executions).filter(({ packed, mapRunArn }) => !packed && !mapRunArn);
  expect(left).toHaveLength(10);
});

test("what is packed can be redriven", async () => {
  const { machines, store, add, another } = await mapped();
  const failing = await machines.run(jsonata({ No: { Type: "Fail", Error: "No" } }));
  const executionArn = failing.executionArn!;
  add(40, { stopDate: new Date(failing.stopDate!.getTime() + 1) });
  await another();
  await expect.poll(() => store.executions[executionArn]!.packed).toBeDefined();
  await machines.sfn.send(new RedriveExecutionCommand({ executionArn }));
  const again = await machines.end(executionArn);
  expect(again).toMatchObject({ status: "FAILED", error: "No", redriveCount: 1 });
  expect(again.types.slice(0, failing.types.length + 1)).toEqual([...failing.types, "ExecutionRedriven"]);
});

test("two thousand are kept, with what belongs to them, and those that run", async () => {
  const { machines, first, store, add, another } = await mapped();
  expect([Object.keys(store.executions).length, Object.keys(store.mapRuns).length]).toEqual([3, 1]);
  const running = await machines.start(await machines.create(jsonata({ Ask: asking() })));
  add(1_999, { packed: "" });
  expect(Object.keys(store.executions)).toHaveLength(2_003);
  await another();
  expect(store.executions[first.executionArn!]).toBeUndefined();
  expect(store.mapRuns).toEqual({});
  expect(store.executions[running]).toMatchObject({ status: "RUNNING" });
  expect(Object.keys(store.executions)).toHaveLength(2_001);
});

test("fewer are kept of those that are large", async () => {
  const { store, add, another } = await mapped();
  add(20, { packed: "x".repeat(1_000_000) });
  await another();
  expect(Object.values(store.executions).filter(({ packed }) => packed)).toHaveLength(16);
});

test("of Map Runs' children a thousand are kept, those that failed longest, and the run knows of all", async () => {
  const account = await useTestAccount();
  const machines = new Machines(account);
  await createMachineRole(account);
  const ended = await machines.run(
    JSON.stringify({
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          InputPath: "$.items",
          ToleratedFailureCount: 1,
          ResultPath: null,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "Check",
            States: {
              Check: {
                Type: "Choice",
                Choices: [{ Variable: "$", NumericEquals: 0, Next: "No" }],
                Default: "Yes",
              },
              No: { Type: "Fail" },
              Yes: { Type: "Succeed" },
            },
          },
          End: true,
        },
      },
    }),
    { items: Array.from({ length: 1500 }, (_, i) => i) },
  );
  expect(ended.status).toBe("SUCCEEDED");
  const { executions, mapRuns } = account.cloud.store(statesStore, HERE);
  const [{ arn: mapRunArn }] = Object.values(mapRuns) as [MapRun];
  const run = await machines.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  expect(run.executionCounts).toMatchObject({ succeeded: 1499, failed: 1, total: 1500 });
  const children = Object.values(executions).filter((execution) => execution.mapRunArn);
  expect(children.filter(({ status }) => status === "FAILED")).toHaveLength(1);
  expect(children).toHaveLength(1000);
});

test("a deleted machine takes its Map Runs and their executions with it", async () => {
  const account = await useTestAccount();
  const machines = new Machines(account);
  await createMachineRole(account);
  const { executionArn, stateMachineArn } = await machines.run(MAPPING);
  const listing = await machines.sfn.send(new ListMapRunsCommand({ executionArn }));
  expect(listing.mapRuns).toHaveLength(1);
  await machines.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  expect(account.cloud.store(statesStore, HERE)).toMatchObject({ machines: {}, executions: {}, mapRuns: {} });
});
