import { describe, expect, test } from "vitest";
import { explainFailure } from "../../tui/execution/failure.ts";
import { emptyView } from "../../tui/execution/view.ts";
import { tellCleaned, tellPlan } from "../../tui/headless/plan.ts";
import { cleanUpPage } from "../../tui/screens/lab/clean-up/clean-up-page.ts";
import { planPage } from "../../tui/screens/lab/clean-up/plan-page.ts";
import { planRows } from "../../tui/screens/lab/clean-up/plan-rows.ts";
import { initialCleanUp } from "../../tui/screens/lab/clean-up/state.ts";
import { reduce } from "../../tui/state/reduce.ts";

import type { CleanUpOutput, CleanUpPlan, PlanItem, StageResult } from "../../workflows/contract.ts";
import { ARN, entered, failed, plan, scheduled, stateWith, textsOf, viewOf } from "./fixtures.ts";

const restored: PlanItem = {
  stage: "Turn off Config",
  action: "restore",
  kind: "configuration recorder",
  id: "config-recorder/default",
  name: "default",
  why: "The account had it before, and it did not record.",
  to: "recording false",
};

const departing: CleanUpPlan = {
  ...plan,
  stages: ["Turn off Config", ...plan.stages],
  items: [restored, ...plan.items],
  departures: [{ stage: "Turn off Config", why: "A bucket can only stay empty once nobody writes to it." }],
};

const cleaned: CleanUpOutput = {
  lab: "fnd203",
  account: plan.account,
  clean: true,
  compared: { before: 41, after: 42 },
  stages: [{ stage: "Turn off Config", done: [restored, plan.items[0]!], failed: [] }],
  left: [],
  foreign: [{ kind: "VPC", id: "vpc-1" }],
  missing: [],
  changed: [],
};

const told = (work: (tell: (line: string) => void) => void): string => {
  const lines: string[] = [];
  work((line) => lines.push(line));
  return lines.join("\n");
};

const shown = (of: CleanUpPlan, width = 80, state = initialCleanUp): string =>
  textsOf(planPage(of, state, width)).join("\n");

describe("a plan", () => {
  test("is a tree: what goes by stage, what is put back to what, what stays and why", () => {
    expect(shown(departing, 90).slice(shown(departing, 90).indexOf("▾"))).toBe(
      [
        "▾ Goes: 1 thing, in this order",
        "  ▾ 2. Delete the stack (1)",
        "      stack FND203-Demo-Stack",
        "      The lab was built with it.",
        "",
        "▾ Is put back as it was: 1 thing",
        "  ▾ 1. Turn off Config (1)",
        "    Not in the guide's order: A bucket can only stay empty once nobody writes to it.",
        "      ↺ configuration recorder default config-recorder/default",
        "      The account had it before, and it did not record.",
        "      back to: recording false",
        "",
        "▾ Stays, because it is not the lab's: 1 thing",
        "    VPC vpc-1",
        "    It was there before.",
      ].join("\n"),
    );
    expect(told((tell) => tellPlan(departing, tell))).toBe(
      [
        "  Goes: 1 thing",
        "    2. Delete the stack",
        "      stack FND203-Demo-Stack (arn:1): The lab was built with it.",
        "  Is put back as it was: 1 thing",
        "    1. Turn off Config",
        "      Not in the guide's order: A bucket can only stay empty once nobody writes to it.",
        "      configuration recorder default (config-recorder/default): The account had it before, and it did not record. (back to: recording false)",
        "  Stays, because it is not the lab's: 1 thing",
        "      VPC (vpc-1): It was there before.",
      ].join("\n"),
    );
  });

  test("that restores nothing and departs from nothing says neither", () => {
    for (const text of [shown(plan), told((tell) => tellPlan(plan, tell))])
      expect(text).not.toMatch(/guide's order|put back|↺|Delete nothing/);
    expect(shown({ ...plan, items: [] })).toMatch(/Nothing of the lab is there/);
  });

  test("with hundreds of foreign things says how many, and shows them when asked to", () => {
    const foreign = Array.from(
      { length: 400 },
      (_, index): PlanItem => ({ ...plan.items[1]!, id: `vpc-${index}` }),
    );
    const crowded = { ...plan, items: [plan.items[0]!, ...foreign] };
    expect(shown(crowded)).toMatch(
      /▸ Stays, because it is not the lab's: 400 things\n {2}VPC vpc-0, VPC vpc-1, .*…$/,
    );
    expect(planRows(crowded, initialCleanUp)).toHaveLength(4);
    const opened = reduce(stateWith({}), { type: "clean-up/fold", row: "foreign" });
    expect(planRows(crowded, opened.cleanUp)).toHaveLength(404);
    const again = reduce(opened, { type: "clean-up/fold", row: "foreign" });
    expect(planRows(crowded, again.cleanUp)).toHaveLength(4);
  });

  test("with more foreign things than are listed says how many in all, and of what", () => {
    const crowded = { ...plan, foreign: { VPC: 2, "log group": 1990 } };
    expect(shown(crowded)).toMatch(
      /▾ Stays, because it is not the lab's: 1992 things\n {2}Not listed: 1 × VPC, 1990 × log group\n {4}VPC vpc-1/,
    );
    const text = told((tell) => tellPlan(crowded, tell));
    expect(text).toMatch(
      /lab's: 1992 things\n {6}VPC \(vpc-1\): .*\n {6}and more of the same: 1 × VPC, 1990/,
    );
  });

  test("with many things to go shows the stages first, with the first things of each by name", () => {
    const many = Array.from(
      { length: 13 },
      (_, index): PlanItem => ({ ...plan.items[0]!, id: `arn:${index}`, name: `s${index}` }),
    );
    expect(shown({ ...plan, items: many })).toMatch(/▸ 1\. Delete the stack \(13\)\n {4}stack s0, stack s1/);
  });

  test.each([20, 34, 39, 52])("fits into %i columns, however long names are", (width) => {
    const wide = { ...departing, items: departing.items.map((item) => ({ ...item, name: "x".repeat(200) })) };
    for (const line of textsOf(planPage(wide, initialCleanUp, width)))
      expect(line.length).toBeLessThanOrEqual(width);
  });
});

describe("while it runs", () => {
  const map = (index: number) => ({
    type: "MapIterationStarted" as const,
    previousEventId: 2,
    mapIterationStartedEventDetails: { name: "Stages in order", index },
  });
  const swept = (result: StageResult) => ({
    type: "TaskSucceeded" as const,
    taskSucceededEventDetails: {
      resourceType: "lambda",
      resource: "invoke",
      output: JSON.stringify({ Payload: result }),
    },
  });
  const stages = [
    { type: "ExecutionStarted" as const },
    { type: "MapStateEntered" as const, stateEnteredEventDetails: { name: "Stages in order" } },
    map(0),
    entered("Sweep the stage"),
    scheduled(),
  ];

  test("stages stand with what is done of each, what is waited for, and what was refused", () => {
    const refused = { item: restored, error: "AccessDenied", cause: "Not yours" };
    const begun = viewOf(
      ...stages,
      swept({ stage: "Turn off Config", done: [], failed: [refused] }),
      map(1),
      entered("Sweep the stage"),
      scheduled(),
      failed("NotYet", "The stack is in state DELETE_IN_PROGRESS."),
    );
    const view = { ...begun, plan: departing };
    const machine = { verb: "clean-up" as const, view };
    const text = textsOf(cleanUpPage(stateWith({ machine, busy: true }), 80)).join("\n");
    expect(text).toMatch(/\[#{10}\.{10}\] 0 of 2 things, 1 refused/);
    expect(text).toMatch(
      /✗ 1\. Turn off Config 0 of 1\n {2}configuration recorder default: AccessDenied: Not yours/,
    );
    expect(text).toMatch(
      /▸ 2\. Delete the stack 0 of 1\n {2}waits: The stack is in state DELETE_IN_PROGRESS\./,
    );
    expect(text).toMatch(/· 3\. Delete nothing 0 of 0/);
  });
});

describe("what was done", () => {
  test("is proven: what was compared, what went, what was restored to what, and what stayed", () => {
    const page = textsOf(cleanUpPage(stateWith({ cleaned }), 80)).join("\n");
    expect(page).toMatch(/Clean: training-seven/);
    expect(page).toMatch(/✓ 1 thing removed, 1 restored\./);
    expect(page.replaceAll(/\s+/g, " ")).toContain("42 things, held against the 41 of before the lab.");
    expect(page).toMatch(/1 thing of somebody else's stayed/);
    expect(page).toMatch(
      /↺ configuration recorder default config-recorder\/default\n {2}back to: recording false/,
    );
    expect(page).toMatch(/✓ stack FND203-Demo-Stack/);
    expect(page).toMatch(/Stayed, because it is not the lab's\n· VPC vpc-1/);
    const text = told((tell) => tellCleaned(cleaned, tell));
    expect(text).toMatch(/^Clean: 1 removed, 1 restored,/);
    expect(text).toMatch(/42 things, held against the 41 of before the lab/);
    expect(text).toMatch(
      /restored: configuration recorder default \(config-recorder\/default\) \(back to: recording false\)/,
    );
    expect(text).toMatch(/left alone: VPC \(vpc-1\)/);
  });

  test("is told of a clean-up of a time when nothing was counted, too", () => {
    const { compared: _, account: __, ...old } = cleaned;
    // As the terminal finds it in the list of executions.
    const page = cleanUpPage(stateWith({ cleaned: old as CleanUpOutput }), 80);
    expect(textsOf(page).join("\n")).toMatch(/^Clean\n✓ 1 thing removed/);
  });
});

describe("why it was not clean", () => {
  const detector = { kind: "detector", id: "12abc", settings: '{"status":"DISABLED"}' };
  const trail = { kind: "trail", name: "mine", id: "arn:trail" };

  test("what is left, gone and changed is told apart, without settings", () => {
    const cause = JSON.stringify({
      left: [trail],
      missing: [{ kind: "VPC", id: "vpc-1" }],
      changed: [[detector]],
      failed: [],
    });
    expect(explainFailure("LeftBehind", cause, "keys").what.split("\n")).toEqual([
      "Left behind: trail mine (arn:trail).",
      "Gone, and not the lab's: VPC (vpc-1).",
      "Not as it was before the lab: detector (12abc).",
    ]);
  });

  test("the page says what is left and why, and what to do", () => {
    const cause = JSON.stringify({
      left: [trail],
      missing: [],
      changed: [detector],
      failed: [{ item: trail, error: "AccessDenied", cause: "Not yours" }],
    });
    const view = { ...emptyView(ARN), status: "FAILED" as const, error: "LeftBehind", cause };
    const state = stateWith({ cleaned, machine: { verb: "clean-up", view } });
    const page = textsOf(cleanUpPage(state, 80)).join("\n");
    expect(page).toMatch(/^Not clean yet\n.*press R: .*\nc plans anew\./);
    expect(page).toMatch(/Left behind\n✗ trail mine\n {2}AccessDenied: Not yours/);
    expect(page).toMatch(/Not as it was before the lab\n✗ detector 12abc\n {2}It has other settings\./);
    expect(page).not.toMatch(/Could not be done|DISABLED/);
  });

  test("a cause of a time before anything was compared by its settings, and one that was cut off", () => {
    const old = JSON.stringify({ left: [{ kind: "VPC", id: "vpc-1" }], missing: [], failed: [] });
    expect(explainFailure("LeftBehind", old, "keys").what).toBe("Left behind: VPC (vpc-1).");
    expect(explainFailure("LeftBehind", '{"left":[{"ki', "keys").what).toBe('{"left":[{"ki');
  });
});
