import { render } from "ink-testing-library";
import { createElement } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../../tui/app.tsx";
import type { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { withResult } from "../../tui/execution/view.ts";
import type { LabSession, OpenSession } from "../../tui/session.ts";
import type { Verb } from "../../workflows/contract.ts";
import {
  ARN,
  BEGIN,
  build,
  entered,
  guide,
  localPlace,
  noChanges,
  noShells,
  plan,
  result,
  scheduled,
  viewOf,
} from "./fixtures.ts";

/** An orchestrator whose machines do what a test says. */
function orchestrator(outputs: Partial<Record<Verb, object>>) {
  const calls: [verb: Verb, input: object][] = [];
  const approvals: boolean[] = [];
  let answered: (() => void) | undefined;
  const fake: Pick<Orchestrator, "start" | "recent" | "follow" | "approve" | "output" | "input"> = {
    async start(verb, input) {
      calls.push([verb, input]);
      return verb;
    },
    recent: async () => [],
    output: async () => undefined,
    input: async () => ({}),
    async approve(_token, { approved }) {
      approvals.push(approved);
      answered?.();
    },
    async *follow(verb) {
      const asks = verb === "clean-up";
      const view = viewOf(
        { type: "ExecutionStarted" },
        entered("Work"),
        scheduled(asks ? { token: "t", plan } : {}),
      );
      yield view;
      if (asks)
        await new Promise<void>((resolve) => {
          answered = resolve;
        });
      const output = outputs[verb as Verb];
      if (output && "cause" in output) {
        yield { ...view, status: "FAILED", error: "PreflightRefused", cause: String(output.cause) };
        return;
      }
      const ended = output
        ? { status: "SUCCEEDED" as const, output: JSON.stringify(output) }
        : { status: "FAILED" as const, error: asks ? "NotApproved" : "States.Timeout" };
      yield withResult(view, {
        $metadata: {},
        executionArn: ARN,
        stateMachineArn: ARN,
        startDate: BEGIN,
        ...ended,
      });
    },
  };
  // Of the class only these are used; its private fields are what TypeScript misses.
  return { fake: fake as unknown as Orchestrator, calls, approvals };
}

function show(
  columns: number,
  rows: number,
  outputs: Partial<Record<Verb, object>> = {},
  place = localPlace,
) {
  const { fake, calls, approvals } = orchestrator(outputs);
  const session: LabSession = {
    guide,
    orchestrator: fake,
    place,
    changes: noChanges,
    proposedSuffix: "me",
    notices: [],
    openShell: noShells,
  };
  const open: OpenSession = async () => session;
  const app = render(createElement(App, { guide, kind: place.kind, open }));
  Object.defineProperty(app.stdout, "columns", { get: () => columns });
  Object.defineProperty(app.stdout, "rows", { get: () => rows });
  app.stdout.emit("resize");
  const shows = (text: string | RegExp) =>
    vi.waitFor(() => expect(app.lastFrame()).toMatch(text), { timeout: 5_000, interval: 10 });
  return { ...app, calls, approvals, shows, press: (keys: string) => app.stdin.write(keys) };
}

const sizes: [number, number][] = [
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 12],
];

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

describe.each(sizes)("at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows, { "build-lab": build });
  });

  test("a frame is as large as the screen, and begins and ends with what one needs", async () => {
    await app.shows(/Ready\. Press b/);
    const lines = app.lastFrame()!.split("\n");
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/LOCAL {2}123456789012 us-east-1 no lab/);
    expect(lines.at(-1)).toMatch(/^b build .*q quit/);
  });

  test("help covers it, and goes again", async () => {
    await app.shows(/Ready/);
    app.press("?");
    await app.shows(/Keys: The lab/);
    expect(app.lastFrame()!.split("\n")).toHaveLength(rows);
    app.press("?");
    await app.shows(/local account/);
  });
});

test("one press starts one machine, however often it comes", async () => {
  app = show(80, 24, { "build-lab": build });
  await app.shows(/Ready/);
  app.press("b");
  await app.shows(/Your suffix: me/);
  app.press("\r");
  app.press("\r");
  await app.shows(/The lab is built/);
  expect(app.calls).toEqual([["build-lab", { lab: "fnd203", suffix: "me" }]]);
});

test("a step's check starts with its id, and its findings are shown", async () => {
  app = show(120, 40, {
    "verify-steps": { lab: "fnd203", resources: {}, results: [result(guide.steps[0]!.id, "unmet")] },
  });
  await app.shows(/Ready/);
  app.press("j");
  await app.shows(/Do it\./);
  app.press("v");
  await app.shows(/findings: unmet/);
  await app.shows(/✗ Requirement that is unmet/);
  expect(app.calls).toEqual([["verify-steps", { lab: "fnd203", steps: [guide.steps[0]!.id] }]]);
});

test.each([
  [80, 24, false],
  [200, 60, true],
])("at %i × %i the findings are below the guide, or beside it: %s", async (columns, rows, beside) => {
  app = show(columns, rows, {
    "verify-steps": { lab: "fnd203", resources: {}, results: [result(guide.steps[0]!.id, "unmet")] },
  });
  await app.shows(/Ready/);
  app.press("jv");
  await app.shows(/findings: unmet/);
  await app.shows(/0 of \d+ done, 0 of \d+ opt/);
  const [, first] = app.lastFrame()!.split("\n");
  expect(/findings: unmet/.test(first!)).toBe(beside);
  for (const line of app.lastFrame()!.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
});

test("keys that arrive as one chunk are heard one by one", async () => {
  app = show(120, 40, {
    "verify-steps": { lab: "fnd203", resources: {}, results: [result(guide.steps[1]!.id, "unmet")] },
  });
  await app.shows(/Ready/);
  app.press("jjv");
  await app.shows(/findings: unmet/);
  expect(app.calls).toEqual([["verify-steps", { lab: "fnd203", steps: [guide.steps[1]!.id] }]]);
});

describe.each([sizes[0]!, sizes[3]!])("the suffix of bucket names at %i × %i", (columns, rows) => {
  const type = (keys: string) => app.press(keys);

  test("is asked for, checked while it is typed, and built with", async () => {
    app = show(columns, rows, { "build-lab": build });
    await app.shows(/Ready/);
    type("b");
    await app.shows(/fdn203-demo-bucket-me/);
    await app.shows(/Your suffix: me/);
    type("\x1b[C");
    type("_q");
    await app.shows(/"_" is not allowed/);
    expect(app.lastFrame()!.split("\n")).toHaveLength(rows);
    type("\r");
    type("\x7f");
    type("\x7f");
    type("-2");
    await app.shows(/Your suffix: me-2/);
    expect(app.calls).toEqual([]);
    type("\r");
    await app.shows(/The lab is built/);
    expect(app.calls).toEqual([["build-lab", { lab: "fnd203", suffix: "me-2" }]]);
  });

  test("is not asked for again where the lab stands", async () => {
    const resources = { ...build.resources, "participant.suffix": "ann" };
    app = show(columns, rows, { "build-lab": { ...build, resources } });
    await app.shows(/Ready/);
    type("b");
    await app.shows(/Your suffix: me/);
    type("\r");
    await app.shows(/The lab is built/);
    type("b");
    await app.shows(/built already/);
    type("y");
    await vi.waitFor(() => expect(app.calls.at(-1)).toEqual(["build-lab", { lab: "fnd203", suffix: "ann" }]));
  });

  test("that somebody else has leads back to the question", async () => {
    const cause = "The bucket name fdn203-demo-bucket-me is taken by another account.";
    app = show(columns, rows, { "build-lab": { cause } });
    await app.shows(/Ready/);
    type("b");
    await app.shows(/Your suffix: me/);
    type("\r");
    await app.shows(/is\s+taken/);
    await app.shows(/Your suffix: me/);
    type("\x1b");
    await vi.waitFor(() => expect(app.lastFrame()).not.toMatch(/Your suffix/));
  });
});

describe.each([sizes[0]!, sizes[3]!])("a lab of nineteen steps at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("every station can be gone to and is seen, within the screen", async () => {
    await app.shows(/Ready/);
    for (const [index, { title }] of guide.steps.entries()) {
      app.press("j");
      // The rest of its title is on the lines below, on so narrow a path.
      await app.shows(new RegExp(`› · ${title.split(" ")[0]}`));
      const lines = app.lastFrame()!.split("\n");
      expect(lines, String(index)).toHaveLength(rows);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
    app.press("j");
    await app.shows(/› · Clean up/);
  });

  test("its questions are put and answered by number", async () => {
    await app.shows(/Ready/);
    app.press("ja");
    await app.shows(/Question 1 of 2/);
    app.press("2");
    await app.shows(/Right\. GuardDuty/);
    app.press("a");
    await app.shows(/Question 2 of 2/);
    app.press("2");
    await app.shows(/Not quite/);
    app.press("a");
    await app.shows(/1 of 2 answered right/);
    expect(app.calls).toEqual([]);
  });
});

describe.each([sizes[2]!, sizes[3]!])("a search at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("goes from match to match through the lab, and is ended by Esc", async () => {
    await app.shows(/Ready/);
    app.press("/DNS q?j");
    await app.shows(/\/ DNS q\?j/);
    for (const _ of "q?j") app.press("\x7f");
    app.press("logs\r");
    await app.shows(/1 of 19: "DNS logs"/);
    await app.shows(/It was seen in the\s+DNS logs/);
    app.press("n");
    await app.shows(/2 of 19/);
    app.press("N");
    await app.shows(/1 of 19/);
    app.press("[");
    await app.shows(/› · Record every[^\n]*\n?[^\n]*change/);
    app.press("n");
    await app.shows(/\d of 19/);
    app.press("\x1b");
    await vi.waitFor(() => expect(app.lastFrame()).not.toMatch(/of 19/));
    app.press("/nowhere\r");
    await app.shows(/Nothing is called "nowhere" here/);
  });

  test("looks through help as well", async () => {
    await app.shows(/Ready/);
    app.press("?/verify all\r");
    await app.shows(/1 of \d: "verify all"/);
    await app.shows(/verify all steps/);
    app.press("\x1b");
    await vi.waitFor(() => expect(app.lastFrame()).not.toMatch(/1 of \d/));
    app.press("?");
    await app.shows(/local account/);
  });
});

describe.each([sizes[0]!, sizes[2]!, sizes[3]!])("the commands at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("are selected one by one, seen, and copied whole", async () => {
    await app.shows(/Ready/);
    app.press("jm");
    await app.shows(/# 1 {2}In a second terminal, once {2}← y copies it/);
    app.press("j");
    await app.shows(/# 2 {2}See the group {2}← y copies it\s+aws ec2/);
    app.press("jk2y");
    await app.shows(/Copied command 2\./);
    const command = "aws ec2 describe-security-groups --group-ids GROUP";
    expect(app.frames.join("")).toContain(`\x1b]52;c;${Buffer.from(command).toString("base64")}\x07`);
    app.press("Y");
    await app.shows(/Copied all 2 commands/);
    const all = `${localPlace.shellCommand}\n${command}`;
    expect(app.frames.join("")).toContain(`\x1b]52;c;${Buffer.from(all).toString("base64")}\x07`);
    // Elsewhere the arrows select steps again.
    app.press("\x1b");
    await app.shows(/Do it\./);
    app.press("j");
    await app.shows(/› · Record every[\s│]+change/);
  });
});

test("V verifies all steps, from wherever one is", async () => {
  const results = guide.steps.map(({ id, optional }) => result(id, optional ? "unmet" : "met"));
  app = show(80, 24, { "verify-steps": { lab: "fnd203", resources: {}, results } });
  await app.shows(/Ready/);
  app.press("V");
  await app.shows(/All that the lab asks for is done/);
  expect(app.calls).toEqual([["verify-steps", { lab: "fnd203", steps: guide.steps.map(({ id }) => id) }]]);
});

describe("the plan of a clean-up", () => {
  test("on the local account is answered by a key", async () => {
    app = show(80, 24);
    await app.shows(/Ready/);
    app.press("c");
    await app.shows(/stack FND203-Demo-Stack/);
    app.press("n");
    await app.shows(/all is as it was/);
    expect(app.approvals).toEqual([false]);
  });

  const aws = { ...localPlace, kind: "aws" as const, endpoint: undefined, shellCommand: undefined };

  test.each(["training-seven", "123456789012"])(
    "on AWS is approved by typing %s, and by no other word",
    async (word) => {
      app = show(120, 40, {}, aws);
      await app.shows(/Ready/);
      app.press("c");
      await app.shows(/type training-seven or 123456789012, then Enter/);
      for (const key of "yes") app.press(key);
      await app.shows(/then Enter: yes/);
      app.press("\r");
      await app.shows(/Not "yes"\. Type training-seven or 123456789012, or press Esc for no/);
      for (const key of word) app.press(key);
      await app.shows(new RegExp(`then Enter: ${word}`));
      app.press("\r");
      await vi.waitFor(() => expect(app.approvals).toEqual([true]));
    },
  );

  test("on AWS is declined with Esc", async () => {
    app = show(60, 20, {}, aws);
    await app.shows(/Ready/);
    app.press("c");
    await app.shows(/Goes: 1 thing/);
    app.press("\x1b");
    await app.shows(/all is as it was/);
    expect(app.approvals).toEqual([false]);
  });

  test.each([
    [80, 24],
    [60, 12],
    [200, 60],
  ])("is read as a tree at %i × %i: rows are selected, folded, and scrolled to", async (columns, rows) => {
    app = show(columns, rows);
    await app.shows(/Ready/);
    app.press("c");
    await app.shows(/▾ Goes: 1 thing/);
    // The group, its stage, the thing in it, and then the group of what stays.
    for (const _ of "123") app.press("\x1b[B");
    await app.shows(/▾ Stays, because it is not the lab's/);
    app.press("\x1b[D");
    await app.shows(/▸ Stays, because it is not the lab's[\s\S]*VPC vpc-1/);
    app.press("\x1b[H");
    for (const _ of "123") app.press("\x1b[A");
    app.press("\r");
    await app.shows(/▸ Goes: 1 thing/);
    app.press("\x1b[C");
    await app.shows(/▾ Goes: 1 thing/);
    app.press("y");
    await vi.waitFor(() => expect(app.approvals).toEqual([true]));
  });

  test("the console is a link, whole in every line that its address takes", async () => {
    app = show(80, 24, {}, aws);
    await app.shows(/Ready/);
    app.press("j");
    await app.shows(/In the console:/);
    const linked = app.lastFrame()!.split("\x1b]8;;https://us-east-1.console.aws.amazon.com/\x07").slice(1);
    const text = linked.map((rest) => rest.split("\x1b]8;;\x07")[0]).join("");
    expect(text).toBe("https://us-east-1.console.aws.amazon.com/");
  });

  test("building there asks first, and says what it costs", async () => {
    app = show(120, 40, { "build-lab": build }, aws);
    await app.shows(/Ready/);
    app.press("b");
    await app.shows(/AWS account\s+123456789012/);
    await app.shows(/\$0\.25\s+an\s+hour/);
    app.press("\x1b");
    await app.shows(/Press b to build/);
    expect(app.calls).toEqual([]);
  });
});
