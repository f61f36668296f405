import type { InventoryItem, Ledger, Tally } from "../../workflows/contract.ts";
import { fewOfEach, markOf, tallyOf } from "./bounds.ts";

export interface Comparison {
  compared: { before: number; after: number };
  left: InventoryItem[];
  foreign: InventoryItem[];
  missing: InventoryItem[];
  changed: InventoryItem[];
  /** How many things of others there are, the ones that `foreign` does not list included. */
  stayed: Tally;
  /** How many there are of `left`, `missing` and `changed` beyond those that are listed. */
  unlisted: number;
}

/** Of what is not as it was: a failure's cause may have 32,768 characters (API reference, "ExecutionFailedEventDetails"). */
const LISTED = 40;

/**
 * What an inventory says about a clean-up, by ids and settings, and with nothing taken from the sweepers.
 *
 * @param ledger absent where nothing was built here, so that nothing can be left of it
 * @param leave the marks of what the plan left alone as somebody else's; their ids, of a plan of before there were marks
 * @returns `compared`: how many things on either side; `left`: new since the ledger and to be gone; `foreign`: new, and left
 * alone; `missing`: the ledger had it; `changed`: the ledger had it with other settings. Long lists are cut.
 */
export function compareWithLedger(
  ledger: Ledger | undefined,
  now: InventoryItem[],
  leave: string[],
): Comparison {
  const marks = new Set(leave);
  const isLeft = ({ id }: InventoryItem) => marks.has(markOf(id)) || marks.has(id);
  const before = new Map(ledger?.items.map((item) => [item.id, item]));
  const present = new Set(now.map((item) => item.id));
  const fresh = now.filter((item) => !before.has(item.id));
  const foreign = fresh.filter(isLeft);
  const listed = { foreign: fewOfEach(foreign), stayed: tallyOf(foreign) };
  if (!ledger)
    return {
      compared: { before: 0, after: 0 },
      left: [],
      missing: [],
      changed: [],
      ...listed,
      unlisted: 0,
    };
  const left = fresh.filter((item) => !isLeft(item));
  const missing = ledger.items.filter((item) => !present.has(item.id));
  const changed = now.filter(
    (item) => before.has(item.id) && before.get(item.id)!.settings !== item.settings,
  );
  return {
    compared: { before: ledger.items.length, after: now.length },
    left: left.slice(0, LISTED),
    missing: missing.slice(0, LISTED),
    changed: changed.slice(0, LISTED),
    ...listed,
    unlisted: [left, missing, changed].reduce((sum, { length }) => sum + Math.max(0, length - LISTED), 0),
  };
}
