import { INSTANT, type Retrier, type StateDefinition } from "../execution/definition.ts";
import type { StateProgress } from "../execution/progress.ts";
import { begunAt, redrivenInWords } from "../execution/redriving.ts";
import type { ItemCounts, StateStatus, StateView } from "../execution/view.ts";
import { duration, elapsed } from "../text/duration.ts";
import { waitEnds } from "./wait-ends.ts";

/** When it is, and how much shorter than AWS's the account's waits are (1: not at all; 0: they do not last). */
export interface Clock {
  now: Date;
  timeScale: number;
}

/** How a state fares, in a few words: how long, which try, how often. */
export function stateNotes(
  progress: StateProgress,
  definition: StateDefinition | undefined,
  clock: Clock,
): string {
  const { latest, rounds, items, inMap } = progress;
  if (inMap && total(items) > 1) return countsInWords(items);
  return [
    !INSTANT.has(latest.type) && timeOf(latest, definition, clock),
    triesOf(latest, definition, clock),
    redrivenInWords(latest.earlier?.length),
    rounds > 1 && `${rounds} times`,
    latest.status === "caught" && "failed, and was caught",
    latest.status === "stopped" && "cut short",
  ]
    .filter(Boolean)
    .join(", ");
}

function timeOf(state: StateView, definition: StateDefinition | undefined, clock: Clock): string {
  const time = elapsed(begunAt(state.enteredAt, state.earlier), state.exitedAt ?? clock.now);
  const ends = state.status === "running" ? waitEnds(state, definition?.wait, clock.timeScale) : undefined;
  return ends ? `${time}, ${left(ends, clock)} left` : time;
}

/** `try 3 of 6, next in 4 s`, of a state that is tried again. */
function triesOf(state: StateView, definition: StateDefinition | undefined, clock: Clock): string {
  const { retries, failedAt, error, failures = {}, status } = state;
  const retriers = definition?.retriers ?? [];
  // Of what is inside of a Parallel or a Map the history does not say which error it was that failed it.
  const retrier = error
    ? retriers.find((one) => handles(one, error.name))
    : retriers.length === 1
      ? retriers[0]
      : undefined;
  const waits = status === "running" && failedAt !== undefined;
  if (retries === 0 && !(waits && retrier)) return "";
  const tried = `try ${retries + 1}`;
  if (!retrier) return tried;
  const used = Object.entries(failures)
    .filter(([name]) => definition?.retriers.find((one) => handles(one, name)) === retrier)
    .reduce((sum, [, count]) => sum + count, 0);
  const of = `${tried} of ${retrier.attempts + 1}`;
  if (!waits || used > retrier.attempts) return of;
  const pause = Math.min(retrier.interval * retrier.backoff ** (used - 1), retrier.longest);
  const at = new Date(failedAt.getTime() + pause * 1000 * clock.timeScale);
  return `${of}, next ${retrier.jitter ? "within" : "in"} ${left(at, clock)}`;
}

/** AWS's rules for the names in ErrorEquals; a time-out is no failure of the task's own. */
const handles = ({ errors }: Retrier, name: string): boolean =>
  errors.some(
    (one) =>
      one === name || one === "States.ALL" || (one === "States.TaskFailed" && name !== "States.Timeout"),
  );

const left = (at: Date, { now }: Clock): string => {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  return seconds < 10 ? duration(seconds) : `${Math.round(seconds)} s`;
};

export const total = (items: ItemCounts): number =>
  Object.values(items).reduce((sum, count) => sum + count, 0);

const COUNTED: [StateStatus, string][] = [
  ["running", "running"],
  ["succeeded", "done"],
  ["caught", "caught"],
  ["failed", "failed"],
  ["stopped", "cut short"],
];

/** `1 running, 4 done`. */
export const countsInWords = (items: ItemCounts, ahead = 0): string =>
  [
    ...COUNTED.flatMap(([status, word]) => (items[status] ? [`${items[status]} ${word}`] : [])),
    ...(ahead > 0 ? [`${ahead} to come`] : []),
  ].join(", ");

/** Of several, the status that a reader should see. */
export function statusOf(items: ItemCounts): StateStatus {
  return (
    (["running", "failed", "caught", "succeeded", "stopped"] as const).find((status) => items[status]) ??
    "stopped"
  );
}
