import type { Account } from "../../workflows/contract.ts";
import type { PastExecution } from "../execution/past-executions.ts";
import type { LabStatus, Work } from "../status/lab-status.ts";

/**
 * How an account is to be seen by whoever looks after many, in the order in which they want somebody:
 * - `failed`: something did not succeed, and neither was done again since nor is under way anew
 * - `unreadable`: it could not be looked at
 * - `waiting`: a clean-up may wait for somebody's yes
 * - `working`: something runs
 * - `built`: the lab stands, and nothing runs
 * - `clean`: the lab was cleaned up
 * - `none`: it was never built
 */
export const GROUPS = ["failed", "unreadable", "waiting", "working", "built", "clean", "none"] as const;
export type Group = (typeof GROUPS)[number];

/** What was found of an account of a fleet. */
export interface FleetAccount {
  account: Account;
  group: Group;
  /** Absent where it could not be looked at. */
  status?: LabStatus;
  /** Why it could not be. */
  why?: string;
  /** Its executions, the newest first, as far as they were looked at. */
  executions?: readonly PastExecution[];
}

/** How many executions are kept of an account: as many as anybody reads of one among many. */
const KEPT = 30;

/** An account with the group that its status puts it into. */
export const foundAccount = (
  account: Account,
  status: LabStatus,
  executions: readonly PastExecution[] = [],
): FleetAccount => ({ account, group: groupOf(status), status, executions: executions.slice(0, KEPT) });

/** An account that could not be looked at. */
export const unreadableAccount = (account: Account, why: string): FleetAccount => ({
  account,
  group: "unreadable",
  why,
});

function groupOf(status: LabStatus): Group {
  if (openFailures(status).length > 0) return "failed";
  if (status.running.some(({ mayWait }) => mayWait)) return "waiting";
  if (status.running.length > 0) return "working";
  // What did not come to a good end is a failure; of one that is too long ago the list has only what came of it.
  if (status.stands === "unclear") return "failed";
  if (status.stands === "built") return "built";
  return status.stands === "cleaned" ? "clean" : "none";
}

/** The failures that nobody is at: the same is not under way again, nor is a clean-up, which takes all of them away. */
const openFailures = ({ failed, running }: LabStatus): Work[] =>
  failed.filter(
    ({ verb, step }) =>
      !running.some((work) => work.verb === "clean-up" || (work.verb === verb && work.step === step)),
  );

/** The one thing of an account that is worth a line: what failed, or runs, last; absent where nothing does. */
export function foremost({ group, status }: FleetAccount): Work | undefined {
  if (!status) return undefined;
  if (group === "failed") return openFailures(status)[0];
  return status.running.find(({ mayWait }) => mayWait) ?? status.running[0];
}

/** Since when it is as it is, ISO 8601: what failed ended then, what runs began, and anything else was begun last. */
export function since(account: FleetAccount): string | undefined {
  const work = foremost(account);
  if (!work) return account.status?.lastAt;
  return account.group === "failed" ? (work.endedAt ?? work.startedAt) : work.startedAt;
}

/** How many accounts are in each group that has any. */
export function totalsOf(accounts: readonly FleetAccount[]): Partial<Record<Group, number>> {
  const totals: Partial<Record<Group, number>> = {};
  for (const group of GROUPS) {
    const count = accounts.filter((one) => one.group === group).length;
    if (count > 0) totals[group] = count;
  }
  return totals;
}

/** What wants somebody first; within a group whatever has been so for longest, and what has no time by its id. */
export function byNeed(one: FleetAccount, other: FleetAccount): number {
  return (
    GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) ||
    compare(since(one) ?? "", since(other) ?? "") ||
    compare(one.account.id, other.account.id)
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Whether two looks at an account have found the same. */
export const isSameFinding = (one: FleetAccount, other: FleetAccount): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
