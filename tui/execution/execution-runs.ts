import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Draft } from "./draft.ts";
import { endOf } from "./event-contents.ts";
import { reopen, runsUntil } from "./redriving.ts";
import type { EventPlace, StateStatus, StateView } from "./view.ts";

/** The execution ends, and with it whatever has not ended by itself. */
export function endExecution(
  draft: Draft,
  event: HistoryEvent,
  before: EventPlace,
  status: StateStatus,
): void {
  const { type, executionFailedEventDetails: details, timestamp: at } = event;
  draft.learnt.ended = { status, error: endOf(event), at: at! };
  if (status === "succeeded") return;
  // Where it failed, and whatever that is inside of, failed; the rest was cut short by it.
  for (let index = before.state ?? before.parent; index !== undefined; ) {
    const { status, error, parent }: StateView = draft.states[index]!;
    if (status === "running" && type !== "ExecutionAborted") {
      const own = error ?? (details && { name: details.error ?? "", cause: details.cause ?? "" });
      draft.end(index, "failed", at!, type === "ExecutionFailed" ? { error: own } : {});
    }
    index = parent;
  }
  for (const index of draft.running) {
    if (type === "ExecutionTimedOut") draft.end(index, "failed", at!);
    else draft.cutShort(index, at!);
  }
  for (const [index, iteration] of draft.iterations.entries())
    if (iteration.status === "running")
      draft.iterations[index] = { ...iteration, status: "stopped", endedAt: at };
}

/** What failed goes on from where it did. */
export function redrive(draft: Draft, event: HistoryEvent, before: EventPlace): EventPlace {
  const { states, iterations, running, learnt } = draft;
  const opened = reopen(states, iterations, event);
  for (const index of opened) running.add(index);
  learnt.earlier = runsUntil(learnt, event);
  learnt.ended = undefined;
  // What waited for an answer, or for another execution, asks anew.
  learnt.approval = undefined;
  learnt.nested = undefined;
  if (before.state !== undefined || before.parent !== undefined) return before;
  // The end of one that was stopped follows no event, so that only what has been opened tells where this goes on.
  const [top] = opened;
  const isChain = opened.every((index, i) => i === 0 || states[index]!.parent === opened[i - 1]);
  const state = isChain ? opened.at(-1) : top;
  return state === undefined ? before : draft.placeOf(state);
}
