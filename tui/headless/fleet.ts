import { type FleetAccount, since } from "../fleet/fleet-account.ts";
import { doing, totalsInWords } from "../fleet/words.ts";
import { GROUP_MARKS } from "../theme.ts";
import type { Tell } from "./print-execution.ts";

/** Tells of a fleet: a line an account, in the order in which they come, and last how many are how. */
export function tellFleet(accounts: readonly FleetAccount[], tell: Tell): void {
  const rows = accounts.map((one) => [
    `${GROUP_MARKS[one.group].sign} ${one.account.alias ?? "-"}`,
    one.account.id,
    one.status?.step ?? "-",
    since(one)?.slice(0, 19).concat("Z") ?? "-",
    doing(one),
  ]);
  const table = [["  alias", "account", "last at", "since", "what"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table)
    tell(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    );
  tell(totalsInWords(accounts));
}
