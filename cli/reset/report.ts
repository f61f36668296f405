import type { ResetEstimate } from "../../tasks/labs/estimate.ts";
import type { Account, AccountLeft, CleanUpPlan, RefusalKind, Tally } from "../../workflows/contract.ts";

/** What came of one account. */
export interface AccountReport {
  account: Account;
  /**
   * `planned`: nothing was done; `clean`; `refused`: on purpose, or because it cannot be reset from here; `quarantined`:
   * something is left after all passes; `failed`: it could not be looked at, or planned; `unfinished`: the reset ended first.
   */
  outcome: "planned" | "clean" | "refused" | "quarantined" | "failed" | "unfinished";
  /** Why it was refused, has failed or is unfinished. */
  refused?: RefusalKind;
  why?: string;
  /** What goes, is put back and stays, by kind: planned, or done. */
  removed?: Tally;
  restored?: Tally;
  stayed?: Tally;
  plan?: Omit<CleanUpPlan, "leave">;
  /** How many things there were before the lab, and are now. */
  compared?: { before: number; after: number };
  /** Of one that is quarantined. */
  left?: AccountLeft;
  /** How often a clean-up was begun there, and the last one of them. */
  passes?: number;
  execution?: string;
  /** The execution in the instructor's account that saw to it. */
  child?: string;
  /** State transitions: of that execution, and of those in the account itself. */
  transitions: { here: number; there: number };
}

/** What a reset came to, or what one would do. */
export interface ResetReport {
  lab: string;
  /** The account that it ran in. */
  instructor: Account;
  region: string;
  mode: "plan" | "reset";
  /** The executions of `reset-accounts`: of the plan, and of the reset where there was one. */
  executions: string[];
  accounts: AccountReport[];
  totals: Partial<Record<AccountReport["outcome"], number>>;
  transitions: { here: number; there: number };
  /** Of a plan: what the reset of the accounts that were planned would come to. */
  estimate?: ResetEstimate;
  exitCode: number;
}

/** Left alone because somebody wants it so; any other refusal is an account that should have been reset and is not. */
const MEANT: readonly RefusalKind[] = ["own", "management", "blocked", "inactive"];

/** 0 all well, 1 an account failed or could not be reset, 2 something was left behind. */
export function exitCodeOf(accounts: readonly AccountReport[]): number {
  if (accounts.some(({ outcome }) => outcome === "quarantined")) return 2;
  const bad = accounts.some(
    ({ outcome, refused }) =>
      outcome === "failed" ||
      outcome === "unfinished" ||
      (outcome === "refused" && !MEANT.includes(refused!)),
  );
  return bad ? 1 : 0;
}

export function totalsOf(accounts: readonly AccountReport[]): ResetReport["totals"] {
  const totals: ResetReport["totals"] = {};
  for (const { outcome } of accounts) totals[outcome] = (totals[outcome] ?? 0) + 1;
  return totals;
}
