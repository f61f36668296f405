import { describe, expect, test } from "vitest";
import { emptyView, nameOf, readCause, withResult } from "../../tui/execution/view.ts";
import { withEvents } from "../../tui/execution/with-events.ts";
import { ARN, at, BEGIN, entered, exited, failed, history, plan, scheduled, viewOf } from "./fixtures.ts";

const STARTED = { type: "ExecutionStarted" as const };

describe("an execution's history becomes what is known of its states", () => {
  test("a state that is entered runs, one that is exited has a duration", () => {
    const { states } = viewOf(STARTED, entered("Check"), exited("Check"), entered("Build"));
    expect(states).toMatchObject([
      {
        id: 2,
        name: "Check",
        type: "Task",
        status: "succeeded",
        retries: 0,
        enteredAt: at(1),
        exitedAt: at(2),
      },
      { id: 4, name: "Build", type: "Task", status: "running", retries: 0, enteredAt: at(3), after: 0 },
    ]);
    expect(states[1]!.exitedAt).toBeUndefined();
  });

  test("a task that is tried again counts, keeps its last error, and is fine in the end", () => {
    const events = [STARTED, entered("Wait"), scheduled(), failed("NotYet", "Not there"), scheduled()];
    expect(viewOf(...events).states[0]).toMatchObject({
      status: "running",
      retries: 1,
      error: { name: "NotYet", cause: "Not there" },
    });
    expect(viewOf(...events, exited("Wait")).states[0]).toMatchObject({ status: "succeeded", retries: 1 });
  });

  test("it does not matter in how many parts the events come", () => {
    const events = history(
      STARTED,
      entered("A"),
      scheduled(),
      failed("E", "e"),
      scheduled(),
      exited("A"),
      entered("B"),
    );
    const whole = withEvents(emptyView(ARN), events);
    for (let cut = 0; cut <= events.length; cut++)
      expect(withEvents(withEvents(emptyView(ARN), events.slice(0, cut)), events.slice(cut))).toEqual(whole);
  });

  test("states inside a Map carry their item, and the Map ends after them", () => {
    const { states } = viewOf(
      STARTED,
      { type: "MapStateEntered", stateEnteredEventDetails: { name: "Stages" } },
      {
        type: "MapIterationStarted",
        previousEventId: 2,
        mapIterationStartedEventDetails: { name: "Stages", index: 0 },
      },
      {
        type: "MapIterationStarted",
        previousEventId: 2,
        mapIterationStartedEventDetails: { name: "Stages", index: 1 },
      },
      { ...entered("Sweep"), previousEventId: 3 },
      { ...entered("Sweep"), previousEventId: 4 },
      { ...exited("Sweep"), previousEventId: 6 },
      { ...exited("Sweep"), previousEventId: 5 },
      { type: "MapStateExited", stateExitedEventDetails: { name: "Stages" } },
      exited("After"),
    );
    expect(states.map(({ name, item, status, exitedAt }) => [name, item, status, exitedAt])).toEqual([
      ["Stages", undefined, "succeeded", at(8)],
      ["Sweep", 0, "succeeded", at(7)],
      ["Sweep", 1, "succeeded", at(6)],
    ]);
  });

  test("a plan waits for approval from its being scheduled until the state is left", () => {
    const asked = [STARTED, entered("Ask"), scheduled({ do: "ask", token: "token-1", plan })];
    expect(viewOf(...asked).approval).toEqual({ token: "token-1", plan });
    expect(viewOf(...asked, exited("Ask")).approval).toBeUndefined();
    expect(viewOf(STARTED, entered("Other"), scheduled({ do: "plan" })).approval).toBeUndefined();
  });

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
});

test.each([
  ['{"errorMessage":"in words"}', "in words"],
  ["in words", "in words"],
  ['{"other":1}', '{"other":1}'],
  [undefined, ""],
])("the cause %j reads %j", (cause, words) => {
  expect(readCause(cause)).toBe(words);
});
