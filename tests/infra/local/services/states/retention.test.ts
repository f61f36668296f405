import { DeleteStateMachineCommand, ListMapRunsCommand } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { statesStore } from "../../../../../infra/local/services/states/store.ts";
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
