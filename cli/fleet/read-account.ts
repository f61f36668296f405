import type { LabGuide } from "../../tasks/labs/lab.ts";
import { accountOf } from "../../tasks/runtime/account-of.ts";
import { isAccessDenied, isAwsError } from "../../tasks/runtime/errors.ts";
import { listed, type PastExecution } from "../../tui/execution/past-executions.ts";
import { type FleetAccount, foundAccount, unreadableAccount } from "../../tui/fleet/fleet-account.ts";
import { labStatus } from "../../tui/status/lab-status.ts";
import { type Account, LAB_ROLE, machineName, type Verb } from "../../workflows/contract.ts";
import type { EnteredAccount } from "./enter-account.ts";

/** The machines that say where a participant stands. Who only looks at the network changes nothing of that. */
const TELLING = [
  "build-lab",
  "verify-steps",
  "solve-step",
  "clean-up",
  "validate-lab",
] as const satisfies Verb[];

/** How many of each machine's executions are looked at: one page of them, and far more than a lab mostly has. */
const LOOKED_AT = 100;

/**
 * Where a lab stands in an account, from the lists of executions there alone. What keeps it from being looked at is part
 * of the answer.
 *
 * @param known what the account is called, where that has been asked already
 */
export async function readAccount(
  entered: EnteredAccount,
  guide: LabGuide,
  known?: Account,
): Promise<FleetAccount> {
  let account = known ?? { id: entered.id };
  try {
    account = known ?? (await accountOf(entered, entered.id));
    const executions = await executionsIn(entered, guide.id);
    return foundAccount(account, labStatus(guide, executions), executions);
  } catch (error) {
    return unreadableAccount(account, reasonOf(error));
  }
}

/** The newest executions of a lab and of all machines that tell of it, the newest first. */
async function executionsIn({ sfn, machines }: EnteredAccount, lab: string): Promise<PastExecution[]> {
  const lists = await Promise.all(
    TELLING.map(async (verb) => {
      const pages = listed(sfn, machines + machineName(verb), lab, verb, LOOKED_AT);
      try {
        return (await pages.next()).value ?? [];
      } catch (error) {
        // An orchestrator of an earlier version cannot validate.
        if (verb === "validate-lab" && isAwsError(error, "StateMachineDoesNotExist")) return [];
        throw error;
      }
    }),
  );
  return lists.flat().sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}

/** Why an account cannot be looked at, in a sentence. */
function reasonOf(error: unknown): string {
  if (isAwsError(error, "StateMachineDoesNotExist"))
    return "It has no Handrail in this Region. Deploy there with: handrail deploy";
  if (isAccessDenied(error))
    return /AssumeRole/.test(error.message)
      ? `Its role ${LAB_ROLE} cannot be assumed: it is not there, does not trust this account, or its time is over.`
      : `Its role ${LAB_ROLE} does not let anybody look: ${error.message}`;
  const { name, message } = error as Error;
  return message ? `${name}: ${message}` : name;
}
