import { organizationalUnit } from "../../workflows/contract.ts";
import { Problem } from "../problem.ts";
import { readAccountFile } from "./account-file.ts";

/** Which accounts a command is about: a file of ids, or an organisational unit. */
export interface FleetOptions {
  accounts?: string;
  ou?: string;
}

/** Either these accounts, or those of a unit and of all units in it. */
export type NamedFleet = { accounts: string[]; ou?: undefined } | { accounts?: undefined; ou: string };

/**
 * The accounts as the options name them: by id, or by a unit, which nobody has listed yet.
 *
 * @throws Problem where neither is given or both are, or what is given is no such thing
 */
export async function namedFleet({ accounts, ou }: FleetOptions): Promise<NamedFleet> {
  if ((accounts === undefined) === (ou === undefined))
    throw new Problem("Name the accounts: either --accounts FILE, with an id a line, or --ou ID.");
  if (accounts !== undefined) return { accounts: await readAccountFile(accounts, "--accounts") };
  if (!organizationalUnit.safeParse(ou).success)
    throw new Problem(`"${ou}" is no organisational unit: its id is ou-… , or r-… of the root.`);
  return { ou: ou! };
}
