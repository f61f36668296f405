import type { BuildOutput } from "../../workflows/contract.ts";
import type { LedgerBook } from "../inventory/ledger.ts";
import { findLab } from "../labs/find-step.ts";
import { situationOf } from "../labs/situation.ts";
import { accountOf } from "../runtime/account-of.ts";
import type { Clients } from "../runtime/clients.ts";
import { describeStack } from "./stack.ts";

/** What a build ends with: the stack, the lab's resources by the part that they play, and its web sites. */
export async function describeLab(
  clients: Clients,
  book: LedgerBook,
  request: { lab: string; stackId: string; sites: BuildOutput["sites"] },
): Promise<BuildOutput> {
  const [stack, { resources, place }] = await Promise.all([
    describeStack(clients, request.stackId),
    situationOf(findLab(request.lab), clients, book),
  ]);
  return {
    lab: request.lab,
    account: await accountOf(clients, place.accountId),
    stack: { id: stack.StackId!, name: stack.StackName!, status: stack.StackStatus! },
    resources,
    sites: request.sites,
  };
}
