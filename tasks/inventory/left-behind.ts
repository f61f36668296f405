import type { Leftovers, StageResult } from "../../workflows/contract.ts";
import { TaskError } from "../runtime/errors.ts";
import type { Comparison } from "./compare.ts";

/**
 * How much is listed, in characters of JSON. A failure's cause may have 32,768 (Step Functions API reference,
 * "ExecutionFailedEventDetails"), and in it the list stands as JSON in JSON, whose quotation marks count twice.
 */
const ROOM = 14_000;

/** How much of each failure's own words is told: the stage's own output has the rest. */
const WORDS = 500;

/** Whether a comparison finds the account as it was before the lab. */
export const isAsBefore = ({ left, missing, changed }: Comparison): boolean =>
  left.length + missing.length + changed.length === 0;

/**
 * The error that says what is not as it was, as Leftovers.
 *
 * @param failed what the stages could not do, which says why something is left
 */
export function leftBehind(comparison: Comparison, failed: StageResult["failed"]): TaskError {
  const error = new TaskError("leftBehind", JSON.stringify(boundLeftovers({ ...comparison, failed })));
  // Lambda hands on the stack as well, whose first line is all of the message again.
  error.stack = error.name;
  return error;
}

/** The same leftovers in bounds that a failure's cause has room for; what they leave out is counted. */
export function boundLeftovers({ left, missing, changed, failed, unlisted }: Leftovers): Leftovers {
  let taken = 0;
  let out = unlisted;
  const upTo = (room: number) => (thing: unknown) => {
    const size = JSON.stringify(thing).length + 1;
    if (taken + size > room) {
      out++;
      return false;
    }
    taken += size;
    return true;
  };
  const bare = (things: Leftovers["left"]) =>
    things.map(({ kind, id, name, within }) => ({ kind, id, name, within })).filter(upTo(ROOM));
  return {
    // Why comes first, without it nobody can mend anything; half of the room is for what else is left.
    failed: failed.map((one) => ({ ...one, cause: one.cause.slice(0, WORDS) })).filter(upTo(ROOM / 2)),
    left: bare(left),
    missing: bare(missing),
    changed: bare(changed),
    unlisted: out,
  };
}
