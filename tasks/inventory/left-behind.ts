import type { InventoryItem, StageResult } from "../../workflows/contract.ts";
import { TaskError } from "../runtime/errors.ts";
import type { Comparison } from "./compare.ts";

/**
 * How long the message may be. A failure's cause has 32,768 characters at most (Step Functions API reference,
 * "ExecutionFailedEventDetails"), and in it the message stands as JSON in JSON, whose quotation marks count twice.
 */
const LONGEST = 14_000;

/** What the message says, as JSON. */
interface Leftovers {
  left: InventoryItem[];
  missing: InventoryItem[];
  changed: InventoryItem[];
  /** What the stages could not do. */
  failed: StageResult["failed"];
  /** How many there are of the above beyond those that are listed. */
  unlisted: number;
}

/** Whether a comparison finds the account as it was before the lab. */
export const isAsBefore = ({ left, missing, changed }: Comparison): boolean =>
  left.length + missing.length + changed.length === 0;

/**
 * The error that says what is not as it was, as Leftovers.
 *
 * @param failed what the stages could not do, which says why something is left
 */
export function leftBehind(
  { left, missing, changed, unlisted }: Comparison,
  failed: StageResult["failed"],
): TaskError {
  const error = new TaskError("leftBehind", fitting({ left, missing, changed, failed, unlisted }));
  // Lambda hands on the stack as well, whose first line is all of the message again.
  error.stack = error.name;
  return error;
}

/** The longest beginnings of the lists with which the text is short enough. */
function fitting(leftovers: Leftovers): string {
  const { left, missing, changed, failed } = leftovers;
  const lists = { left, missing, changed, failed };
  const all = Object.values(lists).reduce((sum, { length }) => sum + length, 0);
  for (
    let most = Math.max(...Object.values(lists).map(({ length }) => length));
    ;
    most = Math.floor(most / 2)
  ) {
    const cut = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.slice(0, most)]));
    const listed = Object.values(cut).reduce((sum, { length }) => sum + length, 0);
    const text = JSON.stringify({ ...cut, unlisted: leftovers.unlisted + all - listed });
    if (text.length <= LONGEST || most === 0) return text;
  }
}
