import type { InventoryItem, Ledger } from "../../workflows/contract.ts";

interface Comparison {
  compared: { before: number; after: number };
  left: InventoryItem[];
  foreign: InventoryItem[];
  missing: InventoryItem[];
  changed: InventoryItem[];
}

/**
 * What an inventory says about a clean-up, by ids and settings, and with nothing taken from the sweepers.
 *
 * @param ledger absent where nothing was built here, so that nothing can be left of it
 * @param leave the ids that the plan left alone as somebody else's
 * @returns `compared`: how many things on either side; `left`: new since the ledger and to be gone; `foreign`: new, and left alone; `missing`: the ledger had it;
 * `changed`: the ledger had it with other settings
 */
export function compareWithLedger(
  ledger: Ledger | undefined,
  now: InventoryItem[],
  leave: string[],
): Comparison {
  const left = new Set(leave);
  if (!ledger)
    return {
      compared: { before: 0, after: 0 },
      left: [],
      foreign: now.filter((item) => left.has(item.id)),
      missing: [],
      changed: [],
    };
  const before = new Map(ledger.items.map((item) => [item.id, item]));
  const present = new Set(now.map((item) => item.id));
  const fresh = now.filter((item) => !before.has(item.id));
  return {
    compared: { before: ledger.items.length, after: now.length },
    left: fresh.filter((item) => !left.has(item.id)),
    foreign: fresh.filter((item) => left.has(item.id)),
    missing: ledger.items.filter((item) => !present.has(item.id)),
    changed: now.filter((item) => before.has(item.id) && before.get(item.id)!.settings !== item.settings),
  };
}
