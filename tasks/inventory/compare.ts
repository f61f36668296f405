import type { InventoryItem, Ledger } from "../../workflows/contract.ts";

/**
 * What an inventory says about a clean-up, by ids alone and with nothing taken from the sweepers.
 *
 * @param ledger absent where nothing was built here, so that nothing can be left of it
 * @param leave the ids that the plan left alone as somebody else's
 * @returns `left`: new since the ledger and to be gone; `foreign`: new, and left alone; `missing`: the ledger had it
 */
export function compareWithLedger(
  ledger: Ledger | undefined,
  now: InventoryItem[],
  leave: string[],
): { left: InventoryItem[]; foreign: InventoryItem[]; missing: InventoryItem[] } {
  const left = new Set(leave);
  if (!ledger) return { left: [], foreign: now.filter((item) => left.has(item.id)), missing: [] };
  const before = new Set(ledger.items.map((item) => item.id));
  const present = new Set(now.map((item) => item.id));
  const fresh = now.filter((item) => !before.has(item.id));
  return {
    left: fresh.filter((item) => !left.has(item.id)),
    foreign: fresh.filter((item) => left.has(item.id)),
    missing: ledger.items.filter((item) => !present.has(item.id)),
  };
}
