import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { expect, it } from "vitest";
import { emptyView } from "../../../tui/execution/view.ts";
import { withEvents } from "../../../tui/execution/with-events.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + 1000 * seconds);

/** A Map whose second iteration fails while the first waits, and whose Catch takes it on. */
const EVENTS: [number, HistoryEvent["type"], Partial<HistoryEvent>][] = [
  [0, "ExecutionStarted", {}],
  [0, "MapStateEntered", { stateEnteredEventDetails: { name: "Each" } }],
  [2, "MapStateStarted", { mapStateStartedEventDetails: { length: 2 } }],
  [3, "MapIterationStarted", { mapIterationStartedEventDetails: { name: "Each", index: 0 } }],
  [4, "WaitStateEntered", { stateEnteredEventDetails: { name: "Long" } }],
  [3, "MapIterationStarted", { mapIterationStartedEventDetails: { name: "Each", index: 1 } }],
  [6, "FailStateEntered", { stateEnteredEventDetails: { name: "No" } }],
  [7, "MapIterationAborted", { mapIterationAbortedEventDetails: { name: "Each", index: 0 } }],
  [7, "WaitStateAborted", {}],
  [7, "MapIterationFailed", { mapIterationFailedEventDetails: { name: "Each", index: 1 } }],
  [7, "MapStateFailed", {}],
  [11, "MapStateExited", { stateExitedEventDetails: { name: "Each" } }],
];

it("an iteration that is cut short is found, though its end follows the events of the one that failed", () => {
  const events = EVENTS.map(([previousEventId, type, details], i): HistoryEvent => {
    return { id: i + 1, previousEventId, type, timestamp: at(i), ...details };
  });
  const { iterations, states } = withEvents(emptyView("arn"), events);
  expect(iterations.map(({ item, status }) => [item, status])).toEqual([
    [0, "stopped"],
    [1, "failed"],
  ]);
  expect(states.map(({ name, status }) => [name, status])).toEqual([
    ["Each", "caught"],
    ["Long", "stopped"],
    ["No", "failed"],
  ]);
});
