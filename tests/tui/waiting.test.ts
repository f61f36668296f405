import { describe, expect, test } from "vitest";
import { machineTitle } from "../../tui/drawing/machine-title.ts";
import { waitedFor, withResult } from "../../tui/execution/view.ts";
import { tellFindings, tellWaiting } from "../../tui/headless/findings.ts";
import { panelOf } from "../../tui/screens/lab/panel-of.ts";
import { stationsOf } from "../../tui/state/state.ts";
import {
  ARN,
  at,
  BEGIN,
  checked,
  entered,
  exited,
  guide,
  result,
  STARTED,
  stateWith,
  textsOf,
  viewOf,
} from "./fixtures.ts";

const [first, second] = guide.steps.map((step) => step.id);

const waiting = viewOf(
  STARTED,
  entered("Check the steps"),
  checked(result(first!, "met"), result(second!, "waiting", "met")),
  exited("Check the steps"),
  entered("Wait and look again"),
);

test("what a check waits for is what it last found not visible", () => {
  expect(waitedFor(waiting).map(({ step }) => step)).toEqual([second]);
  const seen = viewOf(
    STARTED,
    entered("Check"),
    checked(result(second!, "waiting")),
    checked(result(second!, "met")),
  );
  expect(waitedFor(seen)).toEqual([]);
  expect(waitedFor(viewOf(STARTED, entered("Check"), checked(result(first!, "unmet"))))).toEqual([]);
});

test("one that has ended waits for nothing, and what was cut off or is no check is not read", () => {
  const ended = { $metadata: {}, executionArn: ARN, stateMachineArn: ARN, startDate: BEGIN };
  expect(waitedFor(withResult(waiting, { ...ended, status: "SUCCEEDED", output: "{}" }))).toEqual([]);
  for (const output of ['{"Payload":{"results":[{"step"', '{"Payload":{"items":4}}', "null"]) {
    const event = {
      type: "TaskSucceeded" as const,
      taskSucceededEventDetails: { output, resourceType: "lambda", resource: "invoke" },
    };
    expect(viewOf(STARTED, entered("Check"), event).results).toBeUndefined();
  }
});

test("an execution that has another verify names it, until it has its answer", () => {
  const nested = `${ARN}-nested`;
  const submitted = {
    type: "TaskSubmitted" as const,
    taskSubmittedEventDetails: {
      resourceType: "states",
      resource: "startExecution.sync:2",
      output: JSON.stringify({ ExecutionArn: nested, StartDate: 1 }),
    },
  };
  const events = [STARTED, entered("Verify the step"), submitted];
  expect(viewOf(...events).nested).toBe(nested);
  expect(viewOf(...events, exited("Verify the step")).nested).toBeUndefined();
});

describe("on the screen", () => {
  const state = stateWith({ busy: true, machine: { verb: "verify-steps", view: waiting } });

  test.each([34, 51, 80])(
    "it says of which step, what for, and that leaving is fine, in %i columns",
    (width) => {
      const lines = textsOf(panelOf(stationsOf(guide)[0]!, state, guide, at(9), width).lines);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(width);
      const text = lines.join(" ").replaceAll(/\s+/g, " ");
      expect(text).toContain("you may leave meanwhile");
      expect(text).toContain(guide.steps[1]!.title);
      // What was found already comes before what is waited for.
      expect(text).toMatch(/✓ Requirement that is met.*… Requirement that is waiting: The outbound rules/);
    },
  );

  test("the machine waits for AWS, and does not just run", () => {
    expect(machineTitle("verify-steps", waiting, at(9))).toMatch(/^handrail-verify-steps waits for AWS/);
  });

  test("a result that ends so is not visible yet, and not unmet", () => {
    const ended = stateWith({ build: undefined, results: { [first!]: result(first!, "waiting") } });
    expect(panelOf(stationsOf(guide)[1]!, ended, guide, at(9), 60).title).toBe("findings: not visible yet");
  });
});

describe("in plain lines", () => {
  test("each thing that is waited for is told once", () => {
    const lines: string[] = [];
    const tell = tellWaiting((line) => lines.push(line));
    tell([]);
    tell([result(second!, "waiting")]);
    tell([result(second!, "waiting")]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/AWS does not show this yet.*Ctrl-C leaves/);
    expect(lines[1]).toMatch(new RegExp(`… ${second}: Requirement that is waiting: The outbound`));
    tell([result(first!, "waiting")]);
    expect(lines).toHaveLength(4);
  });

  test.each([
    ["waiting", /: not visible yet .*look again/],
    ["blocked", /: not permitted .*nothing is said/],
    ["unmet", /: unmet$/],
    ["met", /: met$/],
  ] as const)("a step that is %s", (status, words) => {
    const lines: string[] = [];
    tellFindings(result(first!, status), (line) => lines.push(line));
    expect(lines[0]).toMatch(words);
  });
});
