import { expect, test } from "vitest";
import { Clock } from "../../../../../infra/local/clock.ts";
import { Cloud, type CloudState, MemoryBlobs } from "../../../../../infra/local/cloud.ts";
import { makeCall } from "../../../../../infra/local/dispatch.ts";
import { servicePrincipal } from "../../../../../infra/local/principal.ts";
import type { Call } from "../../../../../infra/local/service.ts";
import { resume } from "../../../../../infra/local/services/cloudformation/engine/drive.ts";
import { knowThings, type Things, thingTemplate } from "./things.ts";

const ACCOUNT = "123456789012";

/** The cloud as a process begins with it: what an earlier one left, and the things that live on outside. */
function begin(state: CloudState, things?: Things) {
  const cloud = new Cloud({
    clock: new Clock("fast"),
    blobs: new MemoryBlobs(),
    state: structuredClone(state),
  });
  const known = knowThings(cloud, things);
  resume(cloud);
  const principal = servicePrincipal("cloudformation.amazonaws.com", ACCOUNT);
  return {
    cloud,
    things: known,
    call: makeCall(cloud, { principal, accountId: ACCOUNT, region: "us-east-1" }),
  };
}

async function turnsTrue(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setImmediate(resolve));
}

async function statusOf(call: Call, StackName: string): Promise<string> {
  let status = "";
  await turnsTrue(async () => {
    const { Stacks } = await call.invoke("cloudformation", "DescribeStacks", { StackName });
    status = Stacks![0]!.StackStatus!;
    return !status.endsWith("_IN_PROGRESS");
  });
  return status;
}

test("a creation, an update and a deletion go on where the process stopped", async () => {
  const first = begin({});
  const { things } = first;
  const never = new Promise<void>(() => {});
  things.hold.set("B", never);
  const TemplateBody = thingTemplate({ A: {}, B: { Of: { Ref: "A" } }, C: { Of: { Ref: "B" } } });
  const created = await first.call.invoke("cloudformation", "CreateStack", {
    StackName: "demo",
    TemplateBody,
  });
  const StackName = created.StackId!;
  await turnsTrue(() => things.live.has("B-1"));
  await first.cloud.stop();

  things.hold.clear();
  const second = begin(first.cloud.state, things);
  expect(await statusOf(second.call, StackName)).toBe("CREATE_COMPLETE");
  expect(things.log).toEqual(["create A", "create B", "create C"]);
  const { StackEvents } = await second.call.invoke("cloudformation", "DescribeStackEvents", { StackName });
  const ofB = StackEvents!.filter((event) => event.LogicalResourceId === "B").reverse();
  expect(ofB.map((event) => [event.ResourceStatus, event.ResourceStatusReason])).toEqual([
    ["CREATE_IN_PROGRESS", undefined],
    ["CREATE_IN_PROGRESS", "Resource creation Initiated"],
    ["CREATE_COMPLETE", undefined],
  ]);

  things.hold.set("B", never);
  await second.call.invoke("cloudformation", "UpdateStack", {
    StackName,
    TemplateBody: thingTemplate({
      A: { Size: 2 },
      B: { Of: { Ref: "A" }, Kind: "new" },
      C: { Of: { Ref: "B" } },
    }),
  });
  await turnsTrue(() => things.live.has("B-2"));
  await second.cloud.stop();

  things.hold.clear();
  const third = begin(second.cloud.state, things);
  expect(await statusOf(third.call, StackName)).toBe("UPDATE_COMPLETE");
  expect([...things.live].sort()).toEqual([
    ["A-1", { Size: 2 }],
    ["B-2", { Of: "A-1", Kind: "new" }],
    ["C-1", { Of: "B-2" }],
  ]);
  expect(things.log.filter((line) => line === "update A")).toHaveLength(1);

  await third.call.invoke("cloudformation", "DeleteStack", { StackName });
  await third.cloud.stop();
  expect(things.live.size).toBeGreaterThan(0);
  const fourth = begin(third.cloud.state, things);
  expect(await statusOf(fourth.call, StackName)).toBe("DELETE_COMPLETE");
  expect(things.live.size).toBe(0);
  await fourth.cloud.stop();
});
