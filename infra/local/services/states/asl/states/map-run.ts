import { randomUUID } from "node:crypto";
import { mapRunArn } from "../../arns.ts";
import type { Branch } from "../../branch.ts";
import { runChild } from "../../map-run-child.ts";
import { type MapRun, statesStore } from "../../store.ts";
import type { Json } from "../definition.ts";
import { StateError } from "../errors.ts";
import { commitExit, prepareExit } from "../exit.ts";
import { iterationInput, mapItems, maxConcurrency, tolerance } from "../map-settings.ts";
import { Siblings, settled } from "../siblings.ts";

/** A distributed Map runs up to 10,000 child executions side by side on AWS; one process does well with fewer. */
const CHILD_CONCURRENCY = 100;

/** The Map state in distributed mode: each item is an execution of its own, gathered under a Map Run. */
export async function runMapRun(branch: Branch): Promise<void> {
  const { run, frame, state } = branch;
  if (state.ItemReader || state.ItemBatcher || state.ResultWriter) {
    throw branch.runtimeError(
      "The local account does not know ItemReader, ItemBatcher and ResultWriter yet; pass the items in the state's input.",
    );
  }
  const store = run.cloud.store(statesStore, run.place);
  const mapRun = frame.work?.kind === "map-run" ? store.mapRuns[frame.work.mapRunArn]! : await begin(branch);
  const items = await mapItems(branch);
  const siblings = new Siblings(branch);
  const results: (Json | undefined)[] = items.map(() => undefined);
  let failed = 0;
  let next = 0;
  const runLane = async (): Promise<void> => {
    while (next < items.length && !siblings.signal.aborted) {
      const index = next++;
      const input = await iterationInput(branch, items[index]!);
      const child = await runChild(branch, mapRun, index, input, siblings.signal);
      if (!child) return;
      if (child.status === "SUCCEEDED") results[index] = JSON.parse(child.output!) as Json;
      else if (exceeds(mapRun, ++failed, items.length)) siblings.fail();
    }
  };
  const lanes = Math.min(mapRun.maxConcurrency || CHILD_CONCURRENCY, CHILD_CONCURRENCY, items.length);
  await settled(Array.from({ length: lanes }, runLane)).catch((error: unknown) => {
    if (!run.cloud.stopping.aborted) endMapRun(branch, mapRun, "ABORTED");
    throw error;
  });
  if (siblings.signal.aborted) {
    endMapRun(branch, mapRun, "FAILED");
    delete frame.work;
    const error = new StateError(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded",
    );
    branch.record("MapRunFailed", { error: error.error, cause: error.cause });
    throw error;
  }
  endMapRun(branch, mapRun, "SUCCEEDED");
  const exit = await prepareExit(
    branch,
    // Unsure: that AWS leaves tolerated failures out of the result.
    results.filter((result) => result !== undefined),
  );
  branch.record("MapRunSucceeded");
  // Recordings since November 2024 have MapStateExited follow MapRunStarted, the more numerous older ones this.
  branch.recordAside("MapStateSucceeded", undefined, frame.previous);
  commitExit(branch, exit);
}

function endMapRun({ run }: Branch, mapRun: MapRun, status: MapRun["status"]): void {
  mapRun.status = status;
  mapRun.stopDate = run.cloud.clock.now();
}

/** Whether more iterations failed than the state puts up with; either limit can be the one that is exceeded. */
function exceeds(mapRun: MapRun, failed: number, total: number): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = mapRun;
  if (count === undefined && percentage === undefined) return true;
  return (
    (count !== undefined && failed > count) ||
    (percentage !== undefined && (100 * failed) / total > percentage)
  );
}

async function begin(branch: Branch): Promise<MapRun> {
  const { run, frame, state } = branch;
  const items = await mapItems(branch);
  const limit = await maxConcurrency(branch);
  branch.record("MapStateStarted", { length: items.length });
  const tolerated = await tolerance(branch);
  const label = state.Label ?? frame.state.replaceAll(/[^\w-]/g, "").slice(0, 40);
  const mapRun: MapRun = {
    arn: mapRunArn(run.place, run.execution.machineName, label, randomUUID()),
    executionArn: run.execution.arn,
    machineArn: `${run.execution.machineArn}/${label}`,
    status: "RUNNING",
    startDate: run.cloud.clock.now(),
    maxConcurrency: limit,
    toleratedFailureCount: tolerated.count,
    toleratedFailurePercentage: tolerated.percentage,
    executions: items.map(() => null),
  };
  run.cloud.store(statesStore, run.place).mapRuns[mapRun.arn] = mapRun;
  branch.record("MapRunStarted", { mapRunArn: mapRun.arn });
  frame.work = { kind: "map-run", mapRunArn: mapRun.arn };
  return mapRun;
}
