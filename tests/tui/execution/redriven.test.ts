import { type HistoryEvent, RedriveExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { injectFault } from "../../../infra/local/faults.ts";
import { drawMachine } from "../../../tui/drawing/draw-machine.ts";
import { machineTitle } from "../../../tui/drawing/machine-title.ts";
import { readDefinition } from "../../../tui/execution/definition.ts";
import { MapRunReader } from "../../../tui/execution/map-run-reader.ts";
import { type ExecutionView, emptyView } from "../../../tui/execution/view.ts";
import { withEvents } from "../../../tui/execution/with-events.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines } from "../../infra/local/services/states/machine-fixture.ts";
import { at, textsOf } from "../fixtures.ts";

const flow = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });

/** Fails until somebody has put the parameter. */
const reading = (Name: string, more: object = { End: true }) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
  Arguments: { Name },
  ...more,
});

const ITEMS = ["/there/1", "/late", "/there/2"];
const each = (ProcessorConfig?: object) => ({
  Type: "Map",
  Items: ITEMS,
  MaxConcurrency: 1,
  ItemProcessor: { ...flow({ Read: reading("{% $states.input %}") }), ProcessorConfig },
  End: true,
});

const MACHINES = {
  task: jsonata({
    Read: reading("/late", {
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
      Next: "After",
    }),
    After: { Type: "Pass", End: true },
  }),
  parallel: jsonata({
    Both: {
      Type: "Parallel",
      Branches: [
        flow({ Each: each() }),
        flow({ Quick: { Type: "Pass", End: true } }),
        flow({
          Cut: {
            Type: "Wait",
            Seconds: "{% $states.context.Execution.RedriveCount < 2 ? 100000 : 0 %}",
            End: true,
          },
        }),
      ],
      End: true,
    },
  }),
  map: jsonata({ Each: each() }),
  distributed: jsonata({ Many: each({ Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }) }),
  fail: jsonata({ No: { Type: "Fail", Error: "Refused", Cause: "Never." } }),
};
type Name = keyof typeof MACHINES;

let account: TestAccount;
let machines: Machines;
/** What the machines did on the real Step Functions of the local account, and how much of it before the last redrive. */
const histories = new Map<Name, { events: HistoryEvent[]; before: number }>();

beforeAll(async () => {
  // Where nothing takes time, nothing is cut short either.
  account = await startTestAccount({ pace: "fast" });
  machines = new Machines(account);
  await createMachineRole(account);
  const ssm = account.client(SSMClient);
  const put = (Name: string) => ssm.send(new PutParameterCommand({ Name, Value: "v", Type: "String" }));
  const redrive = async (executionArn: string) => {
    await machines.sfn.send(new RedriveExecutionCommand({ executionArn }));
    return await machines.end(executionArn);
  };
  await Promise.all([put("/there/1"), put("/there/2")]);
  // Nothing fails before the other branches of the Parallel are where they are to be then.
  const elsewhere = Promise.withResolvers<void>();
  injectFault(account.cloud, {
    operation: "GetParameter",
    meets: ({ input }) => "Name" in input && input.Name === "/late",
    until: elsewhere.promise,
  });
  const failed = await Promise.all(
    Object.entries(MACHINES).map(async ([name, definition]) => {
      const executionArn = await machines.start(await machines.create(definition));
      if (name === "parallel") {
        for (const type of ["WaitStateEntered", "PassStateExited"])
          await machines.reached(executionArn, type);
        elsewhere.resolve();
      }
      await machines.ended(executionArn);
      // In vain, so that it is redriven twice.
      return { name: name as Name, executionArn, before: (await redrive(executionArn)).events.length };
    }),
  );
  await put("/late");
  await Promise.all(
    failed.map(async ({ name, executionArn, before }) =>
      histories.set(name, { events: (await redrive(executionArn)).events, before }),
    ),
  );
});
afterAll(() => account.stop());

const viewOf = (name: Name, events = histories.get(name)!.events): ExecutionView => ({
  ...withEvents(emptyView("arn"), events),
  definition: readDefinition(MACHINES[name]),
});

/** As it is right after the last redrive. */
const reopened = (name: Name): ExecutionView => {
  const { events, before } = histories.get(name)!;
  expect(events[before]?.type).toBe("ExecutionRedriven");
  return viewOf(name, events.slice(0, before + 1));
};

const statuses = ({ states }: ExecutionView) => states.map(({ name, status }) => `${name} ${status}`);

/** A drawing without how long each state took. */
const drawn = (view: ExecutionView): string[] =>
  textsOf(drawMachine({ view, width: 60, now: at(0), timeScale: 1 }).lines).map((line) =>
    line.replaceAll(/ {2}\d+\.\d s(, )?/g, "  ").trimEnd(),
  );

const beforeLast = (name: Name): ExecutionView => {
  const { events, before } = histories.get(name)!;
  return viewOf(name, events.slice(0, before));
};

describe("a redriven execution opens what failed again, and that alone", () => {
  test("a task, its retries counted anew", () => {
    expect(drawn(beforeLast("task"))[0]).toBe("✗ Read  try 2 of 2, redriven once");
    const again = reopened("task");
    expect(drawn(again)).toEqual(["▸ Read  redriven twice", "· After"]);
    expect([again.states[0]!.exitedAt, again.ended]).toEqual([undefined, undefined]);
    expect(drawn(viewOf("task"))).toEqual(["✓ Read  redriven twice", "✓ After"]);
    expect(viewOf("task").ended?.status).toBe("succeeded");
  });

  test("a Parallel's branches that failed or were cut short, the states and items inside of them too", () => {
    expect(statuses(beforeLast("parallel")).sort()).toEqual([
      "Both failed",
      "Cut stopped",
      "Each failed",
      "Quick succeeded",
      "Read failed",
      "Read succeeded",
    ]);
    const again = drawn(reopened("parallel"));
    expect(again[0]).toBe("▸ Both  redriven twice");
    expect(again).toContain("  │ ▸ Each  redriven twice");
    expect(again).toContain("  │   3 items: 1 running, 1 done, 1 to come");
    expect(again).toContain("  │   ✓ #1");
    expect(again).toContain("  │   ▸ #2  Read, redriven twice");
    expect(again).toContain("  │   │ ▸ Read  1 running, 1 done");
    expect(again).toContain("  │ ✓ Quick");
    expect(again).toContain("  │ ▸ Cut  redriven twice");
  });

  test("an inline Map's items, which are counted once", () => {
    expect(drawn(beforeLast("map"))).toContain("  3 items: 1 done, 1 failed");
    expect(drawn(viewOf("map")).slice(0, 5)).toEqual([
      "✓ Each  redriven twice",
      "  3 items: 3 done",
      "  ✓ #1",
      "  ✓ #2  redriven twice",
      "  ✓ #3",
    ]);
  });

  test("a distributed Map, whose run is the same one and is counted again", async () => {
    expect(drawn(reopened("distributed")).slice(0, 2)).toEqual([
      "▸ Many  redriven twice",
      "  3 items: 3 to come",
    ]);
    const view = viewOf("distributed");
    const mapRuns = (await new MapRunReader(machines.sfn).read(view))!;
    expect(drawn({ ...view, mapRuns }).slice(0, 2)).toEqual(["✓ Many  redriven twice", "  3 items: 3 done"]);
    expect(Object.keys(mapRuns)).toHaveLength(1);
  });

  test("a Fail state, which is entered anew and stays one", () => {
    expect(drawn(viewOf("fail"))).toEqual(["✗ No  redriven twice", "  Refused: Never."]);
    expect(viewOf("fail").earlier).toMatchObject(
      Array.from({ length: 2 }, () => ({ status: "failed", error: { name: "Refused", cause: "Never." } })),
    );
  });
});

describe.each(Object.keys(MACHINES) as Name[])("the redriven machine %s", (name) => {
  test("is the same however its history comes, and leaves nothing open", () => {
    const { events } = histories.get(name)!;
    const whole = withEvents(emptyView("arn"), events);
    expect([...whole.running]).toEqual([]);
    expect(whole.iterations.filter(({ status }) => status === "running")).toEqual([]);
    let view = emptyView("arn");
    for (const event of events) {
      view = withEvents(view, [event]);
      const open = view.states.flatMap(({ status }, index) => (status === "running" ? [index] : []));
      expect([...view.running].sort((a, b) => a - b)).toEqual(open);
    }
    expect(view).toEqual(whole);
  });

  test("keeps what failed each time, for its details and below its drawing", () => {
    const { earlier } = viewOf(name);
    expect(earlier).toHaveLength(2);
    for (const run of earlier) {
      expect(run.error?.name).toMatch(/./);
      expect(run.redrivenAt.getTime()).toBeGreaterThanOrEqual(run.endedAt.getTime());
    }
    expect(viewOf(name).states[0]!.earlier).toHaveLength(2);
  });
});

test("the night between two runs is not taken for work", () => {
  const { events, before } = histories.get("task")!;
  const later = (date: Date | undefined) => new Date(date!.getTime() + 8 * 3_600_000);
  const view = viewOf(
    "task",
    events.map((event, index) => (index < before ? event : { ...event, timestamp: later(event.timestamp) })),
  );
  const [line] = textsOf(drawMachine({ view, width: 60, now: at(0), timeScale: 1 }).lines);
  expect(line).toMatch(/^✓ Read {2}\d{1,2}\.\d s, redriven twice$/);
  expect(machineTitle("build-lab", view, at(0))).toMatch(/ \d{1,2}\.\d s, redriven twice$/);
});

test("an execution that was stopped and is redriven asks anew, and waits from then on", async () => {
  const definition = jsonata({ Wait: { Type: "Wait", Seconds: 100_000, End: true } });
  const executionArn = await machines.start(await machines.create(definition));
  await machines.reached(executionArn, "WaitStateEntered");
  const stop = () => machines.sfn.send(new StopExecutionCommand({ executionArn, error: "Enough" }));
  await stop();
  await machines.sfn.send(new RedriveExecutionCommand({ executionArn }));
  const view = {
    ...withEvents(emptyView("arn"), await machines.history(executionArn)),
    definition: readDefinition(definition),
  };
  const { redrivenAt } = view.earlier[0]!;
  expect(view.earlier).toMatchObject([{ status: "stopped", error: { name: "Enough" } }]);
  const now = new Date(redrivenAt.getTime() + 40_000);
  const [line] = textsOf(drawMachine({ view, width: 80, now, timeScale: 1 }).lines);
  // It has taken as long as both times together.
  expect(line).toMatch(/^▸ Wait {2}\d{2,}\.\d s, 99960 s left, redriven once$/);
  await stop();
});
