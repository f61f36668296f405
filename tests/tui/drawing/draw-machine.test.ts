import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { injectFault } from "../../../infra/local/faults.ts";
import { drawMachine } from "../../../tui/drawing/draw-machine.ts";
import { readDefinition } from "../../../tui/execution/definition.ts";
import { MapRunReader } from "../../../tui/execution/map-run-reader.ts";
import { type ExecutionView, emptyView } from "../../../tui/execution/view.ts";
import { withEvents } from "../../../tui/execution/with-events.ts";
import { widthOf } from "../../../tui/text/width.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";
import { createMachineRole, Machines } from "../../infra/local/services/states/machine-fixture.ts";
import { at, textsOf } from "../fixtures.ts";
import { MACHINES } from "./machines.ts";

type Name = keyof typeof MACHINES;
const NAMES = Object.keys(MACHINES) as Name[];

let account: TestAccount;
let machines: Machines;
/** What the machines did, each on the real Step Functions of the local account. */
const histories = new Map<Name, HistoryEvent[]>();

beforeAll(async () => {
  // Where nothing takes time, nothing is cut short either.
  account = await startTestAccount({ pace: "fast" });
  machines = new Machines(account);
  await createMachineRole(account);
  // Nothing fails before the other branch of the Parallel has come as far as its wait.
  const waits = Promise.withResolvers<void>();
  injectFault(account.cloud, { operation: "DescribeStateMachine", until: waits.promise });
  await Promise.all(
    NAMES.map(async (name) => {
      const executionArn = await machines.start(await machines.create(MACHINES[name]));
      if (name === "parallel") {
        await machines.reached(executionArn, "WaitStateEntered");
        waits.resolve();
      }
      histories.set(name, (await machines.end(executionArn)).events);
    }),
  );
});
afterAll(() => account.stop());

/** What is known of an execution when so many of its events have come. */
const viewOf = (name: Name, events = histories.get(name)!.length): ExecutionView => ({
  ...withEvents(emptyView("arn"), histories.get(name)!.slice(0, events)),
  definition: readDefinition(MACHINES[name]),
});

/** A drawing without how long each state took. */
const drawn = (view: ExecutionView, width = 70): string[] =>
  textsOf(drawMachine({ view, width, now: at(0), timeScale: 1 }).lines).map((line) =>
    line.replaceAll(/ {2}\d+\.\d s(, )?/g, "  ").trimEnd(),
  );

describe("a machine that has run is drawn with what came of each state", () => {
  test("a Parallel side by side: the branch that failed, the one that it cut short, and the Catch", () => {
    const lines = drawn(viewOf("parallel"));
    expect(lines[0]).toBe("! Both  failed, and was caught");
    expect(lines[1]).toMatch(/^│ ┌ branch 1 ─+ {2}┌ branch 2 ─+$/);
    expect(lines[2]).toMatch(/^│ │ ✗ Look up .*│ ✓ First$/);
    expect(lines[3]).toMatch(/│ - Long wait {2}cut short$/);
    expect(lines.slice(-3)).toEqual(["├ on any error", "│  ✓ Make good", "✓ Done"]);
  });

  test("and below each other where it is narrow, with the error in words", () => {
    const lines = drawn(viewOf("parallel"), 50);
    expect(lines.filter((line) => /branch/.test(line))).toHaveLength(2);
    expect(lines.join(" ")).toMatch(/Sfn\.StateMachineDoesNotExistException: │ │ {3}State Machine Does/);
  });

  test("a Map with the items that it came to, and the one that failed", () => {
    expect(drawn(viewOf("map"), 40)).toEqual([
      "✗ Each",
      "  5 items: 2 done, 1 failed",
      "  ✓ #1",
      "  ✓ #2",
      "  ✗ #3  at Refuse",
      "  ┌ each item ────────────────────────",
      "  │ ✓ Good  3 done",
      "  │ ├ if the input is 3",
      "  │ │  ✗ Refuse",
      "  │ │    Refused: Three is not taken.",
      "  │ ├ otherwise → Take",
      "  │ ✓ Take  2 done",
    ]);
  });

  test("a task that was tried again until a Catch took it", () => {
    expect(drawn(viewOf("retries"))).toEqual([
      "! Try it  try 3 of 3, failed, and was caught",
      "├ on any error",
      "│  ✗ Give up",
      "│    GaveUp: It did not work.",
      "· Good",
    ]);
  });

  test("a loop in one place, with how often it was gone round", () => {
    expect(drawn(viewOf("loop"))).toEqual([
      "✓ Begin",
      "✓ Count  3 times",
      "✓ Enough?  3 times",
      "├ if count is there and count < 3",
      "│  ✓ Pause  2 times",
      "│  ↺ Count",
      "├ otherwise → End here",
      "✓ End here",
    ]);
  });

  test("a Map inside a Parallel that was tried again, as its last attempt went", () => {
    const lines = drawn(viewOf("nested"), 50);
    expect(lines[0]).toBe("✗ Outer  try 2 of 2");
    expect(lines).toContain("  │ ✓ Items");
    expect(lines).toContain("  │ │ 2 items: 2 done");
    expect(lines).toContain("  │ │ │ ✓ Work  2 done");
    expect(lines).toContain("  │ ✗ Refuse");
    expect(lines).toContain("  │ ✓ Aside");
  });

  test("a distributed Map with the count of its items, which are executions of their own", async () => {
    const view = viewOf("distributed");
    const reader = new MapRunReader(machines.sfn);
    const mapRuns = (await reader.read(view))!;
    expect(drawn({ ...view, mapRuns })).toContain("  3 items: 3 done");
    expect(await reader.read(view)).toBeUndefined();
  });
});

test("while it runs, what is left of a Wait and of a back-off is told", async () => {
  const cut = histories.get("parallel")!.findIndex(({ type }) => type === "WaitStateEntered") + 1;
  const view = viewOf("parallel", cut);
  const { enteredAt } = view.states.find(({ name }) => name === "Long wait")!;
  const now = new Date(enteredAt.getTime() + 10_000);
  const text = (timeScale: number) =>
    textsOf(drawMachine({ view, width: 120, now, timeScale }).lines).join("\n");
  expect(text(1)).toContain("▸ Long wait  10.0 s, 99990 s left");
  expect(text(1 / 1000)).toContain("▸ Long wait  10.0 s, 90 s left");

  const failed = histories.get("retries")!.findIndex(({ type }) => type === "TaskFailed") + 1;
  const waits = viewOf("retries", failed);
  const { failedAt } = waits.states[0]!;
  const lines = drawMachine({
    view: waits,
    width: 80,
    now: new Date(failedAt!.getTime() + 500),
    timeScale: 1,
  });
  expect(textsOf(lines.lines)[0]).toMatch(/^▸ Try it {2}\d+\.\d s, try 1 of 3, next in 1\.5 s$/);
});

describe.each(NAMES)("the machine %s, however little of its history is there", (name) => {
  test.each([24, 60, 130])("is drawn whole, in %i columns", (width) => {
    const { length } = histories.get(name)!;
    for (let count = 0; count <= length; count++) {
      const view = viewOf(name, count);
      for (const spacious of [false, true]) {
        const { lines, spots } = drawMachine({ view, width, now: at(0), timeScale: 1, spacious });
        for (const line of textsOf(lines)) expect(widthOf(line), line).toBeLessThanOrEqual(width);
        const shown = new Set(spots.map(({ spot }) => spot.state));
        for (const { name: state } of view.states) expect(shown).toContain(state);
        for (const { line } of spots) expect(lines[line]).toBeDefined();
      }
    }
  });
});

test("what is no definition, or an odd one, is drawn as far as it goes", () => {
  const draw = (text: string | undefined) =>
    textsOf(
      drawMachine({
        view: { ...emptyView("arn"), definition: readDefinition(text) },
        width: 40,
        now: at(0),
        timeScale: 1,
      }).lines,
    );
  for (const text of [undefined, "", "no JSON", "[]", "{}", '{"StartAt":1}']) expect(draw(text)).toEqual([]);
  expect(draw('{"StartAt":"Nowhere","States":{}}')).toEqual(["→ Nowhere"]);
  expect(draw('{"StartAt":"A","States":{"A":{"Type":"New","Next":"B","Catch":7,"Retry":[1]}}}')).toEqual([
    "· A",
    "→ B",
  ]);
  // Two that lead to each other, with no end.
  expect(
    draw('{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}'),
  ).toEqual(["· A", "· B", "↺ A"]);
  let deep = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';
  for (let depth = 0; depth < 200; depth++)
    deep = `{"StartAt":"A","States":{"A":{"Type":"Map","ItemProcessor":${deep},"End":true}}}`;
  expect(draw(deep)[0]).toBe("· A");
});

test("a history of 25,000 events is taken in bit by bit, at the same cost however many came before, and drawn", () => {
  const events: HistoryEvent[] = [{ id: 1, type: "ExecutionStarted", timestamp: at(0), previousEventId: 0 }];
  const add = (event: Partial<HistoryEvent>, previousEventId = events.length) =>
    events.push({ ...event, id: events.length + 1, previousEventId, timestamp: at(0) } as HistoryEvent);
  add({ type: "MapStateEntered", stateEnteredEventDetails: { name: "Each" } });
  add({ type: "MapStateStarted", mapStateStartedEventDetails: { length: 7_000 } });
  for (let index = 0; events.length < 24_990; index++) {
    add({ type: "MapIterationStarted", mapIterationStartedEventDetails: { name: "Each", index } }, 3);
    add({ type: "PassStateEntered", stateEnteredEventDetails: { name: "Take" } });
    add({ type: "PassStateExited", stateExitedEventDetails: { name: "Take" } });
    add({ type: "MapIterationSucceeded", mapIterationSucceededEventDetails: { name: "Each", index } });
  }
  const definition = readDefinition(MACHINES.map);
  /** How much is read of what is known from so many events while the next ten items are taken in. */
  const readsAfter = (items: number): number => {
    const before = 3 + 4 * items;
    let reads = 0;
    const counted = <Known extends object>(known: Known): Known =>
      new Proxy(known, {
        get(target, key) {
          reads++;
          return Reflect.get(target, key);
        },
      });
    const { states, iterations, places, ...known } = withEvents(emptyView("arn"), events.slice(0, before));
    withEvents(
      {
        ...known,
        states: states.map(counted),
        iterations: iterations.map(counted),
        places: places.map(counted),
      },
      events.slice(before, before + 40),
    );
    return reads;
  };
  expect(readsAfter(6_000)).toBe(readsAfter(100));
  let view: ExecutionView = { ...emptyView("arn"), definition };
  for (let from = 0; from < events.length; from += 1_000)
    view = withEvents(view, events.slice(from, from + 1_000));
  const { lines } = drawMachine({ view, width: 80, now: at(0), timeScale: 1 });
  expect(textsOf(lines)).toContain("  7000 items: 6247 done, 753 to come");
});
