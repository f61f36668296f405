import { refusalWords } from "../../tasks/fleet/refusal-words.ts";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import { type FleetAccount, unreadableAccount } from "../../tui/fleet/fleet-account.ts";
import type { ListedAccount } from "../../workflows/contract.ts";
import type { Connection } from "../connection.ts";
import { Entrance } from "./enter-account.ts";
import { readAccount } from "./read-account.ts";

/** How many accounts are looked at side by side: AWS limits calls by account, but AssumeRole is called from one. */
const AT_A_TIME = 20;

/** Looks at all accounts of a fleet, in their order. One that cannot be looked at does not keep others from it. */
export async function readFleet(
  connection: Connection,
  guide: LabGuide,
  fleet: readonly ListedAccount[],
): Promise<FleetAccount[]> {
  const entrance = new Entrance(connection);
  const found: FleetAccount[] = [];
  const waiting = fleet.entries();
  const worker = async () => {
    for (const [index, { account: id, refused }] of waiting)
      found[index] = refused
        ? unreadableAccount({ id }, refusalWords(refused, { pattern: "" }))
        : await readAccount(entrance.enter(id), guide);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return found;
}
