import * as api from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QUOTAS } from "../../../../../infra/local/services/states/quotas.ts";
import { signalsOf } from "../../../../../infra/local/services/states/signals.ts";
import { type StatesStore, statesStore } from "../../../../../infra/local/services/states/store.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { asking, createMachineRole, jsonata, Machines, ROLE } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
let sfn: api.SFNClient;
let store: StatesStore;
beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  sfn = machines.sfn;
  store = account.cloud.store(statesStore, { accountId: "123456789012", region: "us-east-1" });
  await createMachineRole(account);
});
afterAll(() => account.stop());

const PASS = jsonata({ P: { Type: "Pass", End: true } });

/** Has a table hold so many of the same, and takes those away again once `work` is done. */
async function filled<T>(table: Record<string, T>, count: number, one: T, work: () => Promise<void>) {
  const keys = Array.from({ length: count - Object.keys(table).length }, (_, i) => `filler-${i}`);
  for (const key of keys) table[key] = one;
  try {
    await work();
  } finally {
    for (const key of keys) delete table[key];
  }
}

describe("are held to:", () => {
  it("state machines", async () => {
    const arn = await machines.create(PASS);
    await filled(store.machines, QUOTAS.machines, store.machines[arn]!, async () => {
      await expect(machines.create(PASS)).rejects.toMatchObject({ name: "StateMachineLimitExceeded" });
      // What is there already is answered all the same.
      expect(await machines.create(PASS, { name: store.machines[arn]!.name })).toBe(arn);
    });
    await machines.create(PASS);
  });

  it("activities", async () => {
    const create = (name: string) => sfn.send(new api.CreateActivityCommand({ name }));
    const { activityArn = "" } = await create("one");
    await filled(store.activities, QUOTAS.activities, store.activities[activityArn]!, async () => {
      await expect(create("two")).rejects.toMatchObject({ name: "ActivityLimitExceeded" });
      expect(await create("one")).toMatchObject({ activityArn });
    });
    await create("two");
  });

  it("versions of a machine", async () => {
    const stateMachineArn = await machines.create(PASS, { publish: true });
    const { versions } = store.machines[stateMachineArn]!;
    const [first] = versions;
    versions.unshift(...Array.from({ length: QUOTAS.versions - 1 }, (_, i) => ({ ...first!, number: -i })));
    const publish = () => sfn.send(new api.PublishStateMachineVersionCommand({ stateMachineArn }));
    await publish();
    await sfn.send(new api.UpdateStateMachineCommand({ stateMachineArn, roleArn: ROLE }));
    await expect(publish()).rejects.toMatchObject({ name: "ServiceQuotaExceededException" });
    versions.shift();
    expect(await publish()).toMatchObject({ stateMachineVersionArn: `${stateMachineArn}:2` });
  });

  /** Leaves room for so many more executions while `work` lasts. */
  async function withRoomFor(count: number, work: () => Promise<void>) {
    const { runs } = signalsOf(account.cloud);
    const executionArn = await machines.start(await machines.create(jsonata({ Ask: asking() })));
    const run = runs.get(executionArn)!;
    const keys = Array.from({ length: QUOTAS.openExecutions - count - runs.size }, (_, i) => `filler-${i}`);
    for (const key of keys) runs.set(key, run);
    try {
      await work();
    } finally {
      for (const key of keys) runs.delete(key);
      await sfn.send(new api.StopExecutionCommand({ executionArn }));
    }
  }

  it("open executions", async () => {
    const exceeded = { name: "ExecutionLimitExceeded" };
    const stateMachineArn = await machines.create(jsonata({ Ask: asking() }));
    const executionArn = await machines.start(stateMachineArn);
    await sfn.send(new api.StopExecutionCommand({ executionArn }));
    const redrive = new api.RedriveExecutionCommand({ executionArn });
    const express = await machines.create(PASS, { type: "EXPRESS" });
    await withRoomFor(0, async () => {
      await expect(machines.start(stateMachineArn)).rejects.toMatchObject(exceeded);
      await expect(sfn.send(redrive)).rejects.toMatchObject(exceeded);
      const sync = new api.StartSyncExecutionCommand({ stateMachineArn: express });
      await expect(sfn.send(sync)).rejects.toMatchObject(exceeded);
    });
    await sfn.send(redrive);
  });

  it("open executions of a machine that starts itself, which fails", async () => {
    const name = crypto.randomUUID();
    const StateMachineArn = `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
    const Resource = "arn:aws:states:::states:startExecution.sync:2";
    const Again = { Type: "Task", Resource, Arguments: { StateMachineArn }, End: true };
    await machines.create(jsonata({ Again }), { name });
    await withRoomFor(20, async () => {
      const ended = await machines.ended(await machines.start(StateMachineArn));
      expect(ended).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
      // Each cause has the one inside, escaped once more.
      expect(ended.cause).toHaveLength(32_768);
    });
  });
});

it("a Map Run beyond those that may be open waits where it has started", async () => {
  const Each = {
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "P",
      States: { P: { Type: "Pass", End: true } },
    },
    End: true,
  };
  const stateMachineArn = await machines.create(jsonata({ Each }));
  await machines.ended(await machines.start(stateMachineArn, [1]));
  const [ended] = Object.values(store.mapRuns);
  const open = { ...ended!, status: "RUNNING" as const };
  const waiting: string[] = [];
  await filled(store.mapRuns, QUOTAS.openMapRuns + 1, open, async () => {
    waiting.push(await machines.start(stateMachineArn, [1, 2]), await machines.start(stateMachineArn, [3]));
    const started = await machines.reached(waiting[0]!, "MapRunStarted");
    const { mapRunArn } = started.mapRunStartedEventDetails!;
    expect(await sfn.send(new api.DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: "RUNNING",
      itemCounts: { total: 0 },
    });
    await machines.reached(waiting[1]!, "MapRunStarted");
    await sfn.send(new api.StopExecutionCommand({ executionArn: waiting[1] }));
    expect((await machines.history(waiting[0]!)).at(-1)!.type).toBe("MapRunStarted");
    expect((await machines.end(waiting[1]!)).types.slice(-2)).toEqual(["MapRunAborted", "ExecutionAborted"]);
  });
  // One that ends makes way.
  await machines.ended(await machines.start(stateMachineArn, [4]));
  expect(await machines.ended(waiting[0]!)).toMatchObject({ status: "SUCCEEDED", output: "[1,2]" });
});

describe("an execution is open for", () => {
  const waits = (seconds: number, more: object = {}) =>
    jsonata({ W: { Type: "Wait", Seconds: seconds, End: true } }, more);
  const DAY = 86_400;

  it.each([
    ["a year", waits(364 * DAY), "SUCCEEDED"],
    ["no longer than that", waits(366 * DAY), "TIMED_OUT"],
    ["no longer, whatever it says itself", waits(366 * DAY, { TimeoutSeconds: 99_999_999 }), "TIMED_OUT"],
  ])("%s", async (_, definition, status) => {
    const ended = await machines.run(definition);
    expect(ended.status).toBe(status);
    if (status === "TIMED_OUT") {
      expect(ended.events.at(-1)).toMatchObject({
        type: "ExecutionTimedOut",
        executionTimedOutEventDetails: { error: "States.Timeout" },
      });
    }
  });

  it.each([
    ["five minutes where it is express", 299, "SUCCEEDED"],
    ["no longer, whatever it says itself", 301, "TIMED_OUT"],
  ])("%s", async (_, seconds, status) => {
    const stateMachineArn = await machines.create(waits(seconds, { TimeoutSeconds: 3_600 }), {
      type: "EXPRESS",
    });
    expect(await sfn.send(new api.StartSyncExecutionCommand({ stateMachineArn }))).toMatchObject({ status });
  });
});

describe("tags", () => {
  const tag = (resourceArn: string, tags: api.Tag[]) =>
    sfn.send(new api.TagResourceCommand({ resourceArn, tags }));

  it("of AWS's own are not for others to set or remove", async () => {
    const arn = await machines.create(PASS);
    const reserved = {
      name: "ValidationException",
      message: expect.stringContaining("reserved") as string,
    };
    await expect(tag(arn, [{ key: "aws:a", value: "b" }])).rejects.toMatchObject(reserved);
    const untag = new api.UntagResourceCommand({ resourceArn: arn, tagKeys: ["aws:a"] });
    await expect(sfn.send(untag)).rejects.toMatchObject(reserved);
  });

  it("are letters, digits, white space and some symbols", async () => {
    const arn = await machines.create(PASS);
    const fine = { key: "Größe_1", value: "a b.c:/=+-@" };
    await tag(arn, [fine]);
    for (const bad of [
      { key: "a#b", value: "" },
      { key: "a", value: "<b>" },
    ]) {
      await expect(tag(arn, [bad])).rejects.toMatchObject({ name: "ValidationException" });
    }
    expect((await sfn.send(new api.ListTagsForResourceCommand({ resourceArn: arn }))).tags).toEqual([fine]);
  });
});
