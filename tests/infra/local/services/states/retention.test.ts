import { DeleteStateMachineCommand, DescribeMapRunCommand, ListMapRunsCommand } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { type MapRun, statesStore } from "../../../../../infra/local/services/states/store.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines } from "./machine-fixture.ts";

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

test("of the executions that ended the latest two hundred are kept, with what belongs to them", async () => {
  const account = await useTestAccount();
  const machines = new Machines(account);
  await createMachineRole(account);
  const first = await machines.run(MAPPING);
  expect(first.status).toBe("SUCCEEDED");
  const { executions, mapRuns } = account.cloud.store(statesStore, HERE);
  expect([Object.keys(executions).length, Object.keys(mapRuns).length]).toEqual([3, 1]);

  const asking = jsonata({
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity.waitForTaskToken",
      Arguments: {},
      End: true,
    },
  });
  const running = await machines.start(await machines.create(asking));
  // 199 more, without running them all.
  const later = { ...executions[first.executionArn!]!, stopDate: new Date(first.stopDate!.getTime() + 1) };
  for (let count = 1; count < 200; count++) {
    const arn = `${later.arn}-${count}`;
    executions[arn] = { ...later, arn };
  }
  await machines.run(jsonata({ Pass: { Type: "Pass", End: true } }));

  expect(executions[first.executionArn!]).toBeUndefined();
  expect(mapRuns).toEqual({});
  // What is still running is none of the two hundred.
  expect(executions[running]).toMatchObject({ status: "RUNNING" });
  expect(Object.keys(executions)).toHaveLength(201);
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
