import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { AwsError } from "../../../../../infra/local/errors.ts";
import { type Bench, eventsOf, settled, useBench } from "./stack.ts";
import { thingTemplate } from "./things.ts";

/** Web needs Group and Net, Group needs Net. */
async function created({ cfn }: Bench, members: Record<string, object> = {}): Promise<string> {
  const TemplateBody = thingTemplate({
    Net: { ...members.Net },
    Group: { Of: { Ref: "Net" }, ...members.Group },
    Web: { Of: [{ Ref: "Net" }, { Ref: "Group" }], ...members.Web },
    Alone: {},
  });
  const { StackId } = await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("CREATE_COMPLETE");
  return StackId!;
}

test("a stack goes in reverse order, then is found by its id only", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  const id = await created(bench);
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  await waitUntilStackDeleteComplete(
    { client: cfn, maxWaitTime: 90, minDelay: 1, maxDelay: 1 },
    { StackName: id },
  );
  const stack = await settled(cfn, id);
  expect(stack.StackStatus).toBe("DELETE_COMPLETE");
  expect(stack.DeletionTime).toBeInstanceOf(Date);
  const deletions = things.log.filter((line) => line.startsWith("delete"));
  expect(deletions.indexOf("delete Web-1")).toBeLessThan(deletions.indexOf("delete Group-1"));
  expect(deletions.at(-1)).toBe("delete Net-1");
  await expect(cfn.send(new DescribeStacksCommand({ StackName: "demo" }))).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack with id demo does not exist",
  });
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
});

test("a resource that refuses keeps what it needs; the others go, and a second DeleteStack continues", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  await created(bench);
  const refusal = new AwsError("DependencyViolation", "resource thing-x has a dependent object");
  things.refuse.set("delete Group", refusal);
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  expect(await settled(cfn, "demo")).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [Group]. ",
  });
  expect(things.live.size).toBe(2);
  const events = await eventsOf(cfn, "demo");
  expect(events.find((line) => line.startsWith("Group DELETE_FAILED"))).toContain(
    'Resource handler returned message: "resource thing-x has a dependent object (Service: Lab, Status Code: 400',
  );
  expect(events.some((line) => line.startsWith("Net DELETE"))).toBe(false);
  things.refuse.clear();
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  await expect(settled(cfn, "demo")).rejects.toMatchObject({ message: "Stack with id demo does not exist" });
  expect(things.live.size).toBe(0);
});

test("a refusal that a sibling's deletion lifts is waited out", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  const id = await created(bench);
  things.refuse.set("delete Alone", new AwsError("DependencyViolation", "still in use"));
  const forget = things.live.delete.bind(things.live);
  things.live.delete = (key) => {
    // Net goes last of all: what Alone waits for without saying so.
    if (key === "Net-1") things.refuse.clear();
    return forget(key);
  };
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  expect((await settled(cfn, id)).StackStatus).toBe("DELETE_COMPLETE");
});

test("what refuses can be retained, or left behind by force, once a deletion has failed", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  const id = await created(bench);
  const retain = { StackName: "demo", RetainResources: ["Group", "Net"] };
  await expect(cfn.send(new DeleteStackCommand(retain))).rejects.toMatchObject({
    name: "ValidationError",
    message: expect.stringContaining("only when the stack is in the DELETE_FAILED state"),
  });
  things.refuse.set("delete Group", new AwsError("DeleteConflict", "no"));
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  await settled(cfn, "demo");
  await cfn.send(new DeleteStackCommand(retain));
  expect((await settled(cfn, id)).StackStatus).toBe("DELETE_COMPLETE");
  expect(await eventsOf(cfn, id)).toContain("Group DELETE_SKIPPED");
  expect([...things.live.keys()]).toEqual(["Net-1", "Group-1"]);

  const second = await created(bench);
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  await settled(cfn, "demo");
  await cfn.send(new DeleteStackCommand({ StackName: "demo", DeletionMode: "FORCE_DELETE_STACK" }));
  expect((await settled(cfn, second)).StackStatus).toBe("DELETE_COMPLETE");
  expect(things.live.size).toBe(3);
});

test("DeletionPolicy Retain and termination protection are kept to", async () => {
  const bench = await useBench();
  const { cfn, things } = bench;
  const id = await created(bench, { Net: { DeletionPolicy: "Retain" } });
  const protect = (EnableTerminationProtection: boolean) =>
    cfn.send(new UpdateTerminationProtectionCommand({ StackName: "demo", EnableTerminationProtection }));
  await protect(true);
  await expect(cfn.send(new DeleteStackCommand({ StackName: "demo" }))).rejects.toMatchObject({
    message: "Stack [demo] cannot be deleted while TerminationProtection is enabled",
  });
  await protect(false);
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  expect((await settled(cfn, id)).StackStatus).toBe("DELETE_COMPLETE");
  expect([...things.live.keys()]).toEqual(["Net-1"]);
});

test("a creation is given up for a deletion", async () => {
  const { cfn, things } = await useBench({ pace: "fast" });
  const { promise, resolve } = Promise.withResolvers<void>();
  things.hold.set("A", promise);
  const TemplateBody = thingTemplate({ A: {}, B: { DependsOn: "A" } });
  const { StackId } = await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
  await expect.poll(() => things.log).toEqual(["create A"]);
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  expect((await settled(cfn, StackId!)).StackStatus).toBe("DELETE_COMPLETE");
  resolve();
  expect(things.log).toEqual(["create A", "delete A-1"]);
});

test("twenty deleted stacks stay on record when a new one comes, the latest", async () => {
  const { cfn } = await useBench();
  const TemplateBody = thingTemplate({ A: {} });
  const ids: string[] = [];
  for (let count = 0; count <= 21; count++) {
    const { StackId } = await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
    ids.push(StackId!);
    await settled(cfn, StackId!);
    if (count < 21) await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
    await settled(cfn, StackId!);
  }
  const { StackSummaries = [] } = await cfn.send(new ListStacksCommand({}));
  expect(StackSummaries.map((stack) => stack.StackId).sort()).toEqual(ids.slice(1).sort());
});
