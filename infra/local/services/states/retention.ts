import type { Execution, StatesStore } from "./store.ts";

/**
 * How many executions of a Region are kept once they have ended, Map Runs' own not counted. AWS keeps each for 90
 * days; here the account is saved as one file, and a lab's machines leave some 70 kB an execution.
 */
const KEPT = 200;

/** Forgets those that ended longest ago, beyond the number that is kept. */
export function forgetOldExecutions(store: StatesStore): void {
  const ended = Object.values(store.executions).filter(({ stopDate, mapRunArn }) => stopDate && !mapRunArn);
  if (ended.length <= KEPT) return;
  ended.sort((a, b) => a.stopDate!.getTime() - b.stopDate!.getTime());
  for (const execution of ended.slice(0, -KEPT)) forgetExecution(store, execution);
}

/** Removes an execution, its Map Runs and the executions of their iterations. */
export function forgetExecution(store: StatesStore, { arn }: Execution): void {
  delete store.executions[arn];
  for (const mapRun of Object.values(store.mapRuns)) {
    if (mapRun.executionArn !== arn) continue;
    delete store.mapRuns[mapRun.arn];
    for (const child of mapRun.executions) {
      const iteration = child === null ? undefined : store.executions[child];
      if (iteration) forgetExecution(store, iteration);
    }
  }
}
