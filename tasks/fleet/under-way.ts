import { ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { machineName, VERBS } from "../../workflows/contract.ts";

/** Whoever resets other accounts from an account does nothing to the lab of that one. */
const WORKING = VERBS.filter((verb) => verb !== "reset-accounts");

/**
 * The name of an execution of Handrail's that is under way in an account, of whichever machine; none where nothing is.
 *
 * @param machine the ARN of one of the account's machines
 * @param own the name of one that does not count
 */
export async function underWay(sfn: SFNClient, machine: string, own?: string): Promise<string | undefined> {
  const beginning = machine.slice(0, machine.lastIndexOf(":") + 1);
  const lists = await Promise.all(
    WORKING.map((verb) =>
      sfn.send(
        new ListExecutionsCommand({
          stateMachineArn: beginning + machineName(verb),
          statusFilter: "RUNNING",
          maxResults: own === undefined ? 1 : 2,
        }),
      ),
    ),
  );
  return lists.flatMap(({ executions = [] }) => executions).find(({ name }) => name !== own)?.name;
}
