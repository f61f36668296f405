import { expect, test } from "vitest";
import type { Orchestrator } from "../../../tui/execution/orchestrator.ts";
import type { ExecutionView } from "../../../tui/execution/view.ts";
import { lookAt } from "../../../tui/watch/look.ts";
import type { StepResult } from "../../../workflows/contract.ts";
import { checked, entered, guide, result, viewOf } from "../fixtures.ts";

const STEP = "services-egress";
const seen = (...results: StepResult[]): ExecutionView =>
  viewOf({ type: "ExecutionStarted" }, entered("Check"), checked(...results));
const done = (view: ExecutionView, results: StepResult[]): ExecutionView => ({
  ...view,
  status: "SUCCEEDED",
  output: { lab: "fnd203", resources: { a: "b" }, results },
});

/** Looks, with a machine whose views are these; answers what was heard, in order. */
async function look(views: ExecutionView[], signal = new AbortController().signal) {
  const heard: string[] = [];
  const stopped: string[] = [];
  const orchestrator: Pick<Orchestrator, "start" | "follow" | "stop"> = {
    start: async (verb, { steps }) => `${verb} ${steps}`,
    async *follow() {
      for (const view of views) {
        signal.throwIfAborted();
        yield view;
      }
    },
    stop: async (arn) => void stopped.push(arn),
  };
  // Of the class only these are used; its private fields are what TypeScript misses.
  await lookAt({ guide, orchestrator: orchestrator as unknown as Orchestrator }, STEP, signal, {
    found: (results, output) =>
      heard.push(`${results.map(({ status }) => status)}${output ? ", and that is all" : ""}`),
    failed: (reason) => heard.push(reason),
    waits: () => heard.push("waits"),
  });
  return { heard, stopped };
}

test("what is found is told at the end, and before it only where AWS is waited for", async () => {
  const [waiting, met, unmet] = (["waiting", "met", "unmet"] as const).map((status) => result(STEP, status));
  expect((await look([seen(unmet!), done(seen(unmet!), [unmet!])])).heard).toEqual([
    "unmet, and that is all",
  ]);
  const first = seen(waiting!);
  const { heard, stopped } = await look([first, first, done(first, [met!])]);
  expect(heard).toEqual(["waiting", "waits", "met, and that is all"]);
  expect(stopped).toEqual([]);
});

test("a machine that fails says why, in words", async () => {
  const view: ExecutionView = {
    ...seen(),
    status: "FAILED",
    error: "LabNotFound",
    cause: "There is no stack.",
  };
  expect((await look([view])).heard).toEqual(["There is no stack."]);
});

test("a look that is given up stops its machine, and tells nothing", async () => {
  const controller = new AbortController();
  controller.abort();
  expect(await look([seen(result(STEP, "met"))], controller.signal)).toEqual({
    heard: [],
    stopped: [`verify-steps ${STEP}`],
  });
});
