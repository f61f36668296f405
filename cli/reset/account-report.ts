import type { DescribeExecutionOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import { transitionsIn } from "../../tasks/fleet/transitions.ts";
import { readCause } from "../../tui/execution/view.ts";
import {
  type AccountReset,
  accountReset,
  ERRORS,
  type PlanItem,
  quarantine,
  type ResetInput,
  type Tally,
} from "../../workflows/contract.ts";
import type { AccountReport } from "./report.ts";

/** What a child execution of `reset-accounts` that has ended says of its account. */
export function accountReport(
  child: DescribeExecutionOutput,
  events: readonly HistoryEvent[],
): AccountReport {
  const here = transitionsIn(events);
  const report =
    child.status === "SUCCEEDED"
      ? succeeded(accountReset.parse(JSON.parse(child.output!)), here)
      : failed(child, here);
  return { ...report, child: child.executionArn };
}

/** What there is to say of an account that is to be reset and that no child execution is known of. */
export const neverBegun = (id: string): AccountReport => ({
  account: { id },
  outcome: "unfinished",
  why: "It ended before it was begun here, as far as Step Functions lists.",
  transitions: { here: 0, there: 0 },
});

function succeeded(reset: AccountReset, here: number): AccountReport {
  const { account } = reset;
  if (reset.outcome === "refused")
    return {
      account,
      outcome: "refused",
      refused: reset.refused.kind,
      why: reset.refused.why,
      transitions: { here, there: 0 },
    };
  const { passes, execution, result } = reset;
  const common = { account, passes, execution, transitions: { here, there: reset.transitions } };
  if (result.outcome === "planned") {
    const { plan } = result;
    return { ...common, outcome: "planned", ...tallies(plan.items), stayed: plan.foreign ?? {}, plan };
  }
  // What leaves something behind does not succeed.
  if (result.outcome === "left") throw new Error(`The child of ${account.id} succeeded with something left.`);
  const { cleaned } = result;
  return {
    ...common,
    outcome: "clean",
    ...tallies(cleaned.stages.flatMap(({ done }) => done)),
    stayed: cleaned.stayed ?? {},
    compared: cleaned.compared,
  };
}

function failed({ error, cause, status, input }: DescribeExecutionOutput, here: number): AccountReport {
  const message = readCause(cause);
  if (error === ERRORS.quarantined || error === ERRORS.notPlanned) {
    const { account, passes, execution, left, stopped, transitions } = quarantine.parse(JSON.parse(message));
    const common = { account, passes, execution, transitions: { here, there: transitions } };
    const why = stopped ? "Somebody stopped its clean-up." : `${left.error}: ${left.cause}`;
    return error === ERRORS.quarantined
      ? { ...common, outcome: "quarantined", left, ...(left.cause || stopped ? { why } : {}) }
      : { ...common, outcome: "failed", why };
  }
  const { listed, mode } = JSON.parse(input!) as { listed: { account: string }; mode: ResetInput["mode"] };
  const account = { id: listed.account };
  const transitions = { here, there: 0 };
  if (status === "ABORTED")
    return {
      account,
      outcome: "unfinished",
      why:
        mode === "plan"
          ? "It ended before it was planned here."
          : "It ended before it was done here. A clean-up that was begun in the account goes on by itself.",
      transitions,
    };
  return {
    account,
    outcome: "failed",
    why: [error ?? status, message].filter(Boolean).join(": "),
    transitions,
  };
}

function tallies(items: readonly PlanItem[]): { removed: Tally; restored: Tally } {
  const of = (action: PlanItem["action"]): Tally => {
    const tally: Tally = {};
    for (const item of items) if (item.action === action) tally[item.kind] = (tally[item.kind] ?? 0) + 1;
    return tally;
  };
  return { removed: of("remove"), restored: of("restore") };
}
