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
import { transitionsIn } from "../../tasks/fleet/transitions.ts";
import { collect } from "../../tasks/runtime/pages.ts";
import { accountReport } from "./account-report.ts";
import type { AccountReport } from "./report.ts";

/** A reset, or the plan of one, that has ended. */
export interface EndedReset {
  execution: DescribeExecutionOutput;
  /** By account id. */
  accounts: AccountReport[];
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
      const events = await historyOf(sfn, executionArn);
      return { execution, accounts: children.reports, transitions: transitionsIn(events) };
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
    return [...this.#reports.values()].sort((a, b) => a.account.id.localeCompare(b.account.id));
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

const historyOf = (sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> =>
  collect(
    paginateGetExecutionHistory(
      { client: sfn, pageSize: 1_000 },
      { executionArn, includeExecutionData: false },
    ),
    (page) => page.events,
  );
