import { expect, test } from "vitest";
import { goingOnQuestion, toGoOn } from "../../../tui/execution/going-on.ts";
import { widthOf } from "../../../tui/text/width.ts";
import { machineName, type Verb } from "../../../workflows/contract.ts";
import { shippedMachines } from "../drawing/shipped-machines.ts";
import { entered, exited, failed, STARTED, viewOf } from "../fixtures.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute));
const past = (
  verb: Verb,
  status: "FAILED" | "SUCCEEDED" | "RUNNING" | "ABORTED",
  from: number,
  to?: number,
) => ({
  verb,
  status,
  startedAt: at(from),
  endedAt: to === undefined ? undefined : at(to),
});

test.each([
  ["the newest clean-up", [past("clean-up", "FAILED", 5, 6), past("clean-up", "SUCCEEDED", 1, 2)], 0],
  ["one that was stopped", [past("clean-up", "ABORTED", 5, 6)], 0],
  [
    "a validation whose clean-up failed",
    [past("clean-up", "FAILED", 5, 6), past("validate-lab", "FAILED", 1, 7)],
    1,
  ],
  [
    "whatever came to nothing else",
    [past("verify-steps", "FAILED", 8, 9), past("clean-up", "FAILED", 5, 6)],
    1,
  ],
  [
    "a validation that had built the lab",
    [past("build-lab", "SUCCEEDED", 2, 3), past("validate-lab", "FAILED", 1, 7)],
    1,
  ],
])("%s goes on", (_, list, index) => {
  expect(toGoOn(list)).toEqual({ found: list[index] });
});

test.each([
  ["nothing ran", [], /no clean-up and no validation/],
  [
    "the last one succeeded",
    [past("clean-up", "SUCCEEDED", 5, 6), past("clean-up", "FAILED", 1, 2)],
    /succeeded/,
  ],
  [
    "the lab was built since",
    [past("build-lab", "FAILED", 7, 8), past("clean-up", "FAILED", 5, 6)],
    /built since/,
  ],
])("where %s there is none", (_, list, why) => {
  expect(toGoOn(list)).toEqual({ why: expect.stringMatching(why) });
});

test("what runs still is told, and of a validation that cleans up the validation", () => {
  const [cleanUp, validation] = [past("clean-up", "RUNNING", 5), past("validate-lab", "RUNNING", 1)];
  expect(toGoOn([cleanUp])).toEqual({ why: "The last one, to clean up, still runs.", runs: cleanUp });
  for (const own of [cleanUp, past("clean-up", "FAILED", 5, 6), past("clean-up", "SUCCEEDED", 5, 6)])
    expect(toGoOn([own, validation])).toEqual({ why: expect.stringMatching(/validate/), runs: validation });
});

test("what is asked says what is done then, and has room on a small screen, whichever state it failed in", async () => {
  const machines = await shippedMachines();
  for (const verb of ["clean-up", "validate-lab"] as const)
    for (const name of machines.get(machineName(verb))!.states.keys()) {
      const view = viewOf(
        STARTED,
        entered("First"),
        exited("First"),
        entered(name),
        failed("Some.Error", "why"),
      );
      const question = goingOnQuestion(view);
      expect(question).toContain(`Go on at "${name}"`);
      expect(widthOf(question), question).toBeLessThanOrEqual(80);
    }
  const left = goingOnQuestion({ ...viewOf(STARTED, entered("Compare")), error: "LeftBehind" });
  expect(left).toMatch(/try again what is left/);
  expect(widthOf(left)).toBeLessThanOrEqual(80);
});
