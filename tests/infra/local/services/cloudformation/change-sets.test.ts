import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { eventsOf, settled, useBench } from "./stack.ts";
import { thingTemplate } from "./things.ts";

const BASE = { A: { Size: 1 }, B: { Of: { Ref: "A" } }, C: {} };

test("a stack begins with a change set", async () => {
  const { cfn } = await useBench();
  const names = { StackName: "demo", ChangeSetName: "first" };
  const TemplateBody = thingTemplate(BASE);
  await cfn.send(new CreateChangeSetCommand({ ...names, ChangeSetType: "CREATE", TemplateBody }));
  const described = await cfn.send(new DescribeChangeSetCommand(names));
  expect(described).toMatchObject({ Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE" });
  expect(
    described.Changes!.map(({ ResourceChange: one }) => `${one!.Action} ${one!.LogicalResourceId}`),
  ).toEqual(["Add A", "Add B", "Add C"]);
  expect((await eventsOf(cfn, "demo"))[0]).toBe("demo REVIEW_IN_PROGRESS User Initiated");
  await cfn.send(new ExecuteChangeSetCommand(names));
  expect(await settled(cfn, "demo")).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    ChangeSetId: described.ChangeSetId,
  });
});

test("a change set tells what would be replaced, and what follows from it", async () => {
  const { cfn } = await useBench();
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate(BASE) }));
  await settled(cfn, "demo");
  const names = { StackName: "demo", ChangeSetName: "second" };
  const TemplateBody = thingTemplate({ A: { Size: 1, Kind: "new" }, B: BASE.B, D: {} });
  await cfn.send(new CreateChangeSetCommand({ ...names, TemplateBody }));
  const { Changes } = await cfn.send(new DescribeChangeSetCommand(names));
  expect(Changes!.map((change) => change.ResourceChange)).toMatchObject([
    {
      Action: "Modify",
      LogicalResourceId: "A",
      PhysicalResourceId: "A-1",
      Replacement: "True",
      Scope: ["Properties"],
      Details: [{ Target: { Name: "Kind", RequiresRecreation: "Always" }, Evaluation: "Static" }],
    },
    { Action: "Modify", LogicalResourceId: "B", Replacement: "False", Details: [{ Evaluation: "Dynamic" }] },
    { Action: "Add", LogicalResourceId: "D" },
    { Action: "Remove", LogicalResourceId: "C" },
  ]);
  await cfn.send(new DeleteChangeSetCommand(names));
  await expect(cfn.send(new DescribeChangeSetCommand(names))).rejects.toMatchObject({
    name: "ChangeSetNotFoundException",
    $metadata: { httpStatusCode: 404 },
  });
});

test("a change set without changes fails with AWS's reason and cannot be executed", async () => {
  const { cfn } = await useBench();
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate(BASE) }));
  await settled(cfn, "demo");
  const names = { StackName: "demo", ChangeSetName: "same" };
  await cfn.send(new CreateChangeSetCommand({ ...names, UsePreviousTemplate: true }));
  expect(await cfn.send(new DescribeChangeSetCommand(names))).toMatchObject({
    Status: "FAILED",
    ExecutionStatus: "UNAVAILABLE",
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  await expect(cfn.send(new ExecuteChangeSetCommand(names))).rejects.toMatchObject({
    name: "InvalidChangeSetStatusException",
  });
  const { Summaries } = await cfn.send(new ListChangeSetsCommand({ StackName: "demo" }));
  expect(Summaries).toMatchObject([{ ChangeSetName: "same", Status: "FAILED" }]);
});

test("an update needs a stack, and says so as UpdateStack and DescribeStackEvents do", async () => {
  const { cfn } = await useBench();
  const TemplateBody = thingTemplate(BASE);
  const missing = { name: "ValidationError", message: "Stack [none] does not exist" };
  await expect(
    cfn.send(new CreateChangeSetCommand({ StackName: "none", ChangeSetName: "one", TemplateBody })),
  ).rejects.toMatchObject(missing);
  await expect(cfn.send(new UpdateStackCommand({ StackName: "none", TemplateBody }))).rejects.toMatchObject(
    missing,
  );
  await expect(cfn.send(new DescribeStackEventsCommand({ StackName: "none" }))).rejects.toMatchObject(
    missing,
  );
});

test("a change set that creates needs a stack that is not there yet", async () => {
  const { cfn } = await useBench();
  const TemplateBody = thingTemplate(BASE);
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
  const request = { StackName: "demo", ChangeSetName: "one", TemplateBody };
  await expect(
    cfn.send(new CreateChangeSetCommand({ ...request, ChangeSetType: "CREATE" })),
  ).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack [demo] already exists and cannot be created again with the changeSet [one].",
  });
});
