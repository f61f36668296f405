import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from "@aws-sdk/client-sfn";

/** Few enough that the last page is cheap to read again, many enough that most executions are one page or two. */
const PAGE_SIZE = 200;

/**
 * Reads an execution's history as it grows: each call answers what is new. Full pages are read once; only the last,
 * which still grows, is read again. unsure: that AWS answers a token again with more events on its page; a token
 * that it refuses starts the reading over.
 */
export class HistoryReader {
  readonly #sfn: SFNClient;
  readonly #executionArn: string;
  /** Of the page that is not full yet. */
  #token: string | undefined;
  /** The id of the last event that was read; ids count up from 1. */
  #last = 0;
  /** What was read and not handed out yet: a page may be refused when those before it were read. */
  readonly #fresh: HistoryEvent[] = [];

  constructor(sfn: SFNClient, executionArn: string) {
    this.#sfn = sfn;
    this.#executionArn = executionArn;
  }

  /** The events since the last call, in their order. */
  async read(): Promise<HistoryEvent[]> {
    for (;;) {
      const { events = [], nextToken } = await this.#page();
      this.#fresh.push(...events.filter((event) => event.id! > this.#last));
      this.#last = Math.max(this.#last, ...events.map((event) => event.id!));
      if (!nextToken) return this.#fresh.splice(0);
      this.#token = nextToken;
    }
  }

  async #page() {
    const get = (nextToken: string | undefined) =>
      this.#sfn.send(
        new GetExecutionHistoryCommand({
          executionArn: this.#executionArn,
          maxResults: PAGE_SIZE,
          nextToken,
        }),
      );
    try {
      return await get(this.#token);
    } catch (error) {
      // A token is good for 24 hours, and a plan may wait as long for its approval.
      if (!this.#token || !(error instanceof Error) || error.name !== "InvalidToken") throw error;
      this.#token = undefined;
      return get(undefined);
    }
  }
}
