import { IAMClient } from "@aws-sdk/client-iam";
import { estimateReset } from "../tasks/labs/estimate.ts";
import { accountOf } from "../tasks/runtime/account-of.ts";
import { approvalWords } from "../tui/clean-up/approval-words.ts";
import { readCause } from "../tui/execution/view.ts";
import { counted } from "../tui/text/counted.ts";
import type { Account, ResetInput } from "../workflows/contract.ts";
import { readAccountFile } from "./fleet/account-file.ts";
import { type FleetOptions, namedFleet } from "./fleet/named-fleet.ts";
import { codeOfSignal, interruptible } from "./interruptible.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import { type Ended, failed, type Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN, Problem } from "./problem.ts";
import { neverBegun } from "./reset/account-report.ts";
import { type EndedReset, followReset } from "./reset/follow.ts";
import { type AccountReport, exitCodeOf, type ResetReport, totalsOf } from "./reset/report.ts";
import { nameOf, tellAccount, tellEstimate, tellTotals } from "./reset/words.ts";

/** What `handrail reset` is told besides where it runs. */
export interface ResetOptions extends PlaceOptions, FleetOptions {
  alias: string;
  block?: string;
  concurrency: number;
  tolerate: number;
  dryRun?: boolean;
  yes?: boolean;
  verbose?: boolean;
}

/**
 * `handrail reset`: cleans the lab up in many accounts. First the plan for each; then, once that is approved, the reset, and
 * what proves it. Where nobody can approve it, it is the plan alone.
 */
export async function reset(options: ResetOptions, output: Output): Promise<Ended> {
  const { alias, block, concurrency, tolerate } = options;
  const input = {
    lab: options.lab,
    ...(await namedFleet(options)),
    alias,
    block: block === undefined ? [] : await readAccountFile(block, "--block"),
    concurrency,
    tolerate,
  };
  return await withLab(options, output, async (lab) => {
    if (!lab.orchestrator.has("reset-accounts"))
      throw new Problem(
        "What is deployed in this account cannot reset others yet. Bring it up to date: handrail deploy",
      );
    return resetAccounts(lab, input, options, output);
  });
}

type Consent = Pick<ResetOptions, "dryRun" | "yes" | "verbose">;

/** Plans, asks, resets and reports. */
export async function resetAccounts(
  lab: OpenLab,
  input: Omit<ResetInput, "mode">,
  { dryRun, yes, verbose }: Consent,
  output: Output,
): Promise<Ended> {
  const { tell } = output;
  const { connection } = lab;
  const instructor = await accountOf({ iam: new IAMClient(connection.clientConfig) }, connection.accountId);
  tell(`From the ${connection.place} account ${nameOf(instructor)}, ${connection.region}. The plan first.`);
  const planned = await run(lab, { ...input, mode: "plan" }, { verbose }, output);
  if ("answer" in planned) return planned;
  const begin = { lab: input.lab, instructor, region: connection.region };
  const ready = planned.accounts.filter(({ outcome }) => outcome === "planned");
  const plan = reportOf({ ...begin, mode: "plan" }, [planned], planned.accounts);
  plan.estimate = estimateReset(
    lab.guide,
    ready.map((account) => account.plan?.stages.length ?? 0),
    { concurrency: input.concurrency, place: connection.place },
  );
  tellTotals(plan, tell);
  const end = (report: ResetReport): Ended => ({ exitCode: report.exitCode, answer: report });
  if (!planned.whole || planned.interrupted) {
    // A plan may be whole by the time that it hears of the signal.
    const why = planned.whole ? "It was interrupted." : reasonOf(planned);
    tell(`The plan ended before its time, and nothing was done. ${why}`);
    return end({ ...plan, exitCode: planned.interrupted ?? (plan.exitCode || 1) });
  }
  if (ready.length === 0) {
    tell("There is no account to reset.");
    return end(plan);
  }
  tellEstimate(plan.estimate, connection.place, tell);
  if (dryRun || (!yes && !output.canAsk)) {
    tell(
      dryRun
        ? "That was the plan, and nothing was done."
        : "That was the plan, and nothing was done: nobody can be asked here, and --yes approves it beforehand.",
    );
    return end(plan);
  }
  if (!yes && !(await approve(ready.length, instructor, output))) {
    tell("Nothing was done.");
    return end({ ...plan, exitCode: plan.exitCode || 1 });
  }
  // Those that were planned and no others: a unit may have others in it by now.
  const accounts = ready.map(({ account }) => account.id);
  tell(`Resetting ${counted(accounts.length, "account")}`);
  const { ou: _, ...rest } = input;
  const done = await run(lab, { ...rest, accounts, mode: "reset" }, {}, output);
  if ("answer" in done) return done;
  if (!done.whole) tell(`The reset ended before its time. ${reasonOf(done)}`);
  const report = reportOf(
    { ...begin, mode: "reset" },
    [planned, done],
    planned.accounts.map((one) => afterReset(one, done)),
  );
  tell("What came of it:");
  for (const account of report.accounts) tellAccount(account, (line) => tell(`  ${line}`));
  tellTotals(report, tell);
  // One that had come to all accounts by then was not stopped by it.
  const interrupted = done.whole ? undefined : done.interrupted;
  return end({ ...report, exitCode: interrupted ?? report.exitCode });
}

/** What a reset made of an account that was planned; of others, what the plan said. */
function afterReset(planned: AccountReport, { accounts }: EndedReset): AccountReport {
  if (planned.outcome !== "planned") return planned;
  const { id } = planned.account;
  const after = accounts.find(({ account }) => account.id === id) ?? neverBegun(id);
  const sum = (side: "here" | "there") => planned.transitions[side] + after.transitions[side];
  // A child that failed for a reason of its own knows the account by its id only.
  const account = { ...planned.account, ...after.account };
  return { ...after, account, transitions: { here: sum("here"), there: sum("there") } };
}

function reportOf(
  begin: Pick<ResetReport, "lab" | "instructor" | "region" | "mode">,
  runs: readonly EndedReset[],
  accounts: AccountReport[],
): ResetReport {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    ...begin,
    executions: runs.map(({ execution }) => execution.executionArn!),
    accounts,
    totals: totalsOf(accounts),
    transitions: {
      here: sum([
        ...runs.map(({ transitions }) => transitions),
        ...accounts.map(({ transitions }) => transitions.here),
      ]),
      there: sum(accounts.map(({ transitions }) => transitions.there)),
    },
    exitCode: exitCodeOf(accounts),
  };
}

/** What a reset that is given up says of itself: in the terminal, and in Step Functions. */
const GIVEN_UP = {
  plan: "It was interrupted. A plan changes nothing.",
  reset:
    "It was interrupted. A clean-up that was begun in an account goes on there by itself; the same reset, run again, sees to the rest.",
};

/** A run of the machine, and what its signal leaves with, where one interrupted it. */
type Run = EndedReset & { interrupted?: number };

/**
 * Runs the machine to its end, and tells each account as it is done. One that never came to the accounts ends the command.
 * Ctrl-C and SIGTERM stop it: no other account is begun, and what came of those that were is reported.
 */
async function run(
  { connection, orchestrator }: OpenLab,
  input: ResetInput,
  { verbose }: Pick<Consent, "verbose">,
  { tell }: Output,
): Promise<Run | Ended> {
  // Its name and its children are the lab's history in this account, as those of all machines.
  const executionArn = await orchestrator.start("reset-accounts", { ...input });
  tell(`  ${executionArn}`);
  const { result, signal } = await interruptible(
    async (received) => {
      tell(`${received}: the ${input.mode} is being stopped. A second one ends Handrail at once.`);
      await orchestrator.stop(executionArn, GIVEN_UP[input.mode]);
    },
    () =>
      followReset(
        {
          sfn: connection.sfn,
          pollEvery: connection.pollEvery,
          onAccount: (report, done, total) =>
            tellAccount(report, (line) => tell(`  [${done}/${total}] ${line}`), { details: verbose }),
        },
        executionArn,
      ),
  );
  const interrupted = signal && codeOfSignal(signal);
  if (result.whole || result.accounts.length > 0) return { ...result, interrupted };
  tell(interrupted ? reasonOf(result) : `It could not be begun. ${reasonOf(result)}`);
  const { status, error = status!, cause } = result.execution;
  return failed(error, readCause(cause), interrupted ?? COULD_NOT_RUN);
}

/** Why a run ended as it did, in AWS's words. */
const reasonOf = ({ execution: { status, error, cause } }: EndedReset): string =>
  [error ?? status, readCause(cause)].filter(Boolean).join(": ");

/** Asks for words that nobody types by habit: how many accounts, and from where. */
async function approve(count: number, instructor: Account, { tell, ask }: Output): Promise<boolean> {
  const words = approvalWords({ accountId: instructor.id }, instructor.alias).map(
    (where) => `reset ${count} in ${where}`,
  );
  for (;;) {
    const answer = await ask(
      `Type "${words[0]}" to do this in ${counted(count, "account")}, or Enter alone to leave all as it is: `,
    );
    if (!answer || answer === "no") return false;
    if (words.includes(answer)) return true;
    tell(`"${answer}" is not "${words.join('" or "')}".`);
  }
}
