import { expect, test } from "vitest";
import { at, entered, exited, STARTED, viewOf } from "../fixtures.ts";

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
