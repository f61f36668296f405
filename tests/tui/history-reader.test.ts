import type { GetExecutionHistoryCommand, HistoryEvent, SFNClient } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { HistoryReader } from "../../tui/execution/history-reader.ts";
import { ARN, at } from "./fixtures.ts";

/** A history as Step Functions pages it: a token names the event that its page begins with. */
class History {
  readonly events: HistoryEvent[] = [];
  /** How many events were sent over, all in all. */
  sent = 0;
  #generation = 0;
  /** The page, by the event that it begins with, that is refused the next time. */
  refuse?: number;

  grow(count: number): void {
    for (let id = this.events.length + 1, last = id + count; id < last; id++)
      this.events.push({ id, type: "TaskScheduled", timestamp: at(id) });
  }

  /** Those that are out are good no more; new ones are. */
  expireTokens(): void {
    this.#generation++;
  }

  async send({ input }: GetExecutionHistoryCommand) {
    const [generation, from] = input.nextToken?.split(":").map(Number) ?? [this.#generation, 0];
    if (generation !== this.#generation) throw Object.assign(new Error("expired"), { name: "InvalidToken" });
    if (from === this.refuse) {
      this.refuse = undefined;
      throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    }
    const events = this.events.slice(from, from! + input.maxResults!);
    this.sent += events.length;
    const next = from! + events.length;
    return { events, nextToken: next < this.events.length ? `${this.#generation}:${next}` : undefined };
  }
}

/** Of a client only `send` is used. */
const readerOf = (history: History) => new HistoryReader(history as unknown as SFNClient, ARN);

const idsOf = (events: HistoryEvent[]) => events.map((event) => event.id);

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test("each event is handed out once, in order, however the history grows", async () => {
  const history = new History();
  const reader = readerOf(history);
  expect(await reader.read()).toEqual([]);
  let before = 0;
  for (const more of [3, 0, 500, 197, 1, 400]) {
    history.grow(more);
    expect(idsOf(await reader.read())).toEqual(range(before + 1, before + more));
    before += more;
  }
});

test("what was read is not sent over again, but for the last page", async () => {
  const history = new History();
  const reader = readerOf(history);
  history.grow(10_000);
  await reader.read();
  expect(history.sent).toBe(10_000);
  history.grow(1);
  await reader.read();
  expect(history.sent).toBeLessThanOrEqual(10_000 + 201);
});

test("a token that has expired starts the reading over, and repeats nothing", async () => {
  const history = new History();
  const reader = readerOf(history);
  history.grow(450);
  await reader.read();
  history.expireTokens();
  history.grow(5);
  expect(idsOf(await reader.read())).toEqual(range(451, 455));
});

test("what was read before a page was refused is handed out the next time", async () => {
  const history = new History();
  const reader = readerOf(history);
  history.grow(450);
  history.refuse = 200;
  await expect(reader.read()).rejects.toThrow("Rate exceeded");
  expect(idsOf(await reader.read())).toEqual(range(1, 450));
});
