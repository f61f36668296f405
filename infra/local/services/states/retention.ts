import type { Cloud } from "../../cloud.ts";
import { pack } from "./packing.ts";
import { signalsOf } from "./signals.ts";
import type { Execution, StatesStore } from "./store.ts";

/**
 * How many executions of a Region are kept once they have ended, Map Runs' own not counted, and how many characters
 * they may have together, packed. AWS keeps each for 90 days; here the account is saved as one file.
 */
const KEPT = 2_000;
const KEPT_CHARACTERS = 16_000_000;

/** How many of them are left as they are, and how many events those may have: they are the ones that are looked at. */
const UNPACKED = 10;
const UNPACKED_EVENTS = 2_000;

/** How many children of Map Runs, which may have 10,000 each. What the run needs of them is in its record. */
const KEPT_CHILDREN = 1_000;

/** Packs those that ended longest ago, beyond what is left as it is, and forgets those beyond what is kept. */
export function retireOldExecutions(cloud: Cloud, store: StatesStore): void {
  forgetOldExecutions(store);
  const signals = signalsOf(cloud);
  if (signals.packing.has(store)) return;
  signals.packing.add(store);
  cloud.background(async () => {
    try {
      for (let batch = toPack(store); batch.length > 0; batch = toPack(store)) {
        for (const execution of batch) {
          if (cloud.stopping.aborted) return;
          await pack(execution);
          cloud.changed();
        }
      }
    } finally {
      signals.packing.delete(store);
    }
  });
}

/** The latest of all is never among them: whoever started it is about to look at it. */
function toPack(store: StatesStore): Execution[] {
  let events = 0;
  return ownEndedIn(store)
    .filter(({ packed }) => packed === undefined)
    .sort((a, b) => byEnd(b, a))
    .filter((execution, newer) => {
      events += execution.events.length;
      return newer > 0 && (newer >= UNPACKED || events > UNPACKED_EVENTS);
    });
}

function forgetOldExecutions(store: StatesStore): void {
  const ended = ownEndedIn(store);
  let characters = ended.reduce((sum, { packed = "" }) => sum + packed.length, 0);
  let surplus = ended.length - KEPT;
  if (surplus <= 0 && characters <= KEPT_CHARACTERS) return;
  for (const execution of ended.sort(byEnd)) {
    if (surplus-- <= 0 && characters <= KEPT_CHARACTERS) return;
    characters -= execution.packed?.length ?? 0;
    forgetExecution(store, execution);
  }
}

/** The same of Map Runs' children. It costs what all that are kept cost, so it is not done for each. */
export function forgetOldChildren(store: StatesStore): void {
  const ended = endedIn(store).filter(({ mapRunArn }) => mapRunArn);
  if (ended.length <= KEPT_CHILDREN) return;
  // One that failed says why, and is looked for longest.
  ended.sort((a, b) => Number(failed(a)) - Number(failed(b)) || byEnd(a, b));
  for (const execution of ended.slice(0, -KEPT_CHILDREN)) forgetExecution(store, execution);
}

const endedIn = ({ executions }: StatesStore) => Object.values(executions).filter(({ stopDate }) => stopDate);
const ownEndedIn = (store: StatesStore) => endedIn(store).filter(({ mapRunArn }) => !mapRunArn);
const byEnd = (a: Execution, b: Execution): number => a.stopDate!.getTime() - b.stopDate!.getTime();
const failed = ({ status }: Execution): boolean => status !== "SUCCEEDED";

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
