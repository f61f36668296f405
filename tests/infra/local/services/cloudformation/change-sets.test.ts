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

test("a change set tells values before and after, as long as it can be executed", async () => {
  const { cfn } = await useBench();
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate(BASE) }));
  await settled(cfn, "demo");
  const names = { StackName: "demo", ChangeSetName: "second" };
  const TemplateBody = thingTemplate({
    A: { Size: 2 },
    B: { Of: { Ref: "D" }, Words: ["new"] },
    D: { DeletionPolicy: "Retain" },
  });
  await cfn.send(new CreateChangeSetCommand({ ...names, TemplateBody }));
  const changes = async () => {
    const input = { ...names, IncludePropertyValues: true };
    const { Changes = [] } = await cfn.send(new DescribeChangeSetCommand(input));
    return Object.fromEntries(Changes.map(({ ResourceChange: one }) => [one!.LogicalResourceId ?? "", one!]));
  };
  const { A, B, C, D } = await changes();
  expect(JSON.parse(A!.BeforeContext!)).toEqual({ Properties: { Size: 1 } });
  expect(JSON.parse(A!.AfterContext!)).toEqual({ Properties: { Size: 2 } });
  expect(A!.Details![0]!.Target).toMatchObject({
    Path: "/Properties/Size",
    BeforeValue: "1",
    AfterValue: "2",
    AttributeChangeType: "Modify",
  });
  expect(B!.Details!.map(({ Target }) => Target)).toMatchObject([
    { Name: "Of", BeforeValue: "A-1", AfterValue: "{{changeSet:KNOWN_AFTER_APPLY}}" },
    { Name: "Words", AfterValue: '["new"]', AttributeChangeType: "Add" },
  ]);
  expect(C).toMatchObject({ Action: "Remove", BeforeContext: '{"Properties":{}}' });
  expect(JSON.parse(D!.AfterContext!)).toEqual({ Properties: {}, DeletionPolicy: "Retain" });
  const { Changes: plain } = await cfn.send(new DescribeChangeSetCommand(names));
  expect(plain![0]!.ResourceChange).not.toHaveProperty("AfterContext");

  await cfn.send(new ExecuteChangeSetCommand(names));
  await settled(cfn, "demo");
  expect((await changes()).A).not.toHaveProperty("AfterContext");
});

test("a change set that is not there can be deleted, but not one of a stack that is not there", async () => {
  const { cfn } = await useBench();
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate(BASE) }));
  await cfn.send(new DeleteChangeSetCommand({ StackName: "demo", ChangeSetName: "none" }));
  await expect(
    cfn.send(new DeleteChangeSetCommand({ StackName: "other", ChangeSetName: "none" })),
  ).rejects.toThrow(/does not exist/);
});

test("a deployment may say that it is a standard one, and no express one is made of it", async () => {
  const { cfn } = await useBench();
  const names = { StackName: "demo", ChangeSetName: "first", ChangeSetType: "CREATE" } as const;
  const TemplateBody = thingTemplate(BASE);
  await cfn.send(
    new CreateChangeSetCommand({ ...names, TemplateBody, DeploymentConfig: { Mode: "STANDARD" } }),
  );
  expect(await cfn.send(new DescribeChangeSetCommand(names))).toMatchObject({ Status: "CREATE_COMPLETE" });
  await expect(
    cfn.send(new CreateStackCommand({ StackName: "b", TemplateBody, DeploymentConfig: { Mode: "EXPRESS" } })),
  ).rejects.toThrow(/DeploymentConfig/);
});

test("events are told apart by their moments, however fast they come", async () => {
  const { cfn } = await useBench();
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate(BASE) }));
  await settled(cfn, "demo");
  const { StackEvents = [] } = await cfn.send(new DescribeStackEventsCommand({ StackName: "demo" }));
  expect(StackEvents.length).toBeGreaterThan(8);
  const moments = StackEvents.map(({ Timestamp }) => Timestamp!.getTime());
  expect(new Set(moments).size).toBe(StackEvents.length);
  expect(moments).toEqual([...moments].sort((a, b) => b - a));
  expect(new Set(StackEvents.map(({ EventId }) => EventId)).size).toBe(StackEvents.length);
});
