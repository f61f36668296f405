import type { Branch } from "../branch.ts";
import type { MapRunWork } from "../frames.ts";
import { isFailure } from "../map-runs/record.ts";
import { statesStore } from "../store.ts";
import { whyNotRedrivable } from "./eligibility.ts";

/**
 * Readies a Map Run to go on with the children that did not succeed or never began; nothing where the state is to
 * begin a new one instead. Source: Step Functions Developer Guide, "Redriving Map Runs in Step Functions executions".
 * @param error what failed the state, if it failed
 */
export function redriveMapRun(branch: Branch, work: MapRunWork, error: string | undefined): void {
  const { cloud, place } = branch.run;
  const store = cloud.store(statesStore, place);
  const mapRun = store.mapRuns[work.mapRunArn];
  // One that never had its items is begun anew; so is one whose data the state could not work with.
  if (mapRun?.inputs === undefined || error === "States.Runtime") return;
  const now = cloud.clock.now();
  for (const child of mapRun.children) {
    if (!child || !isFailure(child)) continue;
    // One that is forgotten here, or was express, begins anew under its old ARN.
    const execution = store.executions[child.arn];
    if (!execution || whyNotRedrivable(execution, now) === undefined) child.pendingRedrive = true;
  }
  mapRun.status = "RUNNING";
  mapRun.redriveCount = (mapRun.redriveCount ?? 0) + 1;
  mapRun.redriveDate = now;
  delete mapRun.stopDate;
  delete mapRun.written;
  branch.frame.work = work;
  branch.record("MapRunRedriven", { mapRunArn: mapRun.arn, redriveCount: mapRun.redriveCount });
}
