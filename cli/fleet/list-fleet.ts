import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { membersOf } from "../../tasks/fleet/organization.ts";
import { TaskError } from "../../tasks/runtime/errors.ts";
import type { ListedAccount } from "../../workflows/contract.ts";
import type { Connection } from "../connection.ts";
import { Problem } from "../problem.ts";
import type { NamedFleet } from "./named-fleet.ts";

/**
 * The accounts of a fleet, each once and in order; of those that its organisation says are not active, that.
 *
 * @throws Problem where a unit cannot be listed, or has no account in it
 */
export async function listFleet(
  { clientConfig }: Pick<Connection, "clientConfig">,
  { accounts, ou }: NamedFleet,
): Promise<ListedAccount[]> {
  if (accounts) return accounts.toSorted().map((account) => ({ account }));
  const members = await membersOf(new OrganizationsClient(clientConfig), ou).catch((error: unknown) => {
    throw error instanceof TaskError ? new Problem(error.message) : error;
  });
  return members
    .toSorted((one, other) => one.id.localeCompare(other.id))
    .map(({ id, active }) => ({ account: id, ...(active ? {} : { refused: "inactive" }) }));
}
