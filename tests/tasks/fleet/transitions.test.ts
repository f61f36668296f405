import { expect, test } from "vitest";
import { transitionsIn } from "../../../tasks/fleet/transitions.ts";

const events = (...types: string[]) => types.map((type) => ({ type }) as { type: "TaskScheduled" });

test("each state that is entered counts, and each retry", () => {
  expect(transitionsIn([])).toBe(0);
  expect(
    transitionsIn(
      events(
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskFailed",
        "TaskScheduled",
        "TaskSucceeded",
        "TaskStateExited",
        "SucceedStateEntered",
      ),
    ),
  ).toBe(4);
});
