import { describe, expect, test } from "vitest";
import { emptyView } from "../../tui/execution/view.ts";
import { reduce } from "../../tui/state/reduce.ts";
import { type Action, initialState, type TerminalState } from "../../tui/state/state.ts";
import { ARN, build, entered, guide, plan, result, scheduled, stateWith, viewOf } from "./fixtures.ts";

const play = (state: TerminalState, ...actions: Action[]): TerminalState => actions.reduce(reduce, state);

const ended = (verb: "build-lab" | "verify-steps" | "solve-step" | "clean-up", output: object): Action[] => [
  { type: "execution-started", verb, view: emptyView(ARN) },
  { type: "execution-ended", guide, verb, view: { ...emptyView(ARN), status: "SUCCEEDED", output } },
];

const failedWith = (
  verb: "build-lab" | "verify-steps" | "clean-up",
  error: string,
  cause: string,
): Action[] => [
  { type: "execution-started", verb, view: emptyView(ARN) },
  { type: "execution-ended", guide, verb, view: { ...emptyView(ARN), status: "FAILED", error, cause } },
];

test("scrolling stays within the page, and moves the half that has the focus", () => {
  const limits = { page: 10, panel: 3 };
  const scroll = (lines: number): Action => ({ type: "scroll", lines, limits });
  expect(play(initialState, scroll(8), scroll(8)).scroll).toEqual({ page: 10, panel: 0 });
  expect(play(initialState, scroll(-1)).scroll).toEqual({ page: 0, panel: 0 });
  expect(play(initialState, { type: "toggle-focus" }, scroll(8)).scroll).toEqual({ page: 0, panel: 3 });
  // The screen grew meanwhile: one press up is seen at once.
  const deep = stateWith({ scroll: { page: 50, panel: 0 } });
  expect(play(deep, scroll(-1)).scroll.page).toBe(9);
});

test("hints come one by one, end, and are kept while one reads something else", () => {
  const [step] = guide.steps;
  const hint: Action = { type: "show-hint", step: step! };
  const hints = (...actions: Action[]) => play(initialState, ...actions).hints[step!.id];
  expect([hints(hint), hints(hint, hint), hints(hint, hint, hint, hint)]).toEqual([1, 2, 3]);
  const back: Action = { type: "show-page", page: "guide" };
  expect(hints(hint, hint, back, hint)).toBe(2);
  // What was shown of a step is there when one comes by again.
  const other: Action = { type: "show-hint", step: guide.steps[1]! };
  expect(hints(hint, hint, { type: "select", station: 2 }, other, other, other)).toBe(2);
});

describe("what a machine's output changes", () => {
  test("a build: the resources are known, earlier results are not true any more", () => {
    const before = stateWith({ results: { old: result("old", "met") }, busy: true });
    expect(play(before, ...ended("build-lab", build))).toMatchObject({
      busy: false,
      build,
      resources: build.resources,
      results: {},
    });
  });

  test("a build, a plan and a clean-up say what the account is called, and that it is called so no more", () => {
    const account = { id: "123456789012" };
    const built = play(initialState, ...ended("build-lab", build));
    expect(built.alias).toBe("training-seven");
    expect(play(built, ...ended("build-lab", { ...build, account })).alias).toBeUndefined();
    const restored: Action = { type: "restored", build, resources: {}, results: [], station: 0 };
    expect(play(initialState, restored).alias).toBe("training-seven");
    const planned: Action[] = [
      { type: "execution-started", verb: "clean-up", view: emptyView(ARN) },
      { type: "execution-changed", view: { ...emptyView(ARN), plan } },
    ];
    expect(play(initialState, ...planned).alias).toBe("training-seven");
  });

  test("a check: its results beside those of other steps, and the findings to be read", () => {
    const before = stateWith({ build, results: { other: result("other", "met") } });
    const after = play(
      before,
      ...ended("verify-steps", {
        lab: "fnd203",
        resources: { a: "b" },
        results: [result("services-egress", "unmet", "met")],
      }),
    );
    expect(Object.keys(after.results)).toEqual(["other", "services-egress"]);
    expect(after).toMatchObject({
      focus: "panel",
      resources: { a: "b" },
      notice: { bad: true, text: "1 of 2 requirements is not met yet." },
    });
  });

  test("a solved step: what was done is shown", () => {
    const actions = [{ service: "ec2", operation: "CreateNetworkAcl", summary: "Created" }];
    const after = play(
      initialState,
      ...ended("solve-step", {
        lab: "fnd203",
        step: "s",
        actions,
        resources: {},
        results: [result("s", "met")],
      }),
    );
    expect(after).toMatchObject({ actions: { s: actions }, notice: { bad: false } });
  });

  test("a clean-up: nothing of the lab is there", () => {
    const output = {
      lab: "fnd203",
      clean: true,
      stages: [],
      left: [],
      foreign: [],
      missing: [],
      changed: [],
    };
    const after = play(stateWith({ build, resources: { a: "b" } }), ...ended("clean-up", output));
    expect(after).toMatchObject({ build: undefined, resources: {}, results: {}, cleaned: output });
  });
});

describe("a build whose bucket names somebody else has", () => {
  const build = (cause: string) =>
    play(
      stateWith({}),
      { type: "execution-started", verb: "build-lab", suffix: "ann", view: emptyView(ARN) },
      {
        type: "execution-ended",
        guide,
        verb: "build-lab",
        view: { ...emptyView(ARN), status: "FAILED", error: "PreflightRefused", cause },
      },
    );

  test("leads back to the question, with the reason", () => {
    const cause = "The bucket name fdn203-demo-bucket-ann is taken by another account.";
    const after = build(cause);
    expect(after).toMatchObject({ naming: { value: "ann", refused: cause }, machine: undefined });
    // Which is old news once another name is typed.
    expect(reduce(after, { type: "name", value: "anne" }).naming).toEqual({ value: "anne" });
  });

  test("any other refusal does not", () => {
    expect(build("There is a stack of this name.")).toMatchObject({
      naming: undefined,
      notice: { bad: true },
    });
  });
});

test("the last of the steps that count makes it all, whatever is optional", () => {
  const required = guide.steps.filter((step) => !step.optional);
  const [last, ...others] = required.map((step) => step.id);
  const before = stateWith({
    results: Object.fromEntries(others.map((step) => [step, result(step, "met")])),
  });
  const output = { lab: "fnd203", resources: {}, results: [result(last!, "met")] };
  const view = { ...emptyView(ARN), status: "SUCCEEDED" as const, output };
  const after = reduce(before, { type: "execution-ended", guide: guide, verb: "verify-steps", view });
  expect(after.notice?.text).toBe("All that the lab asks for is done. ↓ has what is optional, c cleans up.");
  const all = { ...output, results: guide.steps.map(({ id }) => result(id, "met")) };
  const end = {
    type: "execution-ended",
    guide,
    verb: "verify-steps",
    view: { ...view, output: all },
  } as const;
  expect(reduce(after, end).notice?.text).toBe("All that the lab asks for is done. c cleans up.");
});

describe("why it did not succeed, and what to do", () => {
  test.each([
    ["LabNotFound", "The lab is not built.", /not built\. Press b/],
    ["StackFailed", "Subnet: no such VPC", /no such VPC Press c to clean up/],
    ["PreflightRefused", "There is a stack of this name.", /before anything was touched\. There is a stack/],
    ["Something", "else", /^Something: else/],
  ])("%s", (error, cause, notice) => {
    const after = play(stateWith({ build }), ...failedWith("build-lab", error, cause));
    expect(after.notice?.text).toMatch(notice);
    expect(after).toMatchObject({ busy: false, build, notice: { bad: true } });
  });

  test("a plan that was declined is no failure", () => {
    const after = play(initialState, ...failedWith("clean-up", "NotApproved", "…"));
    expect(after).toMatchObject({ machine: undefined, notice: { bad: false } });
  });

  test("what was left behind is named", () => {
    const cause = JSON.stringify({
      left: [{ kind: "VPC", id: "vpc-1" }],
      missing: [],
      failed: [
        [
          {
            item: { kind: "stack", name: "S", id: "S" },
            error: "DependencyViolation",
            cause: "has dependencies",
          },
        ],
      ],
    });
    expect(play(initialState, ...failedWith("clean-up", "LeftBehind", cause)).notice?.text).toMatch(
      /Left behind: VPC \(vpc-1\)/,
    );
  });
});

test("a plan that begins to wait is shown from its beginning, over help", () => {
  const started = play(stateWith({ help: true }), {
    type: "execution-started",
    verb: "clean-up",
    view: emptyView(ARN),
  });
  const scrolledDown = { ...started, scroll: { page: 5, panel: 5 } };
  const view = viewOf({ type: "ExecutionStarted" }, entered("Ask"), scheduled({ token: "t", plan }));
  const asked = reduce(scrolledDown, { type: "execution-changed", view });
  expect(asked).toMatchObject({ scroll: { page: 0, panel: 0 }, help: false });
  // And stays where it is read.
  const reading = { ...asked, scroll: { page: 3, panel: 0 } };
  expect(reduce(reading, { type: "execution-changed", view }).scroll.page).toBe(3);
});

test("an account that is lost stops what was shown as running; opening it anew takes the message away", () => {
  const running = play(initialState, { type: "execution-started", verb: "build-lab", view: emptyView(ARN) });
  const lost = reduce(running, { type: "account-lost", reason: "gone" });
  expect(lost).toMatchObject({ busy: false, lost: "gone", machine: undefined });
  expect(reduce(lost, { type: "account-opening" }).lost).toBeUndefined();
});

describe("going back", () => {
  const moved = play(
    initialState,
    { type: "select", station: 1 },
    { type: "show-page", page: "commands" },
    { type: "select", station: 2 },
  );
  const at = ({ selected, page }: TerminalState) => [selected, page];

  test("takes back one move after the other, and forward does them again", () => {
    const back = play(moved, { type: "back" });
    expect(at(back)).toEqual([1, "commands"]);
    expect(at(play(back, { type: "back" }))).toEqual([1, "guide"]);
    expect(at(play(back, { type: "back" }, { type: "back" }, { type: "back" }))).toEqual([0, "guide"]);
    expect(at(play(back, { type: "forward" }))).toEqual([2, "guide"]);
  });

  test("a new move forgets what was ahead; what changes nothing is no move", () => {
    const elsewhere = play(moved, { type: "back" }, { type: "select", station: 3 });
    expect(elsewhere.future).toEqual([]);
    expect(play(moved, { type: "select", station: 2 }).past).toHaveLength(moved.past.length);
  });
});
