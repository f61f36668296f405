import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { createElement, Fragment } from "react";
import { describe, expect, test } from "vitest";
import { Highlight } from "../../../tui/components/highlight.ts";
import { readDefinition } from "../../../tui/execution/definition.ts";
import { type ExecutionView, emptyView } from "../../../tui/execution/view.ts";
import { withEvents } from "../../../tui/execution/with-events.ts";
import { findInMachine } from "../../../tui/screens/machine/find.ts";
import { machineScreen } from "../../../tui/screens/machine/screen.tsx";
import { findInNetwork } from "../../../tui/screens/network/find.ts";
import { networkScreen } from "../../../tui/screens/network/screen.tsx";
import type { Screen } from "../../../tui/screens/screen.ts";
import { findInChoice } from "../../../tui/screens/start/find.ts";
import { startScreen } from "../../../tui/screens/start/screen.tsx";
import type { Launch } from "../../../tui/session.ts";
import { reduce } from "../../../tui/state/reduce.ts";
import type { TerminalState } from "../../../tui/state/state.ts";
import { at, build, entered, exited, failed, guide, history, scheduled, stateWith } from "../fixtures.ts";
import { frameOf, searcher } from "../frames.ts";
import { render } from "../render.ts";
import { builtMap, changedMap } from "./network/maps.ts";

/** What the screen shows, as text, at 80 by 24, with the search's text highlighted as the terminal has it. */
function shown(screen: Screen, state: TerminalState, patch = {}): string {
  const { body } = screen.view(frameOf(state, patch));
  const element = createElement(
    Highlight.Provider,
    { value: state.search.query ?? "" },
    createElement(Fragment, null, body),
  );
  const app = render(element);
  const frame = app.lastFrame()!;
  app.unmount();
  return frame;
}

const told = ({ notice }: TerminalState) => notice?.text.split(":")[0];

describe("the machine's screen", () => {
  const past = (executionArn: string, verb: "verify-steps" | "solve-step") => ({
    executionArn,
    verb,
    status: "SUCCEEDED" as const,
    startedAt: at(0),
    redrives: 0,
    endedAt: at(9),
  });
  const withView = (view: ExecutionView, events: HistoryEvent[]): TerminalState => {
    const state = stateWith({ screen: "machine" });
    const list = [past("one", "verify-steps"), past("two", "solve-step")];
    const about = { one: "all steps", two: "Guard the doors" };
    const read = { ...withEvents(emptyView("one"), events), definition: view.definition };
    return {
      ...state,
      executions: {
        ...state.executions,
        list,
        about,
        selected: "one",
        view: { ...read, executionArn: "one" },
      },
    };
  };
  const definition = (States: object) => readDefinition(JSON.stringify({ StartAt: "Look", States }));
  const task = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" };
  const events = history(
    { type: "ExecutionStarted" },
    {
      type: "TaskStateEntered",
      stateEnteredEventDetails: { name: "Look", input: JSON.stringify({ lab: "marigold" }) },
    },
    exited("Look"),
    entered("Judge"),
    scheduled(),
    failed("Broken", "The beam is bent."),
  );
  const state = withView(
    {
      ...emptyView("one"),
      definition: definition({
        Look: { ...task, Next: "Judge" },
        Judge: { ...task, Next: "Tell" },
        Tell: { Type: "Succeed" },
      }),
    },
    events,
  );
  const search = searcher(findInMachine);

  test("has the executions' own lines, and selects the one that it goes to", () => {
    const found = search(state, "guard the doors");
    expect(found.executions).toMatchObject({ selected: "two", focus: "list" });
    expect(told(found)).toBe("1 of 1");
    expect(reduce(found, { type: "back" }).executions).toMatchObject({ selected: "one", focus: "list" });
  });

  test("has states by name, reached or not, and errors", () => {
    expect(search(state, "tell").executions).toMatchObject({ focus: "drawing", spot: { state: "Tell" } });
    const error = search(state, "beam is bent");
    expect(error.executions).toMatchObject({ focus: "drawing", spot: { state: "Judge" } });
    expect(told(error)).toBe("1 of 1");
    expect(shown(machineScreen, error)).toContain("The beam is bent.");
  });

  test("opens the details where only they have it", () => {
    const found = search(state, "marigold");
    expect(found.executions).toMatchObject({ focus: "details", spot: { state: "Look" } });
    expect(shown(machineScreen, found)).toContain("marigold");
    expect(reduce(found, { type: "back" }).executions).toMatchObject({ focus: "list" });
  });

  test("an item of a Map that the drawing leaves out is on it once a search has led there", () => {
    const mapped = definition({
      Look: {
        Type: "Map",
        ItemProcessor: { StartAt: "Take", States: { Take: { Type: "Pass", End: true } } },
        End: true,
      },
    });
    const items = Array.from({ length: 20 }, (_, index) => index);
    let id = 3;
    const item = (index: number) => {
      const details = { name: "Look", index };
      const state = { name: "Take" };
      const [begun, into, out] = [++id, ++id, ++id];
      return [
        {
          id: begun,
          previousEventId: 3,
          type: "MapIterationStarted",
          mapIterationStartedEventDetails: details,
        },
        {
          id: into,
          previousEventId: begun,
          type: "PassStateEntered",
          stateEnteredEventDetails: { ...state, input: JSON.stringify(`fruit-${index}.`) },
        },
        { id: out, previousEventId: into, type: "PassStateExited", stateExitedEventDetails: state },
        {
          id: ++id,
          previousEventId: out,
          type: "MapIterationSucceeded",
          mapIterationSucceededEventDetails: details,
        },
      ] as Omit<HistoryEvent, "timestamp">[];
    };
    const ran = history(
      { type: "ExecutionStarted" },
      { type: "MapStateEntered", stateEnteredEventDetails: { name: "Look" } },
      { type: "MapStateStarted", mapStateStartedEventDetails: { length: items.length } },
    );
    const all = [...ran, ...items.flatMap(item).map((event) => ({ ...event, timestamp: at(9) }))];
    const many = withView({ ...emptyView("one"), definition: mapped }, all as HistoryEvent[]);
    expect(shown(machineScreen, many)).toMatch(/… and 12 more/);
    const found = search(many, "fruit-3.");
    expect(found.executions).toMatchObject({ focus: "details", spot: { state: "Look", item: 3 } });
    expect(shown(machineScreen, found)).toContain("fruit-3.");
    const back = reduce(found, { type: "machine/focus", focus: "drawing" });
    expect(shown(machineScreen, back)).toMatch(/#4 /);
    expect(shown(machineScreen, many)).not.toMatch(/#4 /);
  });
});

describe("the network's screen", () => {
  const map = (network = changedMap) =>
    stateWith({
      screen: "network",
      build: { ...build, network: builtMap },
      network: { looking: false, row: 0, column: 2, path: false, map: network },
    });
  const search = searcher(findInNetwork);

  test("has its parties by name and by zone, and goes on to the next", () => {
    const one = search(map(), "Services 2");
    expect(one.network).toMatchObject({ row: 9, column: 2, path: false });
    expect(shown(networkScreen, one)).toMatch(/Services 2 → Load bal\. 1/);
    const poc = search(map(), "PoC");
    expect(poc.network.path).toBe(false);
    expect(search(search(map(), "PoC 1"), "PoC 1", -1).notice?.text).toMatch(/^\d+ of \d+: "PoC 1"/);
  });

  test("has what cells say, and the rules that decide them, cell by cell", () => {
    const cell = search(map(), "3306");
    expect(cell.network).toMatchObject({ row: 4, column: 6 });
    const next = search(cell, "3306");
    expect(next.network).toMatchObject({ row: 4, column: 7 });
    expect(reduce(next, { type: "back" }).network).toMatchObject({ row: 4, column: 6 });
    const rule = search(map(), "65,536 hosts");
    expect(rule.network).toMatchObject({ row: 8, column: 12 });
    expect(shown(networkScreen, rule)).toContain("65,536 hosts");
  });

  test("opens the packets' path where only that has it", () => {
    const found = search(map(), "the answer");
    expect(found.network.path).toBe(true);
    expect(shown(networkScreen, found).toLowerCase()).toContain("the answer");
    expect(reduce(found, { type: "back" }).network).toMatchObject({ row: 0, column: 2, path: false });
    // The cell that was selected has it first; the next one that does is another.
    expect(found.network).toMatchObject({ row: 0, column: 2 });
    expect(search(found, "the answer").network).not.toMatchObject({ row: 0, column: 2 });
  });

  test("says so where it has nothing, and leaves the page without a map to the common search", () => {
    expect(search(map(), "zebra").notice).toMatchObject({ bad: true });
    expect(findInNetwork(frameOf(stateWith({ screen: "network" })), "x")).toBeUndefined();
  });
});

describe("the start screen", () => {
  const launch: Launch = {
    labs: [guide, { ...guide, id: "other", title: "Another lab altogether" }],
    suggested: { guide, kind: "local" },
    pace: "fast",
    suffix: "ann",
    open: () => new Promise(() => {}),
  };
  const search = searcher(findInChoice, { launch });
  const begin = stateWith({ screen: "start" });

  test("has the choices and what is told of each, and points at the one that it goes to", () => {
    expect(search(begin, "altogether").start).toMatchObject({ lab: 1, at: "lab", kind: "local" });
    const aws = search(begin, "aws sso login");
    expect(aws.start).toMatchObject({ lab: 0, kind: "aws", at: "place" });
    expect(shown(startScreen, aws, { launch })).toContain("aws sso login");
    expect(reduce(aws, { type: "back" }).start).toMatchObject({ kind: "local", at: "place" });
  });
});
