import { type ResetEstimate, TRANSITION_USD } from "../../tasks/labs/estimate.ts";
import { describeLeft } from "../../tui/execution/left-behind.ts";
import { tellPlan } from "../../tui/headless/plan.ts";
import type { Tell } from "../../tui/headless/print-execution.ts";
import { counted } from "../../tui/text/counted.ts";
import { usd } from "../../tui/text/estimate-words.ts";
import type { Account, AccountLeft, Tally } from "../../workflows/contract.ts";
import type { AccountReport, ResetReport } from "./report.ts";

/** An account by what people call it, and its id. */
export const nameOf = ({ id, alias }: Account): string => (alias === undefined ? id : `${alias} (${id})`);

/** Tells what came of an account: a line, and below it what is left there. `details`: the whole plan as well. */
export function tellAccount(report: AccountReport, tell: Tell, { details = false } = {}): void {
  tell(`${nameOf(report.account)}: ${inWords(report)}`);
  const indented: Tell = (line) => tell(`    ${line}`);
  if (report.left && isListed(report.left)) for (const line of leftInWords(report)) indented(line);
  if (details && report.plan) tellPlan(report.plan, indented);
}

function inWords(report: AccountReport): string {
  const { outcome, why = "", passes = 0 } = report;
  switch (outcome) {
    case "planned":
      return thingsInWords(report, ["goes", "is put back"]);
    case "clean":
      return `clean, ${thingsInWords(report, ["removed", "put back"])}${comparedInWords(report)}`;
    case "quarantined":
      return `quarantined, not clean after ${passes === 1 ? "1 pass" : `${passes} passes`}. ${why}`.trimEnd();
    default:
      return `${outcome}. ${why}`;
  }
}

function thingsInWords({ removed, restored, stayed }: AccountReport, [goes, back]: [string, string]): string {
  const parts = [
    [goes, removed],
    [back, restored],
    ["stays, as it is not the lab's", stayed],
  ] as const;
  const words = parts.flatMap(([what, tally]) => {
    const things = tallyInWords(tally);
    return things ? [`${what}: ${things}`] : [];
  });
  return words.length > 0 ? words.join("; ") : "nothing of the lab is there";
}

const tallyInWords = (tally: Tally = {}): string =>
  Object.entries(tally)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(", ");

/** Without a ledger there is nothing to compare with. */
const comparedInWords = ({ compared }: AccountReport): string =>
  compared && compared.before > 0
    ? `; ${counted(compared.after, "thing")} compared with the ${compared.before} of before`
    : "";

/** What is left may be told by AWS's words alone. */
const isListed = ({ left, missing, changed, failed }: AccountLeft): boolean =>
  [left, missing, changed, failed].some(({ length }) => length > 0);

const leftInWords = ({ left }: AccountReport): string[] => describeLeft(JSON.stringify(left)).split("\n");

/** Tells how many accounts came to what, and what that costs. */
export function tellTotals({ accounts, totals, transitions }: ResetReport, tell: Tell): void {
  const words = Object.entries(totals).map(([outcome, count]) => `${count} ${outcome}`);
  tell(`${counted(accounts.length, "account")}: ${words.join(", ") || "none"}.`);
  const { here, there } = transitions;
  tell(
    `State transitions: ${here} here, and ${there} in the accounts; on AWS ${usd((here + there) * TRANSITION_USD)} in all.`,
  );
}

/** Tells what a reset will come to, before anybody approves it. */
export function tellEstimate(
  { here, there, transitionsUsd, minutes }: ResetEstimate,
  place: "local" | "aws",
  tell: Tell,
): void {
  const transitions = `about ${here} state transitions here, and ${there} in the accounts`;
  tell(
    place === "aws"
      ? `To reset them takes ${transitions}, ${usd(transitionsUsd)} in all, and some ${counted(minutes, "minute")}.`
      : `To reset them takes ${transitions}. On AWS those cost ${usd(transitionsUsd)}, and it takes some ${counted(minutes, "minute")}.`,
  );
}
