import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DescribeStackResourceCommand,
  GetTemplateCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { AwsError } from "../../../../../infra/local/errors.ts";
import { type Bench, eventsOf, settled, useBench } from "./stack.ts";
import { thingTemplate } from "./things.ts";

const BEFORE = { A: { Size: 1 }, B: { Of: { "Fn::GetAtt": ["A", "Arn"] } }, C: {} };

async function created({ cfn }: Bench, resources: Record<string, Record<string, unknown>> = BEFORE) {
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate(resources) }));
  await settled(cfn, "demo");
}

async function updated(
  { cfn }: Bench,
  resources: Record<string, Record<string, unknown>>,
  options: object = {},
) {
  const TemplateBody = thingTemplate(resources);
  await cfn.send(new UpdateStackCommand({ StackName: "demo", TemplateBody, ...options }));
  return settled(cfn, "demo");
}

async function physicalId({ cfn }: Bench, LogicalResourceId: string) {
  const { StackResourceDetail } = await cfn.send(
    new DescribeStackResourceCommand({ StackName: "demo", LogicalResourceId }),
  );
  return StackResourceDetail!.PhysicalResourceId;
}

test("an update changes in place, replaces, adds and removes, and touches nothing else", async () => {
  const bench = await useBench();
  await created(bench, { ...BEFORE, Same: {} });
  const before = bench.things.log.length;
  const stack = await updated(bench, { A: { Size: 1, Kind: "new" }, B: BEFORE.B, D: {}, Same: {} });
  expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
  expect(stack.LastUpdatedTime).toBeInstanceOf(Date);
  const log = bench.things.log.slice(before);
  expect(log.toSorted()).toEqual(["create A", "create D", "delete A-1", "delete C-1", "update B"].toSorted());
  expect(log.indexOf("create A")).toBeLessThan(log.indexOf("update B"));
  expect(log.indexOf("update B")).toBeLessThan(log.indexOf("delete A-1"));
  const events = await eventsOf(bench.cfn, "demo");
  expect(events).toContain(
    "A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
  );
  expect(events.slice(events.indexOf("demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))).toEqual(
    expect.arrayContaining(["A DELETE_COMPLETE", "C DELETE_COMPLETE", "demo UPDATE_COMPLETE"]),
  );
});

test("an update that changes nothing is refused", async () => {
  const bench = await useBench();
  await created(bench);
  await expect(updated(bench, BEFORE)).rejects.toMatchObject({
    name: "ValidationError",
    message: "No updates are to be performed.",
  });
});

test("a failed update is taken back: changes undone, replacements and additions deleted", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  await created(bench);
  things.refuse.set("create Bad", new AwsError("InvalidParameterValue", "no"));
  const stack = await updated(bench, {
    A: { Size: 2 },
    B: { Kind: "new" },
    C: {},
    New: {},
    Bad: { DependsOn: ["A", "B", "New"] },
  });
  expect(stack).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect([...things.live].sort()).toEqual([
    ["A-1", { Size: 1 }],
    ["B-1", { Of: "arn:thing:A-1" }],
    ["C-1", {}],
  ]);
  expect(await physicalId(bench, "B")).toBe("B-1");
  expect(await eventsOf(cfn, "demo")).toEqual(
    expect.arrayContaining([
      "demo UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. ",
      "demo UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "New DELETE_COMPLETE",
    ]),
  );
  const { TemplateBody } = await cfn.send(new GetTemplateCommand({ StackName: "demo" }));
  expect(TemplateBody).toBe(thingTemplate(BEFORE));
});

test("a rollback that fails can be continued", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  await created(bench);
  things.refuse.set("update A", new AwsError("IncorrectState", "not now"));
  const stack = await updated(bench, { ...BEFORE, A: { Size: 2 } });
  expect(stack).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_FAILED",
    StackStatusReason: "The following resource(s) failed to update: [A]. ",
  });
  things.refuse.clear();
  await cfn.send(new ContinueUpdateRollbackCommand({ StackName: "demo" }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(things.live.get("A-1")).toEqual({ Size: 1 });
});

test("with rollback disabled a failed update stays, and RollbackStack takes it back", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  await created(bench);
  things.refuse.set("create Bad", new AwsError("InvalidParameterValue", "no"));
  const next = { ...BEFORE, A: { Size: 2 }, Bad: { DependsOn: "A" } };
  expect((await updated(bench, next, { DisableRollback: true })).StackStatus).toBe("UPDATE_FAILED");
  expect(things.live.get("A-1")).toEqual({ Size: 2 });
  await cfn.send(new RollbackStackCommand({ StackName: "demo" }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(things.live.get("A-1")).toEqual({ Size: 1 });

  expect((await updated(bench, next, { DisableRollback: true })).StackStatus).toBe("UPDATE_FAILED");
  things.refuse.clear();
  expect((await updated(bench, next)).StackStatus).toBe("UPDATE_COMPLETE");
});

test.each([
  { RetainExceptOnCreate: false, left: ["A-1", "New-1"] },
  { RetainExceptOnCreate: true, left: ["A-1"] },
])("a rollback keeps what is to be retained unless asked otherwise: $RetainExceptOnCreate", async (given) => {
  const bench = await useBench();
  const { cfn, things } = bench;
  const A = { DeletionPolicy: "Retain" };
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate({ A }) }));
  await settled(cfn, "demo");
  things.refuse.set("create Bad", new AwsError("InvalidParameterValue", "no"));
  const next = { A, New: A, Bad: { DependsOn: "New" } };
  expect((await updated(bench, next, { DisableRollback: true })).StackStatus).toBe("UPDATE_FAILED");
  const { RetainExceptOnCreate, left } = given;
  await cfn.send(new RollbackStackCommand({ StackName: "demo", RetainExceptOnCreate }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect([...things.live.keys()]).toEqual(left);
});

test("a resource that was updated before and fails to be replaced counts as failed to update", async () => {
  const bench = await useBench();
  await created(bench);
  await updated(bench, { ...BEFORE, A: { Size: 2 } });
  bench.things.refuse.set("create A", new AwsError("InvalidParameterValue", "no"));
  await updated(bench, { ...BEFORE, A: { Size: 2, Kind: "new" } });
  const events = await eventsOf(bench.cfn, "demo");
  expect(events).toContain(
    "demo UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [A]. ",
  );
  expect(events.findLast((line) => line.startsWith("A UPDATE_COMPLETE"))).toBeDefined();
  expect(bench.things.live.get("A-1")).toEqual({ Size: 2 });
});

test("an update under way can be cancelled", async () => {
  const bench = await useBench({ pace: "fast" });
  const { cfn, things } = bench;
  await created(bench);
  const { promise, resolve } = Promise.withResolvers<void>();
  things.hold.set("D", promise);
  const TemplateBody = thingTemplate({ ...BEFORE, D: {} });
  await cfn.send(new UpdateStackCommand({ StackName: "demo", TemplateBody }));
  await cfn.send(new CancelUpdateStackCommand({ StackName: "demo" }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  resolve();
  expect(things.live.size).toBe(3);
});

test("a logical id cannot change its type", async () => {
  const bench = await useBench();
  await created(bench);
  const TemplateBody = JSON.stringify({ Resources: { A: { Type: "AWS::CDK::Metadata" } } });
  await expect(
    bench.cfn.send(new UpdateStackCommand({ StackName: "demo", TemplateBody })),
  ).rejects.toMatchObject({
    message:
      "Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]",
  });
});
