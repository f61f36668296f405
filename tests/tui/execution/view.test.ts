import { expect, test } from "vitest";
import { nameOf, readCause, withResult } from "../../../tui/execution/view.ts";
import { ARN, at, BEGIN, entered, failed, plan, STARTED, scheduled, viewOf } from "../fixtures.ts";

test("a plan that was made names the stages that a Map then goes through", () => {
  const made = {
    taskSucceededEventDetails: {
      output: JSON.stringify({ Payload: plan }),
      resourceType: "lambda",
      resource: "invoke",
    },
  };
  const view = viewOf(
    STARTED,
    entered("Plan"),
    { type: "TaskSucceeded", ...made },
    {
      type: "MapIterationStarted",
      mapIterationStartedEventDetails: { name: "Stages", index: 1 },
    },
    entered("Sweep the stage"),
  );
  expect(view.plan).toEqual(plan);
  expect(view.states.map((state) => nameOf(view, state))).toEqual([
    "Plan",
    "Sweep the stage: Delete nothing",
  ]);
  const unplanned = { ...view, plan: undefined };
  expect(nameOf(unplanned, view.states[1]!)).toBe("Sweep the stage #2");
});

test("when it fails, what was running has failed", () => {
  const view = viewOf(STARTED, entered("Build"), scheduled(), failed("StackFailed", "No room"));
  const ended = withResult(view, {
    $metadata: {},
    executionArn: ARN,
    stateMachineArn: ARN,
    startDate: BEGIN,
    stopDate: at(9),
    status: "FAILED",
    error: "StackFailed",
    cause: JSON.stringify({ errorMessage: "No room" }),
  });
  expect(ended).toMatchObject({ status: "FAILED", error: "StackFailed", cause: "No room" });
  expect(ended.states[0]).toMatchObject({ status: "failed", exitedAt: at(9) });
});

test.each([
  ['{"errorMessage":"in words"}', "in words"],
  ["in words", "in words"],
  ['{"other":1}', '{"other":1}'],
  [undefined, ""],
])("the cause %j reads %j", (cause, words) => {
  expect(readCause(cause)).toBe(words);
});
