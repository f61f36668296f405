import { describe, expect, test } from "vitest";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { machineTitle } from "../../tui/drawing/machine-title.ts";
import { commandsPage } from "../../tui/screens/lab/commands-page.ts";
import { findingLines } from "../../tui/screens/lab/finding-lines.ts";
import { machineLines } from "../../tui/screens/lab/machine-lines.ts";
import { pageOf } from "../../tui/screens/lab/page-of.ts";
import { panelOf } from "../../tui/screens/lab/panel-of.ts";
import type { LabSession } from "../../tui/session.ts";
import { stationsOf } from "../../tui/state/state.ts";
import { textOf } from "../../tui/text/text.ts";
import {
  at,
  build,
  entered,
  exited,
  failed,
  guide,
  localPlace,
  noChanges,
  noShells,
  result,
  scheduled,
  stateWith,
  textsOf,
  viewOf,
} from "./fixtures.ts";

const WIDTHS = [20, 34, 51, 80, 156];

const session = (place: LabSession["place"] = localPlace): LabSession => ({
  guide,
  // The pages only read.
  orchestrator: undefined as never,
  changes: noChanges,
  proposedSuffix: "me",
  place,
  openShell: noShells,
  notices: ["The saved account could not be read. It is kept as /tmp/x."],
});

describe("findings", () => {
  test("what to act on comes first, with expected, actual and remedy; what is met is one line", () => {
    const lines = textsOf(findingLines(result("s", "met", "advice", "unmet"), 60));
    expect(lines[0]).toBe("✗ Requirement that is unmet");
    expect(lines.filter((line) => /^ {2}(expected|actual|do) /.test(line))).toHaveLength(6);
    expect(lines.at(-1)).toBe("✓ Requirement that is met");
  });

  test.each(WIDTHS)("fit into %i columns", (width) => {
    for (const line of findingLines(result("s", "unmet", "blocked"), width))
      expect(textOf(line).length).toBeLessThanOrEqual(width);
  });
});

describe("a machine", () => {
  const view = viewOf(
    { type: "ExecutionStarted" },
    entered("Check"),
    exited("Check"),
    entered("Wait for the stack"),
    scheduled(),
    failed("NotYet", "The stack is in state CREATE_IN_PROGRESS."),
    scheduled(),
  );

  test("its running state's duration goes on, with retries and in words what is waited for", () => {
    expect(textsOf(machineLines(view, at(9), 60).lines)).toEqual([
      "✓ Check 1.0 s",
      "▸ Wait for the stack 6.0 s, try 2",
      "  The stack is in state CREATE_IN_PROGRESS.",
    ]);
    expect(machineTitle("build-lab", view, at(131))).toBe("handrail-build-lab running 2 min 10 s");
  });

  test("that failed says why and what to do", () => {
    const lines = textsOf(
      machineLines({ ...view, status: "FAILED", error: "StackFailed", cause: "Subnet: no VPC" }, at(9), 60)
        .lines,
    );
    expect(lines.slice(-2)).toEqual(["Subnet: no VPC", "Press c to clean up, then b to build anew."]);
  });

  test("a clock that is behind makes no negative durations", () => {
    expect(textsOf(machineLines(view, at(-100), 60).lines).join()).not.toMatch(/-\d/);
  });
});

describe("the page of a station", () => {
  const [buildStation, step] = stationsOf(guide) as [
    ReturnType<typeof stationsOf>[0],
    ReturnType<typeof stationsOf>[1],
  ];
  const page = (...args: Parameters<typeof pageOf>) => textsOf(pageOf(...args)).join("\n");

  test("before the build: where one is, what it costs, what to press", () => {
    expect(page(buildStation, stateWith({}), guide, session(), 80)).toMatch(
      /nothing costs\. Press b to build/,
    );
    const aws = page(
      buildStation,
      stateWith({}),
      guide,
      session({ ...localPlace, kind: "aws", endpoint: undefined, shellCommand: undefined }),
      80,
    );
    expect(aws).toMatch(/AWS account 123456789012/);
    expect(aws).toMatch(/\$0\.25 an hour/);
  });

  test("once built: how to use the AWS CLI, before all else; and a notice of the start stays", () => {
    const text = page(buildStation, stateWith({ build }), guide, session(), 80);
    expect(text).toMatch(/second terminal.*\neval "\$\(handrail env\)"/);
    expect(text).toMatch(/kept as \/tmp\/x/);
    expect(text).toMatch(/curl -x http:\/\/127\.0\.0\.1:4203 http:\/\/web\.example\.com/);
  });

  test("commands carry the participant's own ids", () => {
    const state = stateWith({ page: "commands", build, resources: build.resources });
    expect(page(step, state, guide, session(), 120)).toMatch(/--group-ids sg-0123456789abcdef0/);
  });

  test("commands of Handrail's own say on AWS that they are meant for it", () => {
    const opensSession = fnd203Guide.steps.find(({ id }) => id === "session")!;
    const shown = (kind: "local" | "aws") =>
      textsOf(commandsPage(opensSession, { "instance.services1": "i-1" }, { ...localPlace, kind }, 120));
    expect(shown("local")).toContain("handrail session i-1");
    expect(shown("aws")).toContain("handrail session i-1 --aws");
  });

  test("hints are those that were asked for", () => {
    const text = page(
      step,
      stateWith({ page: "hints", hints: { [guide.steps[0]!.id]: 2 } }),
      guide,
      session(),
      80,
    );
    // The newest one first, where it is seen.
    expect(text).toMatch(/Hint 2 of 3\n\nMore\.\n(.*\n)*1\. A nudge\./);
    expect(text).not.toMatch(/All of it/);
    expect(text).toMatch(/1 left/);
  });

  test("an account that cannot be reached says so in its own words, whatever signs they hold", () => {
    expect(page(step, stateWith({ lost: "No *room* in /a_b_c/<d>" }), guide, undefined, 80)).toMatch(
      /No \*room\* in \/a_b_c\/<d>/,
    );
  });
});

describe("below the page", () => {
  const [buildStation, step, other] = stationsOf(guide);
  const view = { ...viewOf({ type: "ExecutionStarted" }, entered("Check")), status: "FAILED" as const };

  test("a machine that failed is shown where it belongs, and findings elsewhere", () => {
    const state = stateWith({ build, machine: { verb: "verify-steps", step: guide.steps[0]!.id, view } });
    expect(panelOf(step!, state, guide, at(1), 60).title).toMatch(/handrail-verify-steps failed/);
    expect(panelOf(other!, state, guide, at(1), 60).title).toBe("findings");
    expect(panelOf(buildStation!, state, guide, at(1), 60).lines).toEqual([]);
  });

  test("what runs is shown everywhere", () => {
    const state = stateWith({
      busy: true,
      machine: { verb: "build-lab", view: { ...view, status: "RUNNING" } },
    });
    for (const station of stationsOf(guide))
      expect(panelOf(station, state, guide, at(1), 60).title).toMatch(/running/);
  });
});
