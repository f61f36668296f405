import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import {
  type ListedAccount,
  MOST_ACCOUNTS,
  type RefusalKind,
  type ResetInput,
} from "../../workflows/contract.ts";
import { TaskError } from "../runtime/errors.ts";
import type { OwnPlace } from "./lab-account.ts";
import { allMembers, type Member, managementAccount, membersOf } from "./organization.ts";

/**
 * The accounts that a reset is about, each once and in order, and of those that must not be touched why.
 * @throws TaskError `UnknownFleet` where there is no telling which accounts they are, or they are too many
 */
export async function listAccounts(
  client: OrganizationsClient,
  own: OwnPlace,
  { accounts, ou, block }: Pick<ResetInput, "accounts" | "ou" | "block">,
): Promise<{ accounts: ListedAccount[] }> {
  const management = await managementAccount(client);
  const members = ou === undefined ? await allMembers(client) : await membersOf(client, ou);
  const ids = new Set(ou === undefined ? accounts : members.map(({ id }) => id));
  if (ids.size > MOST_ACCOUNTS)
    throw new TaskError(
      "unknownFleet",
      `These are ${ids.size} accounts, and ${MOST_ACCOUNTS} can be reset at once. Name a smaller unit.`,
    );
  const inactive = new Set(members.filter(isInactive).map(({ id }) => id));
  const refused = (id: string): RefusalKind | undefined => {
    if (id === own.accountId) return "own";
    if (id === management) return "management";
    if (block.includes(id)) return "blocked";
    return inactive.has(id) ? "inactive" : undefined;
  };
  return { accounts: [...ids].sort().map((account) => ({ account, refused: refused(account) })) };
}

const isInactive = ({ active }: Member): boolean => !active;
