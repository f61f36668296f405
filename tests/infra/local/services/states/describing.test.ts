import * as api from "@aws-sdk/client-sfn";
import { expect, it } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines } from "./machine-fixture.ts";
import { distributed, Maps } from "./map-runs/map-fixture.ts";

async function started() {
  const account = await useTestAccount();
  await createMachineRole(account);
  return { account, machines: new Machines(account) };
}

it("a machine's description tells which variables each state refers to, unless only metadata is asked for", async () => {
  const { machines } = await started();
  const definition = JSON.stringify({
    StartAt: "Set",
    States: {
      Set: { Type: "Pass", Assign: { a: 1, "b.$": "$.b" }, Next: "Path" },
      Path: {
        Type: "Pass",
        Parameters: { "x.$": "States.Format('{} {}', $a, $$.Execution.Id)" },
        Next: "Each",
      },
      Each: {
        Type: "Map",
        QueryLanguage: "JSONata",
        Items: "{% [$a, $b, $none, $sum([1])] %}",
        ItemProcessor: {
          StartAt: "Inner",
          States: {
            Inner: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $b & $states.input %}", End: true },
          },
        },
        Next: "Text",
      },
      Text: { Type: "Pass", Result: "$a", End: true },
    },
  });
  const stateMachineArn = await machines.create(definition);
  const describe = (includedData?: api.IncludedData) =>
    machines.sfn.send(new api.DescribeStateMachineCommand({ stateMachineArn, includedData }));
  expect(await describe()).toMatchObject({
    definition,
    variableReferences: { Path: ["a"], Each: ["a", "b"], Inner: ["b"] },
  });
  const bare = await describe("METADATA_ONLY");
  expect(bare.definition).toBe("{}");
  expect(bare.variableReferences).toBeUndefined();
  await expect(describe("SOME" as api.IncludedData)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(
      "Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]",
    ) as string,
  });
});

it("executions, express ones too, can be described without their data", async () => {
  const { machines } = await started();
  const definition = jsonata({ Pass: { Type: "Pass", End: true } });
  const { executionArn } = await machines.run(definition, { secret: 1 });
  const includedData = "METADATA_ONLY";
  const described = await machines.sfn.send(new api.DescribeExecutionCommand({ executionArn, includedData }));
  expect(described).toMatchObject({
    status: "SUCCEEDED",
    inputDetails: { included: false },
    outputDetails: { included: false },
  });
  expect(JSON.stringify(described)).not.toContain("secret");
  const stateMachineArn = await machines.create(definition, { type: "EXPRESS" });
  const input = '{"secret":1}';
  const sync = await machines.sfn.send(
    new api.StartSyncExecutionCommand({ stateMachineArn, input, includedData, traceHeader: "Root=1-a-b" }),
  );
  expect(sync).toMatchObject({ status: "SUCCEEDED", traceHeader: "Root=1-a-b" });
  expect(sync.billingDetails).toMatchObject({ billedMemoryUsedInMB: 64 });
  expect(JSON.stringify(sync)).not.toContain("secret");
});

it("the machine of an execution is told as it was: of a version, and of a Map Run's child", async () => {
  const { account, machines } = await started();
  const stateMachineArn = await machines.create(jsonata({ Old: { Type: "Succeed" } }));
  const { stateMachineVersionArn = "" } = await machines.sfn.send(
    new api.PublishStateMachineVersionCommand({ stateMachineArn }),
  );
  const arn = await machines.start(stateMachineVersionArn);
  const { revisionId } = await machines.sfn.send(
    new api.UpdateStateMachineCommand({ stateMachineArn, definition: jsonata({ New: { Type: "Succeed" } }) }),
  );
  const machineOf = (executionArn: string) =>
    machines.sfn.send(new api.DescribeStateMachineForExecutionCommand({ executionArn }));
  const old = await machineOf(arn);
  expect(old).toMatchObject({
    stateMachineArn,
    definition: jsonata({ Old: { Type: "Succeed" } }),
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
  });
  expect(old.revisionId).toBeUndefined();
  expect(await machineOf(await machines.start(stateMachineArn))).toMatchObject({ revisionId });

  const maps = new Maps(account);
  const ended = await maps.map(distributed({ Items: [1], Label: "Each" }));
  const { mapRunArn } = await maps.mapRun(ended);
  const { executions } = await machines.sfn.send(new api.ListExecutionsCommand({ mapRunArn }));
  expect(executions![0]).toMatchObject({ mapRunArn, itemCount: 1 });
  expect(await machineOf(executions![0]!.executionArn!)).toMatchObject({
    stateMachineArn: `${ended.stateMachineArn}/Each`,
    mapRunArn,
    label: "Each",
  });
  const labelled = `${ended.stateMachineArn}/Each`;
  const described = await machines.sfn.send(
    new api.DescribeStateMachineCommand({ stateMachineArn: labelled }),
  );
  expect(described.label).toBe("Each");
  expect(JSON.parse(described.definition!)).toMatchObject({ StartAt: "Pass" });
  await expect(machines.start(labelled)).rejects.toMatchObject({
    name: "ValidationException",
    reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS",
  });
});

it("an express machine runs for five minutes at most", async () => {
  const { machines } = await started();
  const stateMachineArn = await machines.create(
    jsonata({ Wait: { Type: "Wait", Seconds: 301, End: true } }),
    {
      type: "EXPRESS",
    },
  );
  const ended = await machines.sfn.send(new api.StartSyncExecutionCommand({ stateMachineArn }));
  expect(ended).toMatchObject({ status: "TIMED_OUT", error: "States.Timeout" });
  expect(ended.output).toBeUndefined();
});
