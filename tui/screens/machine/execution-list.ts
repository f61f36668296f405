import type { Dispatch } from "react";
import type { PastExecution } from "../../execution/past-executions.ts";
import { isThrottled } from "../../execution/throttling.ts";
import type { LabSession } from "../../session.ts";
import type { Action } from "../../state/state.ts";
import { aboutOf } from "./about.ts";

/** How many pages are read again, at most, for what may have changed on them. */
const PAGES = 4;

/** How many inputs are read at a time: within the request limits of Step Functions. */
const BATCH = 10;

/**
 * The list of executions as it is read from the account: page by page, one read at a time and in the order in which they
 * were asked for, so that an older answer never takes the place of a newer one. What is read goes to `dispatch`, until
 * `signal` aborts.
 */
export class ExecutionList {
  readonly #session: Pick<LabSession, "orchestrator" | "guide" | "changes">;
  readonly #dispatch: Dispatch<Action>;
  readonly #signal: AbortSignal;
  #list: readonly PastExecution[] | undefined;
  #pages: AsyncGenerator<PastExecution[], void, void> | undefined;
  #more = false;
  /** Those of which it has been told what they are about: an execution's input never changes. */
  readonly #told = new Set<string>();
  #reading: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<string>();

  constructor(
    session: Pick<LabSession, "orchestrator" | "guide" | "changes">,
    dispatch: Dispatch<Action>,
    signal: AbortSignal,
  ) {
    this.#session = session;
    this.#dispatch = dispatch;
    this.#signal = signal;
  }

  /** Reads the list from its beginning. */
  anew(): void {
    this.#enqueue("anew", () => this.#readAnew());
  }

  /** Reads the next page. */
  further(): void {
    this.#enqueue("further", async () => {
      const list = this.#list ?? [];
      const known = new Set(list.map(({ executionArn }) => executionArn));
      // What has begun meanwhile may push one that is known onto this page.
      const next = (await this.#nextPage()).filter(({ executionArn }) => !known.has(executionArn));
      await this.#show([...list, ...next], true);
    });
  }

  /**
   * Reads what is new at its head, how what runs has ended, and what was redriven; whoever reads something is left with
   * it. It reads on as far as there is one that may have done so, but not for ever.
   */
  newest(): void {
    this.#enqueue("newest", async () => {
      const known = this.#list;
      if (!known) return this.#readAnew();
      const pages = this.#pagesFromTheTop();
      const fresh = [...((await pages.next()).value ?? [])];
      let older = without(known, fresh);
      // With more that is new than a page holds, there would be a gap.
      if (older.length === known.length) return this.#take(pages, fresh, true);
      // One that is far down may be running, or be redriven: only what has succeeded stays as it is.
      for (let page = 1; page < PAGES && older.some(mayChange); page++) {
        const next = (await pages.next()).value ?? [];
        if (next.length === 0) break;
        fresh.push(...next);
        older = without(older, next);
      }
      if (fresh.some((one) => !isAmong(known, one))) this.#session.changes.stir();
      await this.#show([...fresh, ...older], true);
    });
  }

  async #readAnew(): Promise<void> {
    const pages = this.#pagesFromTheTop();
    await this.#take(pages, (await pages.next()).value ?? [], false);
  }

  #pagesFromTheTop = () => this.#session.orchestrator.past(this.#session.guide.id);

  /** This is the list from now on, and further pages come after it. */
  async #take(
    pages: AsyncGenerator<PastExecution[], void, void>,
    first: readonly PastExecution[],
    quiet: boolean,
  ): Promise<void> {
    this.#pages = pages;
    this.#more = first.length > 0;
    await this.#show(first, quiet);
  }

  async #nextPage(): Promise<readonly PastExecution[]> {
    const executions = (await this.#pages?.next())?.value ?? [];
    this.#more = executions.length > 0;
    return executions;
  }

  /** Shows the list, and then what each of its executions is about. */
  async #show(executions: readonly PastExecution[], quiet: boolean): Promise<void> {
    if (this.#signal.aborted) return;
    this.#list = executions;
    this.#dispatch({ type: "machine/listed", executions, more: this.#more, quiet });
    const untold = executions.filter(({ executionArn }) => !this.#told.has(executionArn));
    for (let from = 0; from < untold.length; from += BATCH) {
      const about = await this.#aboutAll(untold.slice(from, from + BATCH));
      if (this.#signal.aborted) return;
      for (const arn of Object.keys(about)) this.#told.add(arn);
      this.#dispatch({ type: "machine/told", about });
    }
  }

  async #aboutAll(executions: readonly PastExecution[]): Promise<Record<string, string>> {
    const { orchestrator, guide } = this.#session;
    const told = executions.map(async ({ executionArn, verb }) => [
      executionArn,
      aboutOf(verb, await orchestrator.input(executionArn), guide),
    ]);
    return Object.fromEntries(await Promise.all(told));
  }

  /** One that waits for its turn already does for whoever asks again. */
  #enqueue(name: "anew" | "further" | "newest", read: () => Promise<void>): void {
    if (this.#waiting.has(name)) return;
    this.#waiting.add(name);
    this.#reading = this.#reading.then(async () => {
      this.#waiting.delete(name);
      if (this.#signal.aborted) return;
      try {
        await read();
      } catch (error) {
        // Nobody asked for a look that was due: where AWS throttles, the next one comes by itself, and later.
        if (!this.#signal.aborted && !(name === "newest" && isThrottled(error)))
          this.#dispatch(lookFailed(error as Error));
      }
    });
  }
}

/** What is only looked at may fail without anything being lost: it is told, and can be asked for again. */
export const lookFailed = ({ message, name }: Error): Action => ({
  type: "tell",
  text: `${message || name} Press r to look again.`,
  bad: true,
});

function without(list: readonly PastExecution[], others: readonly PastExecution[]): PastExecution[] {
  const arns = new Set(others.map(({ executionArn }) => executionArn));
  return list.filter(({ executionArn }) => !arns.has(executionArn));
}

const mayChange = ({ status }: PastExecution): boolean => status !== "SUCCEEDED";

/** Whether an execution was known as it is now. */
const isAmong = (
  known: readonly PastExecution[],
  { executionArn, status, redrives }: PastExecution,
): boolean =>
  known.some(
    (one) => one.executionArn === executionArn && one.status === status && one.redrives === redrives,
  );
