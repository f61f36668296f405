import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { EarlierRun, ExecutionView, IterationView, StateView } from "./view.ts";

/**
 * Opens what failed or was cut short again, in place: the state that the machine stood at and, inside of it, what is of
 * its latest attempt. What succeeded, or was caught, stays as it was. Retries are counted anew, and what came of the
 * earlier run is kept beside the state. Source: Step Functions Developer Guide, "Restarting state machine executions with
 * redrive".
 *
 * @param redrive the event ExecutionRedriven
 * @returns the states that were opened, by index, the outer ones first
 */
export function reopen(states: StateView[], iterations: IterationView[], redrive: HistoryEvent): number[] {
  const open = new Set<number>();
  const isLatestIn = (map: number, id: number) => open.has(map) && id > (states[map]!.since ?? 0);
  // What is inside of a state comes after it.
  for (const [index, state] of states.entries()) {
    const { id, parent, status, error, exitedAt, earlier = [] } = state;
    if (status !== "failed" && status !== "stopped") continue;
    if (parent !== undefined && !isLatestIn(parent, id)) continue;
    open.add(index);
    states[index] = {
      ...state,
      status: "running",
      retries: 0,
      exitedAt: undefined,
      error: undefined,
      failedAt: undefined,
      failures: undefined,
      earlier: [...earlier, runOf({ status, error }, exitedAt, redrive)],
    };
  }
  for (const [index, iteration] of iterations.entries()) {
    const { map, id, status, endedAt, earlier = [] } = iteration;
    if ((status !== "failed" && status !== "stopped") || !isLatestIn(map, id)) continue;
    iterations[index] = {
      ...iteration,
      status: "running",
      endedAt: undefined,
      earlier: [...earlier, runOf({ status }, endedAt, redrive)],
    };
  }
  return [...open];
}

/** How an execution's runs ended, with the one that this redrive follows. */
export const runsUntil = (
  { earlier, ended }: Pick<ExecutionView, "earlier" | "ended">,
  redrive: HistoryEvent,
): readonly EarlierRun[] => [...earlier, runOf(ended ?? { status: "failed" }, ended?.at, redrive)];

const runOf = (
  { status, error }: Pick<EarlierRun, "status" | "error">,
  endedAt: Date | undefined,
  { timestamp }: HistoryEvent,
): EarlierRun => ({ status, error, endedAt: endedAt ?? timestamp!, redrivenAt: timestamp! });

/**
 * When something would have begun that had never lain there until it was redriven: durations count from here, so that
 * a night between two runs is not taken for work.
 */
export function begunAt(from: Date, earlier: readonly EarlierRun[] = []): Date {
  const idle = earlier.reduce((sum, run) => sum + run.redrivenAt.getTime() - run.endedAt.getTime(), 0);
  return new Date(from.getTime() + idle);
}

/** `redriven once`; nothing where it never was. */
export function redrivenInWords(times = 0): string {
  if (times === 0) return "";
  return `redriven ${times === 1 ? "once" : times === 2 ? "twice" : `${times} times`}`;
}
