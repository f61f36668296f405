import { describe, expect, test } from "vitest";
import type { OpenLab } from "../../cli/open-lab.ts";
import { walk } from "../../cli/run.ts";
import type { StepGuide } from "../../tasks/labs/lab.ts";
import { guide, result } from "../tui/fixtures.ts";
import { fakeLab } from "./fake-lab.ts";

const [template] = guide.steps;
const step = (id: string, more: Partial<StepGuide> = {}): StepGuide => ({ ...template!, id, ...more });

/** A walk through steps, in an account that has these met already, and where each that is solved is met after. */
async function walked(steps: StepGuide[], met: string[] = [], place: "local" | "aws" = "local") {
  const done = new Set(met);
  const { lab, output, started, told } = fakeLab(
    (verb, input) => {
      if (verb === "solve-step") {
        done.add(input.step!);
        return { output: { resources: {}, actions: [], results: [result(input.step!, "met")] } };
      }
      // What looks at others is met as soon as one of them is done.
      const isMet = (id: string) =>
        done.has(id) || steps.find((one) => one.id === id)!.evidenceOf?.some((other) => done.has(other));
      const results = input.steps!.map((id) => result(id, isMet(id) ? "met" : "unmet"));
      return { output: { resources: {}, results } };
    },
    { place },
  );
  const walking: OpenLab = { ...lab, guide: { ...guide, steps } };
  const failures = await walk(walking, output);
  const calls = started.map(([verb, input]) => [verb, ...Object.values(input).flat().slice(1)].join(" "));
  return { failures, calls, told: told() };
}

test("each check is seen red before its step is solved, optional ones as well", async () => {
  const { failures, calls } = await walked([step("a"), step("b", { optional: true })]);
  expect(failures).toBe(0);
  expect(calls).toEqual(["verify-steps a", "solve-step a", "verify-steps b", "solve-step b"]);
});

test("a check that passes before anybody did anything is a failure", async () => {
  const { failures, told } = await walked([step("a"), step("b")], ["b"]);
  expect(failures).toBe(1);
  expect(told).toMatch(/The check of b passes before the step is done/);
});

test("on AWS the account may have had it", async () => {
  const { failures, told } = await walked([step("a")], ["a"], "aws");
  expect(failures).toBe(0);
  expect(told).toMatch(/The account has what a asks for already/);
});

describe("a step that looks at what others leave behind", () => {
  const steps = [step("a"), step("b"), step("events", { evidenceOf: ["a", "b"] })];

  test("is seen red before the first of them is done, and is no failure when its turn comes", async () => {
    const { failures, calls } = await walked(steps);
    expect(failures).toBe(0);
    expect(calls).toEqual([
      "verify-steps events",
      "verify-steps a",
      "solve-step a",
      "verify-steps b",
      "solve-step b",
      "solve-step events",
    ]);
  });

  test("is a failure where it is met before any of them is done", async () => {
    expect((await walked(steps, ["events"])).failures).toBe(1);
  });

  test("that comes before them is seen red at its own turn", async () => {
    const { failures, calls } = await walked([step("events", { evidenceOf: ["a"] }), step("a")]);
    expect(failures).toBe(0);
    expect(calls).toEqual(["verify-steps events", "solve-step events", "verify-steps a", "solve-step a"]);
  });
});
