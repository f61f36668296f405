import type { InventoryItem, Ledger } from "../../workflows/contract.ts";
import { type LedgerBook, readLedger } from "../inventory/ledger.ts";
import type { Clients } from "../runtime/clients.ts";
import { whoAmI } from "../runtime/who-am-i.ts";
import type { LabSituation, LabVerbs } from "./lab.ts";

/** How far back a lab is taken to reach that somebody built without Handrail, so that no ledger tells. */
const A_DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Finds the lab in the account, and what its ledger says.
 * @throws TaskError LabNotFound if the lab is not built, or only partly.
 */
export async function situationOf(lab: LabVerbs, clients: Clients, book: LedgerBook): Promise<LabSituation> {
  const [found, ledger] = await Promise.all([lab.resolve(clients), readLedger(book, lab.id)]);
  const { accountId, region } = ledger ?? (await whoAmI(clients));
  const place = { accountId, region };
  // An account's own number is as good as a name where nobody was asked for one.
  const suffix = ledger?.suffix ?? accountId;
  return {
    resources: { ...found, ...lab.names(place, suffix) },
    place,
    suffix,
    startedAt: ledger ? new Date(ledger.writtenAt) : new Date(Date.now() - A_DAY_MS),
    ...(ledger ? { ledger } : {}),
  };
}

/** The thing of this id as it was before the lab, or undefined where the account did not have it. */
export function before(ledger: Ledger | undefined, id: string): InventoryItem | undefined {
  return ledger?.items.find((item) => item.id === id);
}
