import { describe, expect, test } from "vitest";
import { emptyView } from "../../../tui/execution/view.ts";
import { withEvents } from "../../../tui/execution/with-events.ts";
import { ARN, at, entered, exited, failed, history, plan, STARTED, scheduled, viewOf } from "../fixtures.ts";

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

  test("a plan waits for approval from its being scheduled until the state is left", () => {
    const asked = [STARTED, entered("Ask"), scheduled({ do: "ask", token: "token-1", plan })];
    expect(viewOf(...asked).approval).toEqual({ token: "token-1", plan });
    expect(viewOf(...asked, exited("Ask")).approval).toBeUndefined();
    expect(viewOf(STARTED, entered("Other"), scheduled({ do: "plan" })).approval).toBeUndefined();
  });
});
