import type { Execution, MapRun, MapRunChild, StatesStore, Tally } from "../store.ts";

/** How many items a child is given. */
export const itemsOf = (mapRun: MapRun, index: number): number => mapRun.batches?.[index] ?? 1;

export const isFailure = ({ status, pendingRedrive }: MapRunChild): boolean =>
  !pendingRedrive && status !== "RUNNING" && status !== "SUCCEEDED";

/** Notes in its Map Run how a child execution ended; nothing where the execution is nobody's child. */
export function settleChild(store: StatesStore, execution: Execution): void {
  const mapRun = execution.mapRunArn === undefined ? undefined : store.mapRuns[execution.mapRunArn];
  const child = mapRun?.children[execution.mapRunIndex!];
  if (!mapRun || !child) return;
  child.status = execution.status;
  child.stopDate = execution.stopDate;
  child.error = execution.error;
  child.cause = execution.cause;
  keepOutput(mapRun, child, execution.output);
}

/** Outputs that are more than the state may answer fail it in the end, so that the account need not hold them. */
function keepOutput(mapRun: MapRun, child: MapRunChild, output: string | undefined): void {
  if (output === undefined) return;
  if (mapRun.room !== undefined) {
    if (mapRun.room < 0) return;
    mapRun.room -= Buffer.byteLength(output);
    if (mapRun.room < 0) {
      for (const one of mapRun.children) delete one?.output;
      return;
    }
  }
  child.output = output;
}

const NONE: Tally = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  pendingRedrive: 0,
};

const MEMBERS = {
  RUNNING: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timedOut",
  ABORTED: "aborted",
  PENDING_REDRIVE: "pendingRedrive",
} as const;

/** How the items, and the child executions, of a Map Run stand. */
export function countsOf(mapRun: MapRun): { items: Tally; executions: Tally } {
  if (mapRun.counts) return mapRun.counts;
  const items = { ...NONE };
  const executions = { ...NONE };
  for (const [index, child] of mapRun.children.entries()) {
    const member = child?.pendingRedrive ? "pendingRedrive" : child ? MEMBERS[child.status] : "pending";
    executions[member] += 1;
    items[member] += itemsOf(mapRun, index);
  }
  return { items, executions };
}
