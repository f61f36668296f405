import { setTimeout } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  type HistoryEvent,
  ListMapRunsCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import * as z from "zod";
import { transitionsIn } from "../../tasks/fleet/transitions.ts";
import { collect } from "../../tasks/runtime/pages.ts";
import { ERRORS, listedAccount } from "../../workflows/contract.ts";
import { accountReport, neverBegun } from "./account-report.ts";
import type { AccountReport } from "./report.ts";

/** A reset, or the plan of one, that has ended. */
export interface EndedReset {
  execution: DescribeExecutionOutput;
  /** Of all that were listed, those that it never came to as well, by account id. */
  accounts: AccountReport[];
  /** Whether it came to all of them, and not to an end before: too many had failed, or somebody stopped it. */
  whole: boolean;
  /** Of the machine itself, without its children. */
  transitions: number;
}

interface Watching {
  sfn: SFNClient;
  /** Milliseconds between two looks. */
  pollEvery: number;
  /** Hears of each account as it is done, and how many are, of how many. */
  onAccount?: (report: AccountReport, done: number, total: number) => void;
}

/** How much rarer a look becomes where nothing happens. */
const PATIENCE = 5;

/** How often it is looked for children that have ended and are not listed: lists are eventually consistent (ListExecutions). */
const LATE = 5;

/** Follows a reset to its end. What Step Functions says of it is all that is asked. */
export async function followReset(watching: Watching, executionArn: string): Promise<EndedReset> {
  const { sfn, pollEvery } = watching;
  const children = new Children(watching);
  let wait = pollEvery;
  for (;;) {
    // Its state first: whatever its children say after it has ended is all that they say.
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const news = await children.look(executionArn);
    if (execution.status !== "RUNNING") {
      const whole = execution.status === "SUCCEEDED" || execution.error === ERRORS.notAllReset;
      const events = await historyOf(sfn, executionArn, { withData: true });
      const listed = listedIn(events);
      for (let late = 0; whole && children.reports.length < listed.length && late < LATE; late++) {
        await setTimeout(wait);
        await children.look(executionArn);
      }
      const { reports } = children;
      const begun = new Set(reports.map(({ account }) => account.id));
      const others = listed.filter((id) => !begun.has(id));
      const accounts = [...reports, ...others.map(neverBegun)].sort(byId);
      return { execution, accounts, whole, transitions: transitionsIn(events) };
    }
    wait = news ? pollEvery : Math.min(wait * 1.2, pollEvery * PATIENCE);
    await setTimeout(wait);
  }
}

/** The child executions of a reset, one an account. */
class Children {
  readonly #watching: Watching;
  readonly #reports = new Map<string, AccountReport>();
  #mapRunArn: string | undefined;

  constructor(watching: Watching) {
    this.#watching = watching;
  }

  get reports(): AccountReport[] {
    return [...this.#reports.values()];
  }

  /** Reads those that have ended since the last look; whether there were any. */
  async look(executionArn: string): Promise<boolean> {
    const { sfn, onAccount } = this.#watching;
    this.#mapRunArn ??= (await sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns?.[0]?.mapRunArn;
    const mapRunArn = this.#mapRunArn;
    if (!mapRunArn) return false;
    const listed = await collect(
      paginateListExecutions({ client: sfn, pageSize: 1_000 }, { mapRunArn }),
      (page) => page.executions,
    );
    const ended = listed.filter(
      ({ executionArn: child, status }) => status !== "RUNNING" && !this.#reports.has(child!),
    );
    if (ended.length === 0) return false;
    const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    // The oldest first: they are listed the other way round.
    for (const { executionArn: child } of ended.reverse()) {
      const [execution, events] = await Promise.all([
        sfn.send(new DescribeExecutionCommand({ executionArn: child })),
        historyOf(sfn, child!),
      ]);
      const report = accountReport(execution, events);
      this.#reports.set(child!, report);
      onAccount?.(report, this.#reports.size, itemCounts?.total ?? listed.length);
    }
    return true;
  }
}

const byId = (one: AccountReport, other: AccountReport): number =>
  one.account.id.localeCompare(other.account.id);

/** What the first task of the machine answers: the accounts. */
const list = z.object({ Payload: z.object({ accounts: z.array(listedAccount) }) });

/** The ids that the machine has listed; none where it never came to that. */
function listedIn(events: readonly HistoryEvent[]): string[] {
  const listed = events.find(({ type }) => type === "TaskSucceeded")?.taskSucceededEventDetails?.output;
  if (listed === undefined) return [];
  return list.parse(JSON.parse(listed)).Payload.accounts.map(({ account }) => account);
}

const historyOf = (
  sfn: SFNClient,
  executionArn: string,
  { withData = false } = {},
): Promise<HistoryEvent[]> =>
  collect(
    paginateGetExecutionHistory(
      { client: sfn, pageSize: 1_000 },
      { executionArn, includeExecutionData: withData },
    ),
    (page) => page.events,
  );
