import type { InventoryItem } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { KINDS } from "./kinds.ts";

/** Lists everything of every kind that the account has in the Region. @throws what AWS throws: an inventory has no gaps. */
export async function takeInventory(clients: Clients): Promise<InventoryItem[]> {
  const lists = await Promise.all(
    KINDS.map(async ({ kind, list }) => (await list(clients)).map((item) => ({ kind, ...item }))),
  );
  return lists.flat();
}
