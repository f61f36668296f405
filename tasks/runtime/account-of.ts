import { ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import type { Account } from "../../workflows/contract.ts";
import type { Clients } from "./clients.ts";
import { isAccessDenied } from "./errors.ts";

/** The account by its id and, where it has one and we may know it, the alias that people know it by. */
export async function accountOf({ iam }: Pick<Clients, "iam">, id: string): Promise<Account> {
  const alias = await aliasIn(iam).catch((error: unknown) => {
    // An organisation may forbid all of IAM; the id says as much.
    if (isAccessDenied(error)) return undefined;
    throw error;
  });
  return alias === undefined ? { id } : { id, alias };
}

/** An account has one alias at most (IAM User Guide, "Use an alias for your AWS account ID"). */
async function aliasIn(iam: Clients["iam"]): Promise<string | undefined> {
  const { AccountAliases = [] } = await iam.send(new ListAccountAliasesCommand());
  return AccountAliases[0];
}
