import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsError } from "../../infra/local/errors.ts";
import { type FaultedCall, injectFault } from "../../infra/local/faults.ts";
import { fnd203Guide as guide } from "../../tasks/labs/fnd203/guide.ts";
import { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { type ExecutionView, emptyView } from "../../tui/execution/view.ts";
import { panelOf } from "../../tui/screens/lab/panel-of.ts";
import { reduce } from "../../tui/state/reduce.ts";
import { initialState } from "../../tui/state/state.ts";
import type { SolveOutput } from "../../workflows/contract.ts";
import { textsOf } from "../tui/fixtures.ts";
import { LAB, type LabAccount, startLabAccount } from "./lab-account.ts";

let lab: LabAccount;
let orchestrator: Orchestrator;
// Only the bucket and the trail are touched: the step needs no more of the lab than that it stands.
beforeAll(async () => {
  lab = await startLabAccount();
  orchestrator = (await Orchestrator.find({ ...lab.clients, sfn: lab.sfn, pollEvery: 5 }))!;
  await lab.build();
});
afterAll(() => lab.stop());

/** What a step's execution looked like, each time that it was looked at. */
async function* looks(step: string): AsyncGenerator<ExecutionView> {
  yield* orchestrator.follow(await lab.start("solve-step", { lab: LAB, step }));
}

const operations = ({ calls }: ExecutionView): string[] => calls.map(({ operation }) => operation);

const fault = (service: string, operation: string, more: Parameters<typeof injectFault>[1]) =>
  injectFault(lab.account.cloud, { service, operation, times: 1, ...more });

const byVerify = ({ principal }: FaultedCall): boolean =>
  principal.type === "role" && principal.sessionName === "handrail-verify";

/** The panel of a step, as the terminal shows it while, or after, a machine solves it. */
function panel(view: ExecutionView): string[] {
  const started = reduce(initialState, {
    type: "execution-started",
    verb: "solve-step",
    step: "trail",
    view: emptyView(view.executionArn),
  });
  const state = reduce(
    started,
    view.status === "RUNNING"
      ? { type: "execution-changed", view }
      : { type: "execution-ended", guide, verb: "solve-step", view },
  );
  const step = guide.steps.find(({ id }) => id === "trail")!;
  return textsOf(panelOf({ kind: "step", step }, state, guide, new Date(), 90).lines);
}

test("a call that fails is shown after those that were made before it", async () => {
  const error = () => new AwsError("MaximumNumberOfTrailsExceededException", "User: has 5 trails", 400);
  fault("cloudtrail", "CreateTrail", { error });
  let last: ExecutionView | undefined;
  for await (const view of looks("trail")) last = view;
  expect(last).toMatchObject({ status: "FAILED", error: "NotSolved" });
  expect(operations(last!)).toEqual(["CreateBucket", "PutBucketPolicy"]);
  const shown = panel(last!).join("\n");
  expect(shown).toMatch(/Done for you\n {2}s3:CreateBucket .*\n {2}s3:PutBucketPolicy [\s\S]*as many trails/);
});

test("a call is on the screen while the next one is under way, and what only tells is not", async () => {
  // For ever: a function that goes on after its machine has ended takes the questions of the next one, and puts them back.
  fault("cloudtrail", "StartLogging", { until: new Promise(() => {}) });
  let shown: string[] | undefined;
  let last: ExecutionView | undefined;
  for await (const view of looks("trail")) {
    last = view;
    if (!operations(view).includes("CreateTrail") || shown) continue;
    shown = panel(view);
    expect(view.states.find(({ name }) => name === "Solve the step")).toMatchObject({ status: "running" });
    break;
  }
  expect(shown!.join("\n")).toMatch(/Done for you\n {2}cloudtrail:CreateTrail/);
  expect(shown!.join("\n")).not.toMatch(/Next call|to tell|told/);
  await orchestrator.stop(last!.executionArn, "The test has seen enough");
});

test("what was done before solving was to be tried again is told with the rest", async () => {
  const error = () => new AwsError("InsufficientDeliveryPolicyException", "Not yet", 400);
  fault("config", "PutDeliveryChannel", { error });
  const { actions } = await lab.solve("config");
  expect(actions.map(({ operation }) => operation)).toEqual([
    "CreateServiceLinkedRole",
    "PutConfigurationRecorder",
    "CreateBucket",
    "PutBucketPolicy",
    "PutDeliveryChannel",
    "StartConfigurationRecorder",
  ]);
});

test("a step of which nobody may hear is solved all the same, and it is said that its calls are not shown", async () => {
  const error = () => new AwsError("AccessDeniedException", "Not here", 400);
  const ended = fault("states", "GetActivityTask", { error, times: undefined });
  // It is said while the step is verified, which is held up until somebody has looked.
  const seen = Promise.withResolvers<void>();
  const held = fault("logs", "DescribeLogGroups", { meets: byVerify, until: seen.promise });
  let last: ExecutionView | undefined;
  let shown = "";
  // A question that nobody takes would wait for the machine's own time-out, 45 minutes.
  for await (const view of looks("log-group")) {
    last = view;
    if (view.states.at(-1)?.name !== "Verify the step" || view.status !== "RUNNING") continue;
    shown = panel(view).join("\n");
    seen.resolve();
  }
  ended();
  held();
  expect(last).toMatchObject({ status: "SUCCEEDED", output: { results: [{ status: "met" }] } });
  const { actions } = last!.output as SolveOutput;
  expect(actions.map(({ operation }) => operation)).toEqual(["CreateLogGroup", "PutRetentionPolicy"]);
  expect(shown).toMatch(/could not be shown as they were made/);
});

test("what keeps one call from being told does not keep the machine asking, or from ending well", async () => {
  const error = () => new AwsError("ActivityWorkerLimitExceeded", "Too many", 400);
  fault("states", "GetActivityTask", { error });
  let last: ExecutionView | undefined;
  for await (const view of looks("log-group")) last = view;
  expect(last).toMatchObject({ status: "SUCCEEDED" });
  expect(last!.states.map(({ name }) => name)).not.toContain("Calls are not shown");
});

test("a step is solved where the activity is gone", async () => {
  const ended = fault("states", "GetActivityTask", {
    error: () => new AwsError("ActivityDoesNotExist", "Activity Does Not Exist", 400),
    times: undefined,
  });
  const { actions } = await lab.solve("log-group");
  ended();
  expect(actions).toEqual([]);
});
