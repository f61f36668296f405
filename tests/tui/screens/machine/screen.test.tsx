// One file, however long: all of it is one screen, before an account that a test plays.
import { createElement } from "react";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../../../../tui/app.tsx";
import type { Flow } from "../../../../tui/execution/definition.ts";
import type { Orchestrator } from "../../../../tui/execution/orchestrator.ts";
import type { PastExecution } from "../../../../tui/execution/past-executions.ts";
import { type ExecutionView, emptyView, withResult } from "../../../../tui/execution/view.ts";
import { withEvents } from "../../../../tui/execution/with-events.ts";
import type { LabSession } from "../../../../tui/session.ts";
import { machineName, type Verb } from "../../../../workflows/contract.ts";
import { shippedMachines } from "../../drawing/shipped-machines.ts";
import {
  ARN,
  at,
  BEGIN,
  entered,
  exited,
  failed,
  guide,
  history,
  localPlace,
  noChanges,
  noShells,
  plan,
  scheduled,
} from "../../fixtures.ts";
import { render } from "../../render.ts";

let machines: Map<string, Flow>;
beforeAll(async () => {
  machines = await shippedMachines();
});

// Some minutes later: what was begun on another day, wherever one is, is told with its date instead of its time.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: at(300) });
});
afterEach(() => {
  vi.useRealTimers();
});

const SIZES: [number, number][] = [
  [80, 24],
  [200, 60],
  [60, 12],
];

const CHECK = { lab: "fnd203", suffix: "ann" };
const RUNNING = history(
  { type: "ExecutionStarted" },
  {
    type: "TaskStateEntered",
    stateEnteredEventDetails: { name: "Check the account", input: JSON.stringify(CHECK) },
  },
  exited("Check the account"),
  { type: "ChoiceStateEntered", stateEnteredEventDetails: { name: "Built before?" } },
  { type: "ChoiceStateExited", stateExitedEventDetails: { name: "Built before?" } },
  entered("Wait for the stack"),
  scheduled(),
  failed("NotYet", "The stack is in state CREATE_IN_PROGRESS."),
);

const running = (events = RUNNING): ExecutionView => ({
  ...withEvents(emptyView("build-lab 9"), events),
  definition: machines.get(machineName("build-lab")),
});

const past = (verb: Verb, number: number, status: PastExecution["status"] = "SUCCEEDED"): PastExecution => ({
  executionArn: `${verb} ${number}`,
  verb,
  status,
  startedAt: at(number),
  redrives: 0,
  endedAt: status === "RUNNING" ? undefined : at(number + 12),
});

/** An account in which these were run, by another terminal. */
function show(
  columns: number,
  rows: number,
  pages: PastExecution[][],
  follows?: (arn: string) => AsyncGenerator<ExecutionView>,
) {
  const listed = { pages, times: 0 };
  const heard: (() => void)[] = [];
  const approvals: boolean[] = [];
  const fake: Partial<Record<keyof Orchestrator, unknown>> = {
    recent: async () => [],
    has: () => true,
    start: async (verb: Verb) => verb,
    input: async (arn: string) =>
      arn.startsWith("build") ? CHECK : { lab: "fnd203", step: guide.steps[0]!.id },
    output: async () => undefined,
    approve: async (_: string, { approved }: { approved: boolean }) => approvals.push(approved),
    async *past() {
      listed.times++;
      yield* listed.pages;
    },
    follow:
      follows ??
      async function* (arn: string) {
        const view = { ...running(), executionArn: arn };
        const end = {
          $metadata: {},
          executionArn: ARN,
          stateMachineArn: ARN,
          startDate: BEGIN,
          stopDate: at(9),
        };
        yield withResult(view, {
          ...end,
          status: "FAILED",
          error: "StackFailed",
          cause: `No room for ${arn}`,
        });
      },
  };
  const session: LabSession = {
    guide,
    // Of the class only these are used; its private fields are what TypeScript misses.
    orchestrator: fake as unknown as Orchestrator,
    place: localPlace,
    changes: {
      ...noChanges,
      async *executions(signal) {
        for (;;) {
          await new Promise<void>((resolve, reject) => {
            heard.push(resolve);
            signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          });
          yield;
        }
      },
    },
    proposedSuffix: "me",
    notices: [],
    openShell: noShells,
  };
  const app = render(createElement(App, { guide, kind: "local", open: async () => session }), columns, rows);
  const shows = (text: string | RegExp) =>
    vi.waitFor(
      () => {
        const frame = app.lastFrame()!;
        expect(frame).toMatch(text);
        expect(frame.split("\n")).toHaveLength(rows);
        for (const line of frame.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
      },
      { timeout: 15_000, interval: 10 },
    );
  /** Another terminal starts something, or what it has started ends. */
  const change = async (...pagesNow: PastExecution[][]) => {
    listed.pages = pagesNow;
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    heard.shift()!();
  };
  return { ...app, listed, change, approvals, shows, press: (keys: string) => app.stdin.write(keys) };
}

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

const ENTER = "\r";
const ESCAPE = "\x1b";

describe.each(SIZES)("at %i × %i", (columns, rows) => {
  test("from the list into the drawing, into a state's details, and back to the lab", async () => {
    app = show(columns, rows, [[past("build-lab", 9, "FAILED"), past("solve-step", 5)]]);
    await app.shows(/Ready/);
    app.press("e");
    await app.shows(/all executions, newest first/);
    await app.shows(/› ✗ build +with suffix ann .*12\.0 s/);
    await app.shows(new RegExp(`✓ solve +${guide.steps[0]!.title.slice(0, 10)}`));
    // Which is drawn beside the list, or below it, or on a screen of its own; a narrow bottom line has shorter words.
    await expect.poll(() => app.lastFrame()).toMatch(/Enter (look into it|open)/);
    app.press(ENTER);
    await app.shows(/handrail-build-lab failed/);
    await app.shows(/✗ Wait for the stack/);
    app.press("k".repeat(20));
    await app.shows(/✓ Check the account/);
    app.press(ENTER);
    await app.shows(/Task state; tried again after/);
    app.press(" ");
    await app.shows(/"suffix": "ann"/);
    app.press(ESCAPE);
    await app.shows(/Enter details/);
    app.press(ESCAPE);
    await app.shows(/Enter (look into it|open)/);
    app.press("j");
    await app.shows(/› ✓ solve/);
    app.press(ESCAPE);
    await app.shows(/b build/);
  });
});

test("an execution of another terminal is followed while it runs", async () => {
  const told: (() => void)[] = [];
  const next = () => new Promise<void>((resolve) => told.push(resolve));
  app = show(80, 24, [[past("build-lab", 9, "RUNNING")]], async function* () {
    yield running(RUNNING.slice(0, 2));
    await next();
    yield running();
    await next();
  });
  await app.shows(/Ready/);
  app.press("e");
  await app.shows(/▸ Check the account/);
  await app.shows(/· Wait for the stack/);
  await expect.poll(() => told.length).toBe(1);
  told.shift()!();
  await app.shows(/▸ Wait for the stack .*try 1 of 121/);
  await app.shows(/│ The stack is in state CREATE_IN_PROGRESS\./);
});

test("the list goes on where one comes to its end, and is asked for anew by a key", async () => {
  const page = (from: number) => Array.from({ length: 30 }, (_, index) => past("verify-steps", from - index));
  app = show(80, 24, [page(100), page(70)]);
  await app.shows(/Ready/);
  app.press("e");
  await app.shows(/› ✓ verify/);
  // Little of the first page is on the screen: the second is not needed yet.
  await app.shows(/── executions, newest first/);
  app.press("G");
  await app.shows(/↓ 28 more lines/);
  app.press("G");
  await app.shows(/all executions, newest first/);
  const times = app.listed.times;
  app.listed.pages = [[past("clean-up", 200), ...page(100)]];
  app.press("gr");
  await app.shows(/› ✓ clean up/);
  expect(app.listed.times).toBe(times + 1);
});

test("what another terminal starts is seen by itself, and whoever reads something is left with it", async () => {
  const built = past("build-lab", 9, "FAILED");
  app = show(80, 24, [[built, past("solve-step", 5)]]);
  await app.shows(/Ready/);
  app.press("e");
  await app.shows(/› ✗ build/);
  const other = past("verify-steps", 40, "RUNNING");
  await app.change([other, built]);
  await app.shows(/ {2}▸ verify +\S.*\n.*› ✗ build/);
  // What was further down the list is still there, and how it ended is seen as well.
  await app.change([{ ...other, status: "SUCCEEDED", endedAt: at(52) }, built]);
  await app.shows(/ {2}✓ verify +\S.* 12\.0 s *\n.*› ✗ build[^\n]*\n.*✓ solve/);
  app.press("k");
  await app.shows(/› ✓ verify/);
});

test("where more is new than a page holds the list begins anew, and goes on below it", async () => {
  const page = (from: number) => Array.from({ length: 30 }, (_, index) => past("verify-steps", from - index));
  app = show(80, 24, [[past("build-lab", 9)]]);
  await app.shows(/Ready/);
  app.press("e");
  await app.shows(/› ✓ build/);
  await app.change(page(100), [past("build-lab", 9)]);
  await app.shows(/› ✓ verify/);
  app.press("G");
  await app.shows(/✓ verify[^\n]*\n[› ] ✓ build/);
});

test("one that is redriven elsewhere runs again by itself, however far down, and is followed anew", async () => {
  const page = Array.from({ length: 30 }, (_, index) => past("verify-steps", 100 - index));
  const built = past("build-lab", 9, "FAILED");
  const failure = { error: "StackFailed", cause: "No room." };
  const ended = [...RUNNING, { type: "ExecutionFailed", executionFailedEventDetails: failure } as const];
  const redriven = {
    type: "ExecutionRedriven",
    executionRedrivenEventDetails: { redriveCount: 1 },
  } as const;
  let follows = 0;
  app = show(200, 60, [page, [built]], async function* (executionArn) {
    if (executionArn !== built.executionArn) return;
    if (++follows > 1) yield { ...running(history(...ended, redriven, scheduled())), executionArn };
    else yield { ...running(history(...ended)), executionArn, status: "FAILED", ...failure };
  });
  await app.shows(/Ready/);
  app.press("e");
  await app.shows(/› ✓ verify/);
  // The second page is read when one comes near it.
  await app.shows(/› ✓ verify/);
  app.press("G");
  await app.shows(/ {2}✗ build/);
  app.press("G");
  await app.shows(/› ✗ build/);
  await app.shows(/✗ Wait for the stack/);
  await app.change(page, [
    { ...built, status: "RUNNING", endedAt: undefined, redrives: 1, redrivenAt: at(40) },
  ]);
  const begun = at(9).toLocaleTimeString("en-GB");
  await app.shows(new RegExp(`› ▸ build +\\S.* redriven once ${begun}`));
  await app.shows(/handrail-build-lab running .*, redriven once/);
  await app.shows(/▸ Wait for the stack .*redriven once/);
  await app.shows(new RegExp(`Redriven at ${begun}\\. Before that it failed: No room\\.`));
  expect(follows).toBe(2);
});

test("where nothing has run it says what to do", async () => {
  app = show(80, 24, []);
  await app.shows(/Ready/);
  app.press("e");
  await app.shows(/Nothing has run yet\. Esc goes back to the lab; b builds it\./);
  app.press(`${ENTER}jk${ENTER}`);
  app.press(ESCAPE);
  await app.shows(/b build/);
});

test("a plan that comes while one looks at its machine is shown where it can be read and answered", async () => {
  const planning = history(
    { type: "ExecutionStarted" },
    entered("Ask for approval"),
    scheduled({ token: "t", plan }),
  );
  const view = (events: number): ExecutionView => ({
    ...withEvents(emptyView("clean-up"), planning.slice(0, events)),
    definition: machines.get("handrail-clean-up"),
  });
  const plans = Promise.withResolvers<void>();
  app = show(80, 24, [[{ ...past("clean-up", 1, "RUNNING"), executionArn: "clean-up" }]], async function* () {
    yield view(2);
    await plans.promise;
    yield view(3);
    await new Promise(() => {});
  });
  await app.shows(/Ready/);
  app.press("c");
  await app.shows(/▸ Ask for approval/);
  app.press("e");
  await app.shows(/executions, newest first/);
  app.press("y");
  plans.resolve();
  await app.shows(/Remove this\?/);
  expect(app.approvals).toEqual([]);
  app.press("y");
  await expect.poll(() => app.approvals).toEqual([true]);
});
