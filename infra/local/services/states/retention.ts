import type { Execution, StatesStore } from "./store.ts";

/**
 * How many executions of a Region are kept once they have ended, Map Runs' own not counted. AWS keeps each for 90
 * days; here the account is saved as one file, and a lab's machines leave some 70 kB an execution.
 */
const KEPT = 200;

/** How many children of Map Runs, which may have 10,000 each. What the run needs of them is in its record. */
const KEPT_CHILDREN = 1_000;

/** Forgets those that ended longest ago, beyond the number that is kept. */
export function forgetOldExecutions(store: StatesStore): void {
  const ended = endedIn(store).filter(({ mapRunArn }) => !mapRunArn);
  if (ended.length > KEPT) forgetAllBut(store, KEPT, ended.sort(byEnd));
}

/** The same of Map Runs' children. It costs what all that are kept cost, so it is not done for each. */
export function forgetOldChildren(store: StatesStore): void {
  const ended = endedIn(store).filter(({ mapRunArn }) => mapRunArn);
  if (ended.length <= KEPT_CHILDREN) return;
  // One that failed says why, and is looked for longest.
  ended.sort((a, b) => Number(failed(a)) - Number(failed(b)) || byEnd(a, b));
  forgetAllBut(store, KEPT_CHILDREN, ended);
}

const endedIn = ({ executions }: StatesStore) => Object.values(executions).filter(({ stopDate }) => stopDate);
const byEnd = (a: Execution, b: Execution): number => a.stopDate!.getTime() - b.stopDate!.getTime();
const failed = ({ status }: Execution): boolean => status !== "SUCCEEDED";

function forgetAllBut(store: StatesStore, kept: number, executions: Execution[]): void {
  for (const execution of executions.slice(0, -kept)) forgetExecution(store, execution);
}

/** Removes an execution, its Map Runs and the executions of their iterations. */
export function forgetExecution(store: StatesStore, { arn }: Execution): void {
  delete store.executions[arn];
  for (const mapRun of Object.values(store.mapRuns)) {
    if (mapRun.executionArn !== arn) continue;
    delete store.mapRuns[mapRun.arn];
    for (const child of Object.values(store.executions)) {
      if (child.mapRunArn === mapRun.arn) forgetExecution(store, child);
    }
  }
}
