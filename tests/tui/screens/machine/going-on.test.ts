import { expect, test } from "vitest";
import type { PastExecution } from "../../../../tui/execution/past-executions.ts";
import { keysFor } from "../../../../tui/keys/bottom-line.tsx";
import { machineScreen } from "../../../../tui/screens/machine/screen.tsx";
import { initialExecutions } from "../../../../tui/screens/machine/state.ts";
import { stationsOf } from "../../../../tui/state/state.ts";
import type { Verb } from "../../../../workflows/contract.ts";
import { at, entered, guide, STARTED, stateWith, viewOf } from "../../fixtures.ts";

const past = (verb: Verb, status: PastExecution["status"], from: number): PastExecution => ({
  executionArn: verb,
  verb,
  status,
  startedAt: at(from),
  endedAt: at(from + 1),
  redrives: 0,
});

/** Whether the line of keys offers to go on with the selected one of these, of which a view has been read. */
function offers(list: PastExecution[], selected: Verb, { busy = false, read = true } = {}): boolean {
  const view = { ...viewOf(STARTED, entered("Prove the steps")), executionArn: selected };
  const executions = { ...initialExecutions, list, selected, ...(read ? { view } : {}) };
  const state = stateWith({ screen: "machine", executions, busy });
  const situation = { state, guide, kind: "local" as const, stations: stationsOf(guide), open: true };
  return keysFor(machineScreen, situation).some(([key, meaning]) => key === "R" && meaning === "go on");
}

test("to go on is offered at the execution that would, and nowhere else", () => {
  const list = [
    past("verify-steps", "FAILED", 30),
    past("validate-lab", "FAILED", 20),
    past("clean-up", "SUCCEEDED", 1),
  ];
  expect(offers(list, "validate-lab")).toBe(true);
  expect(offers(list, "clean-up")).toBe(false);
  expect(offers(list, "verify-steps")).toBe(false);
  expect(offers(list, "validate-lab", { busy: true })).toBe(false);
  expect(offers(list, "validate-lab", { read: false })).toBe(false);
  expect(offers([past("build-lab", "SUCCEEDED", 40), ...list], "validate-lab")).toBe(false);
});
