import { describe, expect, test } from "vitest";
import { explainFailure } from "../../tui/execution/failure.ts";
import { tellCleaned, tellPlan } from "../../tui/headless/plan.ts";
import { cleanUpPage, planPage } from "../../tui/screens/lab/clean-up-page.ts";
import type { CleanUpOutput, CleanUpPlan, PlanItem } from "../../workflows/contract.ts";
import { plan, stateWith, textsOf } from "./fixtures.ts";

const restored: PlanItem = {
  stage: "Turn off Config",
  action: "restore",
  kind: "configuration recorder",
  id: "config-recorder/default",
  name: "default",
  why: "The account had it before, and it did not record.",
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

describe("a plan", () => {
  test("says where it departs from the guide's order and why, at the stage", () => {
    expect(textsOf(planPage(departing, 80)).join("\n")).toMatch(
      /1\. Turn off Config\nNot in the guide's order: A bucket can only[\s\S]*\n↺ configuration recorder default/,
    );
    expect(told((tell) => tellPlan(departing, tell))).toMatch(
      /Turn off Config\n {4}Not in the guide's order: A bucket can only.*\n {4}restore configuration recorder default/,
    );
  });

  test("that departs from nothing and restores nothing says neither", () => {
    const page = textsOf(planPage(plan, 80)).join("\n");
    expect(page).toMatch(/^This is what goes\n/);
    for (const text of [page, told((tell) => tellPlan(plan, tell))])
      expect(text).not.toMatch(/guide's order|restore|↺/);
  });

  test.each([34, 39, 52])("fits into %i columns", (width) => {
    for (const line of textsOf(planPage(departing, width))) expect(line.length).toBeLessThanOrEqual(width);
  });
});

describe("what was done", () => {
  test("tells what was restored apart from what was removed", () => {
    const page = textsOf(cleanUpPage(stateWith({ cleaned }), 80)).join("\n");
    expect(page).toMatch(/1 thing removed, 1 restored/);
    expect(page).toMatch(/↺ configuration recorder default/);
    expect(page).toMatch(/✓ stack FND203-Demo-Stack/);
    const text = told((tell) => tellCleaned(cleaned, tell));
    expect(text).toMatch(/^Clean: 1 removed, 1 restored,/);
    expect(text).toMatch(/restored: configuration recorder default \(config-recorder\/default\)/);
    expect(text).toMatch(/left alone: VPC \(vpc-1\)/);
  });
});

describe("why it was not clean", () => {
  const detector = { kind: "detector", id: "12abc", settings: '{"status":"DISABLED"}' };

  test("what is left, gone and changed is told apart, without settings", () => {
    const cause = JSON.stringify({
      left: [{ kind: "trail", name: "mine", id: "arn:trail" }],
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

  test("a cause of a time before anything was compared by its settings, and one that was cut off", () => {
    const old = JSON.stringify({ left: [{ kind: "VPC", id: "vpc-1" }], missing: [], failed: [] });
    expect(explainFailure("LeftBehind", old, "keys").what).toBe("Left behind: VPC (vpc-1).");
    expect(explainFailure("LeftBehind", '{"left":[{"ki', "keys").what).toBe('{"left":[{"ki');
  });
});
