import { randomUUID } from "node:crypto";
import { mapRunArn } from "../../arns.ts";
import type { Branch } from "../../branch.ts";
import { abandonWork, type MapItem } from "../../frames.ts";
import { makeWay, untilOpen } from "../../map-runs/backlog.ts";
import { Children } from "../../map-runs/children.ts";
import { inputsOf } from "../../map-runs/inputs.ts";
import { countsOf } from "../../map-runs/record.ts";
import { type Destination, destinationOf, exportResults } from "../../map-runs/result-writer.ts";
import { exports, formatted, transformed } from "../../map-runs/results.ts";
import { QUOTAS } from "../../quotas.ts";
import { type MapRun, statesStore } from "../../store.ts";
import type { Json } from "../definition.ts";
import { dataLimitExceeded, StateError } from "../errors.ts";
import { leaveWith, withinLimit } from "../exit.ts";
import { PAYLOAD_LIMIT } from "../limits.ts";
import { labelOf } from "../map-label.ts";
import { mapItems, maxConcurrency, tolerance } from "../map-settings.ts";

/** The Map state in distributed mode: each item is an execution of its own, gathered under a Map Run. */
export async function runMapRun(branch: Branch): Promise<void> {
  const { run, frame } = branch;
  const { mapRun, items } = await taken(branch);
  let result: Json;
  try {
    result = await resultOf(branch, mapRun, items);
  } catch (error) {
    // An account that is stopping takes the run up again.
    if (run.cloud.stopping.aborted) throw error;
    const failure = error instanceof StateError ? error : undefined;
    endMapRun(branch, mapRun, failure ? "FAILED" : "ABORTED");
    if (failure) {
      abandonWork(frame);
      branch.record("MapRunFailed", { error: failure.error, cause: failure.cause });
    }
    throw error;
  }
  endMapRun(branch, mapRun, "SUCCEEDED");
  await leaveWith(branch, result, () => {
    // Recordings since November 2024 have MapStateExited follow MapRunStarted, the more numerous older ones this.
    branch.record("MapRunSucceeded");
    return branch.recordAside("MapStateSucceeded", undefined, frame.previous);
  });
}

/** The state's Map Run: a new one, or after a restart the one that had begun, whose items are known or read again. */
async function taken(branch: Branch): Promise<{ mapRun: MapRun; items?: MapItem[] }> {
  const { frame, run, state } = branch;
  const mapRun =
    frame.work?.kind === "map-run"
      ? run.cloud.store(statesStore, run.place).mapRuns[frame.work.mapRunArn]!
      : undefined;
  if (mapRun?.inputs !== undefined) return { mapRun };
  const items = state.ItemReader ? undefined : await mapItems(branch, true);
  return { mapRun: mapRun ?? (await begin(branch, items?.length ?? 0)), items };
}

/** Begins a Map Run; what it reads with ItemReader does not count in its first event. */
async function begin(branch: Branch, length: number): Promise<MapRun> {
  const { run, frame, state } = branch;
  const limit = await maxConcurrency(branch);
  branch.record("MapStateStarted", { length });
  const tolerated = await tolerance(branch);
  const label = labelOf(state, frame.state);
  const mapRun: MapRun = {
    arn: mapRunArn(run.place, run.execution.machineName, label, randomUUID()),
    executionArn: run.execution.arn,
    machineArn: `${run.execution.machineArn}/${label}`,
    label,
    status: "RUNNING",
    startDate: run.cloud.clock.now(),
    maxConcurrency: limit,
    toleratedFailureCount: tolerated.count,
    toleratedFailurePercentage: tolerated.percentage,
    childType: (state.ItemProcessor ?? state.Iterator)!.ProcessorConfig?.ExecutionType ?? "STANDARD",
    children: [],
    ...(!exports(state.ResultWriter) && { room: PAYLOAD_LIMIT }),
  };
  run.cloud.store(statesStore, run.place).mapRuns[mapRun.arn] = mapRun;
  branch.record("MapRunStarted", { mapRunArn: mapRun.arn });
  frame.work = { kind: "map-run", mapRunArn: mapRun.arn };
  return mapRun;
}

function endMapRun({ run }: Branch, mapRun: MapRun, status: MapRun["status"]): void {
  mapRun.status = status;
  mapRun.stopDate = run.cloud.clock.now();
  makeWay(run, mapRun);
  for (const child of mapRun.children) delete child?.pendingRedrive;
  if (status !== "SUCCEEDED") return;
  // Nobody needs a child of it any more: only a run that failed is redriven.
  mapRun.counts = countsOf(mapRun);
  mapRun.children = [];
  delete mapRun.inputs;
  delete mapRun.batches;
}

/** Runs the children: the state's result, which ResultWriter may have exported. */
async function resultOf(branch: Branch, mapRun: MapRun, items: MapItem[] | undefined): Promise<Json> {
  if ((mapRun.redriveCount ?? 0) > QUOTAS.mapRunRedrives) {
    // Unsure: AWS's words.
    throw branch.runtimeError(
      `The Map Run has been redriven ${QUOTAS.mapRunRedrives} times and cannot be redriven again.`,
    );
  }
  await untilOpen(branch, mapRun);
  const writer = branch.state.ResultWriter;
  const destination = exports(writer) ? await destinationOf(branch, writer) : undefined;
  const inputs = await inputsOf(branch, mapRun, items);
  let tolerable: boolean;
  try {
    tolerable = await new Children(branch, mapRun, inputs).run();
  } catch (error) {
    if (destination && !branch.run.cloud.stopping.aborted)
      await exportFailure(branch, mapRun, inputs, destination);
    throw error;
  }
  if (!tolerable) {
    if (destination) await exportFailure(branch, mapRun, inputs, destination);
    throw new StateError(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded",
    );
  }
  if (destination) return await exportResults(branch, mapRun, inputs, destination);
  if (mapRun.room! < 0) throw dataLimitExceeded(branch.frame.state);
  const { Transformation = "COMPACT", OutputType = "JSON" } = writer?.WriterConfig ?? {};
  const results = transformed(mapRun, inputs, [...mapRun.children.keys()], Transformation);
  withinLimit(branch, formatted(results, OutputType));
  // Unsure: what JSON Lines are in an output, which is JSON.
  return OutputType === "JSONL" ? formatted(results, OutputType) : results;
}

/** Exports what there is of a run that failed, whose own error matters more than one of exporting. */
async function exportFailure(
  branch: Branch,
  mapRun: MapRun,
  inputs: readonly string[],
  destination: Destination,
): Promise<void> {
  try {
    await exportResults(branch, mapRun, inputs, destination);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
  }
}
