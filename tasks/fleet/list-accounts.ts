import type { ListedAccount, RefusalKind, ResetInput } from "../../workflows/contract.ts";
import type { OwnPlace } from "./lab-account.ts";

/** The accounts that a reset is about, each once, and of those that must not be touched why. */
export async function listAccounts(
  own: OwnPlace,
  { accounts = [], block }: ResetInput,
): Promise<{ accounts: ListedAccount[] }> {
  const refused = (account: string): RefusalKind | undefined => {
    if (account === own.accountId) return "own";
    if (block.includes(account)) return "blocked";
    return undefined;
  };
  return { accounts: [...new Set(accounts)].map((account) => ({ account, refused: refused(account) })) };
}
