import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Draft } from "./draft.ts";
import type { EventPlace, IterationView, StateStatus, StateView } from "./view.ts";

/** A Parallel or a Map begins an attempt, ends one, or a state that takes time is cut short. */
export function moveContainer(
  draft: Draft,
  event: HistoryEvent,
  before: EventPlace,
  type: StateView["type"],
  what: string,
): EventPlace {
  const index = draft.find(before, (state) => state.type === type && state.status === "running");
  if (index === undefined) return before;
  if (what === "Started") return begin(draft, index, event);
  if (what === "Failed") draft.end(index, "failed", event.timestamp!);
  if (what === "Aborted") draft.cutShort(index, event.timestamp!);
  return draft.placeOf(index);
}

function begin(
  draft: Draft,
  index: number,
  { id, timestamp, mapStateStartedEventDetails }: HistoryEvent,
): EventPlace {
  const state = draft.states[index]!;
  const retries = state.retries + (isRetry(draft, index) ? 1 : 0);
  draft.endInside(index, timestamp!);
  draft.change(index, {
    since: id,
    length: mapStateStartedEventDetails?.length,
    retries,
    failedAt: undefined,
  });
  // The branches of a Parallel begin here; the items of a Map begin with events of their own.
  if (state.type === "Parallel") return { parent: index, iteration: state.iteration };
  return draft.placeOf(index);
}

/** A redrive may begin a state as a whole again: a retry then only follows what has failed since. */
function isRetry(draft: Draft, index: number): boolean {
  const { since, earlier, error } = draft.states[index]!;
  if (since === undefined || !earlier || error) return since !== undefined;
  const hasFailed = (one: StateView) => one.id > since && (one.status === "failed" || one.error);
  return draft.states.some((one, other) => hasFailed(one) && draft.isInside(other, index));
}

/** An iteration of an inline Map begins. */
export function beginIteration(draft: Draft, event: HistoryEvent, before: EventPlace): EventPlace {
  const { name, index: item = 0 } = event.mapIterationStartedEventDetails!;
  const map = draft.find(before, (state) => state.name === name && state.type === "Map") ?? -1;
  const again = begunAgain(draft, map, item);
  if (again !== undefined) return { parent: map, iteration: again };
  draft.iterations.push({ map, id: event.id!, item, status: "running", startedAt: event.timestamp! });
  return { parent: map < 0 ? undefined : map, iteration: draft.iterations.length - 1 };
}

/** unsure: whether AWS begins an iteration anew that a redrive has opened again. It is the same one then. */
function begunAgain({ states, iterations }: Draft, map: number, item: number): number | undefined {
  if (!states[map]?.earlier) return undefined;
  const index = iterations.findLastIndex((one) => one.map === map && one.item === item);
  const found = iterations[index];
  return found?.earlier && found.status === "running" ? index : undefined;
}

/** An iteration of an inline Map ends, and what is still running of it with it. */
export function endIteration(
  draft: Draft,
  event: HistoryEvent,
  before: EventPlace,
  status: StateStatus,
): EventPlace {
  const details =
    event.mapIterationSucceededEventDetails ??
    event.mapIterationFailedEventDetails ??
    event.mapIterationAbortedEventDetails;
  const iteration = iterationAround(draft, before, details?.name, details?.index);
  if (iteration === undefined) return before;
  const ended = draft.iterations[iteration]!;
  for (const index of draft.running)
    if (draft.states[index]!.iteration === iteration) draft.cutShort(index, event.timestamp!);
  draft.iterations[iteration] = { ...ended, status, endedAt: event.timestamp };
  const map = draft.states[ended.map];
  return { state: ended.map, parent: map?.parent, iteration: map?.iteration };
}

function iterationAround(
  { states, iterations }: Draft,
  place: EventPlace,
  name?: string,
  item?: number,
): number | undefined {
  for (let at: EventPlace | undefined = place; at; ) {
    const found: IterationView | undefined = iterations[at.iteration ?? -1];
    if (found?.item === item && states[found?.map ?? -1]?.name === name) return at.iteration;
    at = states[at.parent ?? -1];
  }
  // One that was cut short follows the last event of the one that failed.
  const cut = iterations.findLastIndex(
    (one) => one.status === "running" && one.item === item && states[one.map]?.name === name,
  );
  return cut < 0 ? undefined : cut;
}
