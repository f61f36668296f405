import { beforeAll, expect, test } from "vitest";
import { compactMachine } from "../../../tui/drawing/compact-machine.ts";
import { drawMachine } from "../../../tui/drawing/draw-machine.ts";
import type { Flow } from "../../../tui/execution/definition.ts";
import { type ExecutionView, emptyView } from "../../../tui/execution/view.ts";
import { machineName, VERBS } from "../../../workflows/contract.ts";
import { at, entered, exited, failed, scheduled, textsOf, viewOf } from "../fixtures.ts";
import { shippedMachines } from "./shipped-machines.ts";

let machines: Map<string, Flow>;
beforeAll(async () => {
  machines = await shippedMachines();
});

const drawing = (view: ExecutionView) => ({ view, width: 76, now: at(60), timeScale: 1 });

test.each(VERBS)("%s is drawn whole, each of its states in one place", (verb) => {
  const definition = machines.get(machineName(verb))!;
  const { lines, spots } = drawMachine(drawing({ ...emptyView("arn"), definition }));
  const names = spots.map(({ spot }) => spot.state);
  const all = (flow: Flow): string[] =>
    [...flow.states.values()].flatMap(({ name, branches, processor }) => [
      name,
      ...branches.flatMap(all),
      ...(processor ? all(processor) : []),
    ]);
  expect(names.toSorted()).toEqual(all(definition).toSorted());
  // Nothing has been reached: no state has another mark.
  for (const { line, spot } of spots)
    expect(textsOf(lines)[line]).toMatch(new RegExp(`· ${spot.state.replace("?", "\\?")}`));
});

const building = viewOf(
  { type: "ExecutionStarted" },
  entered("Check the account"),
  exited("Check the account"),
  { type: "ChoiceStateEntered", stateEnteredEventDetails: { name: "Built before?" } },
  { type: "ChoiceStateExited", stateExitedEventDetails: { name: "Built before?" } },
  entered("Wait for the stack"),
  scheduled(),
  failed("NotYet", "The stack is in state CREATE_IN_PROGRESS."),
);

test("a build that takes up a stack takes the way past its making", () => {
  const view = { ...building, definition: machines.get("handrail-build-lab") };
  const lines = textsOf(drawMachine({ ...drawing(view), now: at(9) }).lines);
  expect(lines.slice(0, 9)).toEqual([
    "✓ Check the account  1.0 s",
    "✓ Built before?",
    "├ if stackId ≠ '' → Wait for the stack",
    "├ otherwise",
    "│  · Write the ledger",
    "│  · Create the key pair",
    "│  · Create the stack",
    "▸ Wait for the stack  4.0 s, try 1 of 121, next in 13 s",
    "│ The stack is in state CREATE_IN_PROGRESS.",
  ]);
});

test("in few lines it is what was done, what is being done, and what comes next", () => {
  const view = { ...building, definition: machines.get("handrail-build-lab") };
  const { lines, spots } = compactMachine({ ...drawing(view), now: at(9) });
  expect(textsOf(lines).slice(0, 5)).toEqual([
    "✓ Check the account  1.0 s",
    "▸ Wait for the stack  4.0 s, try 1 of 121, next in 13 s",
    "  The stack is in state CREATE_IN_PROGRESS.",
    "· Wait for the web servers",
    "· Describe the lab",
  ]);
  expect(spots.map(({ spot }) => spot.state)).not.toContain("Create the stack");
  const ended = textsOf(compactMachine(drawing({ ...view, status: "FAILED" })).lines);
  expect(ended.join("\n")).not.toContain("·");
});
