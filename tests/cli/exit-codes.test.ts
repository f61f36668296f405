import { describe, expect, test } from "vitest";
import { buildLab } from "../../cli/build.ts";
import { cleanUpLab } from "../../cli/clean-up.ts";
import { solveStep, verifySteps } from "../../cli/lab-commands.ts";
import type { Finding } from "../../workflows/contract.ts";
import { build, finding, guide, result } from "../tui/fixtures.ts";
import { fakeLab } from "./fake-lab.ts";

const [required] = guide.steps.filter((step) => !step.optional).map((step) => step.id);
const [optional] = guide.steps.filter((step) => step.optional).map((step) => step.id);

/** A lab in which all steps are met but these. */
const labWith = (statuses: Record<string, Finding["status"]>) =>
  fakeLab((_verb, { steps = [] }) => ({
    output: { resources: {}, results: steps.map((step) => result(step, statuses[step] ?? "met")) },
  }));

describe("verify", () => {
  test.each(["unmet", "waiting", "blocked"] as const)(
    "a step that is %s is a failed check",
    async (status) => {
      const { lab, output } = labWith({ [required!]: status });
      expect((await verifySteps(lab, [], output)).exitCode).toBe(1);
      expect((await verifySteps(lab, [required!], output)).exitCode).toBe(1);
    },
  );

  test.each(["met", "advice", "elsewhere"] as const)("one that is %s is none", async (status) => {
    const { lab, output } = labWith({ [required!]: status });
    expect((await verifySteps(lab, [], output)).exitCode).toBe(0);
  });

  test("an optional step counts where it is named", async () => {
    const { lab, output, started } = labWith({ [optional!]: "unmet" });
    expect((await verifySteps(lab, [], output)).exitCode).toBe(0);
    expect(started[0]![1]).toMatchObject({ steps: guide.steps.map(({ id }) => id) });
    expect((await verifySteps(lab, [optional!], output)).exitCode).toBe(1);
  });

  test("a lab that is not there could not be looked at", async () => {
    const { lab, output, told } = fakeLab(() => ({ error: "LabNotFound", cause: "The lab is not built." }));
    expect((await verifySteps(lab, [], output)).exitCode).toBe(3);
    expect(told()).toMatch(/not built\.\nBuild it with: handrail build/);
  });
});

test("what was solved and is not visible yet is a failed check, and says so", async () => {
  const { lab, output, told } = fakeLab(() => ({
    error: "NotSolved",
    cause: `The step is still not met: ${JSON.stringify(finding("waiting", "Events are there"))}`,
  }));
  expect((await solveStep(lab, required!, output)).exitCode).toBe(1);
  expect(told()).toMatch(
    /AWS does not show it yet\.\nEvents are there: .*\nLook again with: handrail verify/,
  );
});

test("what was left behind, or not restored, is told by its own exit code", async () => {
  const cause = JSON.stringify({
    left: [],
    missing: [],
    changed: [{ kind: "detector", id: "12abc" }],
    failed: [],
  });
  const { lab, output, told } = fakeLab(() => ({ error: "LeftBehind", cause }));
  expect((await cleanUpLab(lab, "given", output)).exitCode).toBe(2);
  expect(told()).toMatch(/Not as it was before the lab: detector \(12abc\)/);
});

describe("build", () => {
  const taken = (suffix: string) =>
    `The bucket name ${guide.bucketNames(suffix)[0]} is taken by another account.`;

  test("with the suffix that is named, without asking", async () => {
    const { lab, output, started } = fakeLab(() => ({ output: build }), { suffix: "ann" });
    expect((await buildLab(lab, output)).exitCode).toBe(0);
    expect(started).toEqual([["build-lab", { lab: guide.id, suffix: "ann" }]]);
  });

  test("a suffix that is taken could not be built with, where nobody can be asked for another", async () => {
    const { lab, output, started, told } = fakeLab(
      () => ({ error: "PreflightRefused", cause: taken("ann") }),
      {
        suffix: "ann",
      },
    );
    expect((await buildLab(lab, output)).exitCode).toBe(3);
    expect(started).toHaveLength(1);
    expect(told()).toMatch(/before anything was touched\. The bucket name .* is taken/);
  });
});
