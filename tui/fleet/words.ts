import { VERB_WORDS } from "../screens/machine/about.ts";
import type { Work } from "../status/lab-status.ts";
import { aboutWork } from "../status/words.ts";
import { counted } from "../text/counted.ts";
import { type FleetAccount, foremost, GROUPS, type Group, totalsOf } from "./fleet-account.ts";

/** A group in a word. */
export const GROUP_WORDS: Record<Group, string> = {
  failed: "failed",
  unreadable: "unreadable",
  waiting: "waiting",
  working: "working",
  built: "at rest",
  clean: "clean",
  none: "not begun",
};

const ENDS: Partial<Record<Work["status"], string>> = { TIMED_OUT: "timed out", ABORTED: "was stopped" };

/**
 * What an account is at, or why it wants somebody: one line, without when.
 *
 * @param short where the step that it is at is told beside
 */
export function doing(account: FleetAccount, short = false): string {
  if (account.why !== undefined) return account.why;
  const work = foremost(account);
  if (account.group === "failed" && !work) return "the last build or clean-up did not end well";
  if (!work) return REST[account.group] ?? "";
  const about = short && work.step === account.status?.step ? VERB_WORDS[work.verb] : aboutWork(work);
  if (account.group === "failed") return `${about} ${howEnded(work)}`;
  if (!work.mayWait) return about;
  return short ? "may wait for a yes" : `${about}: may wait for a yes`;
}

const REST: Partial<Record<Group, string>> = {
  built: "nothing runs",
  clean: "nothing of the lab is left",
  none: "no lab was built",
};

/** The list says that a clean-up failed also where its plan was not approved. */
function howEnded({ verb, status }: Work): string {
  return ENDS[status] ?? (verb === "clean-up" ? "failed, or was not approved" : "failed");
}

/** `200 accounts: 3 failed, 5 waiting, 192 at rest.` */
export function totalsInWords(accounts: readonly FleetAccount[]): string {
  const totals = totalsOf(accounts);
  const parts = GROUPS.flatMap((group) => (totals[group] ? [`${totals[group]} ${GROUP_WORDS[group]}`] : []));
  return `${counted(accounts.length, "account")}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`;
}
