import type { Cloud, ExecutionNews, Place } from "../cloud.ts";

/** Executions that have new events, or have ended, since the line before. */
export interface Moves {
  type: "moved";
  executions: string[];
}

/** Moves this close together are told as one, in real milliseconds: a loop may have a thousand in that time. */
const GATHER_MS = 40;

/** Tells `hear` which executions in a Region of an account move, until the signal aborts. An end is told at once. */
export function watchMoves(
  cloud: Cloud,
  place: Place,
  hear: (moves: Moves) => void,
  signal: AbortSignal,
): void {
  const moved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = undefined;
    if (moved.size > 0 && !signal.aborted) hear({ type: "moved", executions: [...moved] });
    moved.clear();
  };
  const listen = ({ executionArn, what, accountId, region }: ExecutionNews) => {
    if (accountId !== place.accountId || region !== place.region) return;
    moved.add(executionArn);
    timer ??= setTimeout(tell, GATHER_MS);
    // Not within the call that ends it, which may have more to do.
    if (what === "ended") setImmediate(tell);
  };
  cloud.onExecution.add(listen);
  signal.addEventListener(
    "abort",
    () => {
      cloud.onExecution.delete(listen);
      clearTimeout(timer);
    },
    { once: true },
  );
}
