import { expect, test } from "vitest";
import type { PastExecution } from "../../../tui/execution/past-executions.ts";
import { tellStatus } from "../../../tui/headless/status.ts";
import { labStatus } from "../../../tui/status/lab-status.ts";
import { standing } from "../../../tui/status/words.ts";
import type { Verb } from "../../../workflows/contract.ts";
import { guide } from "../fixtures.ts";

const [one, two] = guide.steps.map(({ id }) => id);

/** Executions as they were begun, a minute after one another; the list has the newest first. */
const history = (...list: [verb: Verb, status: PastExecution["status"], step?: string][]): PastExecution[] =>
  list
    .map(
      ([verb, status, step], minute): PastExecution => ({
        verb,
        status,
        executionArn: `arn:aws:states:us-east-1:1:execution:handrail-${verb}:fnd203-${verb}-20261122T1200${String(minute).padStart(2, "0")}-abc123${step ? `-${step}` : ""}`,
        startedAt: new Date(Date.UTC(2026, 10, 22, 12, minute)),
        endedAt: status === "RUNNING" ? undefined : new Date(Date.UTC(2026, 10, 22, 12, minute, 30)),
        redrives: 0,
      }),
    )
    .reverse();

const statusOf = (...list: Parameters<typeof history>) => labStatus(guide, history(...list));

test.each([
  ["none", []],
  ["building", [["build-lab", "RUNNING"]]],
  ["built", [["build-lab", "SUCCEEDED"]]],
  ["unclear", [["build-lab", "FAILED"]]],
  [
    "cleaning",
    [
      ["build-lab", "SUCCEEDED"],
      ["clean-up", "RUNNING"],
    ],
  ],
  [
    "cleaned",
    [
      ["build-lab", "SUCCEEDED"],
      ["clean-up", "SUCCEEDED"],
    ],
  ],
  [
    "unclear",
    [
      ["build-lab", "SUCCEEDED"],
      ["clean-up", "FAILED"],
    ],
  ],
  [
    "built",
    [
      ["build-lab", "SUCCEEDED"],
      ["clean-up", "SUCCEEDED"],
      ["build-lab", "SUCCEEDED"],
    ],
  ],
] as const)("%s after %j", (stands, list) => {
  expect(statusOf(...(list as unknown as Parameters<typeof history>)).stands).toBe(stands);
});

test("the step is that of the last look or solution since the lab was built", () => {
  expect(
    statusOf(["build-lab", "SUCCEEDED"], ["verify-steps", "SUCCEEDED", one], ["solve-step", "FAILED", two])
      .step,
  ).toBe(two);
  expect(
    statusOf(["build-lab", "SUCCEEDED"], ["verify-steps", "SUCCEEDED", one], ["verify-steps", "SUCCEEDED"])
      .step,
  ).toBe(one);
  expect(
    statusOf(
      ["build-lab", "SUCCEEDED"],
      ["solve-step", "SUCCEEDED", one],
      ["clean-up", "SUCCEEDED"],
      ["build-lab", "SUCCEEDED"],
    ).step,
  ).toBeUndefined();
});

test("a failure counts until the same is done with success, or the lab is gone", () => {
  const failed = (...list: Parameters<typeof history>) =>
    statusOf(...list).failed.map(({ verb, step }) => [verb, step]);
  expect(failed(["solve-step", "FAILED", one], ["solve-step", "SUCCEEDED", two])).toEqual([
    ["solve-step", one],
  ]);
  expect(failed(["solve-step", "FAILED", one], ["solve-step", "SUCCEEDED", one])).toEqual([]);
  expect(failed(["solve-step", "TIMED_OUT", one], ["clean-up", "SUCCEEDED"])).toEqual([]);
  // A look that the watch gave up is none.
  expect(failed(["verify-steps", "ABORTED", one], ["clean-up", "ABORTED"])).toEqual([
    ["clean-up", undefined],
  ]);
});

test("a clean-up that runs may wait for a yes, unless a reset or a validation began it", () => {
  const mayWait = (...executions: PastExecution[]) =>
    labStatus(guide, executions).running.map((work) => work.mayWait ?? false);
  const [cleanUp] = history(["clean-up", "RUNNING"]);
  const [validation] = history(["validate-lab", "RUNNING"]);
  expect(mayWait(cleanUp!)).toEqual([true]);
  expect(mayWait(cleanUp!, validation!)).toEqual([false, false]);
  const executionArn = cleanUp!.executionArn.replace("-abc123", "-0123456789ab");
  expect(mayWait({ ...cleanUp!, executionArn })).toEqual([false]);
  expect(mayWait({ ...cleanUp!, status: "FAILED" })).toEqual([]);
  const told = (one: PastExecution) => standing(labStatus(guide, [one]));
  expect(told(cleanUp!)).toBe("being cleaned up; it may wait for somebody's yes");
  expect(told({ ...cleanUp!, executionArn })).toBe("being cleaned up");
});

test("it is told in lines", () => {
  const lines: string[] = [];
  tellStatus(
    statusOf(["build-lab", "SUCCEEDED"], ["solve-step", "FAILED", one], ["verify-steps", "RUNNING", two]),
    (line) => lines.push(line),
  );
  expect(lines).toEqual([
    `fnd203: built; last at ${two}`,
    `  runs: verify ${two}, since 2026-11-22T12:02:00.000Z`,
    `  ✗ solve ${one}: FAILED, 2026-11-22T12:01:30.000Z`,
  ]);
});
