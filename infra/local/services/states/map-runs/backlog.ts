import { timeOutExecution, untilDeadline } from "../asl/delay.ts";
import type { Branch } from "../branch.ts";
import { within } from "../delays.ts";
import { QUOTAS } from "../quotas.ts";
import type { ExecutionRun } from "../run.ts";
import { signalsOf } from "../signals.ts";
import { type MapRun, type StatesStore, statesStore } from "../store.ts";

/**
 * Resolves once the Map Run is open: no more than so many are at a time, and the others wait where they have started,
 * before any item is read. Source: Step Functions Developer Guide, "Step Functions service quotas".
 * @throws the reason of the branch's signal, or the execution's time-out
 */
export async function untilOpen(branch: Branch, mapRun: MapRun): Promise<void> {
  const { cloud, place } = branch.run;
  const store = cloud.store(statesStore, place);
  if (hasRoom(store, mapRun)) {
    delete mapRun.backlogged;
    return;
  }
  mapRun.backlogged = true;
  cloud.changed();
  await within(
    untilDeadline(branch),
    branch.signal,
    async (signal) => {
      while (!hasRoom(store, mapRun)) await signalsOf(cloud).next(roomKey(branch.run), signal);
      // In the same turn, so that no two take the same room.
      delete mapRun.backlogged;
    },
    () => timeOutExecution(branch),
  );
}

/** Tells those that wait that a Map Run has ended. */
export function makeWay(run: ExecutionRun, mapRun: MapRun): void {
  delete mapRun.backlogged;
  signalsOf(run.cloud).wake(roomKey(run));
}

const roomKey = ({ place }: ExecutionRun): string => `map-runs:${place.accountId}:${place.region}`;

function hasRoom({ mapRuns }: StatesStore, own: MapRun): boolean {
  const open = Object.values(mapRuns).filter(
    (one) => one !== own && one.status === "RUNNING" && !one.backlogged,
  );
  return open.length < QUOTAS.openMapRuns;
}
