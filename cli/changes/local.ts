import { request } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { Change } from "../../tui/session.ts";

export interface LocalPlace {
  endpoint: string;
  accountId: string;
  region: string;
  /** Of the account that is meant, should another one answer there by and by. */
  token?: string;
}

/** Milliseconds before the stream is asked for again, once it broke off; each time twice as long. */
const RETRY = { first: 500, longest: 10_000 };

/** A line of a stream, or that it broke off. */
interface Told {
  type: "watching" | "called" | "visible" | "executions" | "moved" | "gone";
  /** The ARNs of those that moved. */
  executions?: string[];
}

type Stream = "changes" | "executions";

/** The changes of the local account, as it tells them itself. */
export async function* localChanges(place: LocalPlace, signal: AbortSignal): AsyncGenerator<Change> {
  for await (const { type, again } of told("changes", place, signal)) {
    if (type === "called" || again) yield { late: false };
    else if (type === "visible") yield { late: true };
  }
}

/** Yields when executions have begun or ended in the local account, and first of all once it listens. */
export async function* localExecutions(place: LocalPlace, signal: AbortSignal): AsyncGenerator<void> {
  for await (const { type } of told("changes", place, signal))
    if (type === "watching" || type === "executions") yield;
}

/**
 * What the stream says. One that breaks off is opened again; since changes may have been missed meanwhile, its first line
 * is then marked with `again`.
 */
export async function* told(
  stream: Stream,
  place: LocalPlace,
  signal: AbortSignal,
): AsyncGenerator<Told & { again: boolean }> {
  let wait = RETRY.first;
  for (let missed = false; !signal.aborted; missed = true) {
    try {
      for await (const line of linesOf(stream, place, signal)) {
        const said = JSON.parse(line) as Told;
        yield { ...said, again: missed && said.type === "watching" };
        wait = RETRY.first;
      }
    } catch (error) {
      if (!signal.aborted && !isGone(error)) throw error;
    }
    yield { type: "gone", again: false };
    await setTimeout(wait, undefined, { signal }).catch(() => undefined);
    wait = Math.min(wait * 2, RETRY.longest);
  }
}

/** An account that stopped, or an older one that knows no such stream: it may be another one soon. */
const isGone = (error: unknown): boolean =>
  error instanceof Unavailable || (error instanceof Error && "code" in error);

class Unavailable extends Error {}

async function* linesOf(
  stream: Stream,
  { endpoint, accountId, region, token }: LocalPlace,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const query = new URLSearchParams({ account: accountId, region, ...(token && { token }) });
  // Without an agent: no proxy and no kept-alive socket comes between.
  const asked = request(`${endpoint}/_handrail/${stream}?${query}`, { agent: false, signal });
  try {
    asked.end();
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      asked.on("response", resolve).on("error", reject);
    });
    if (response.statusCode !== 200) throw new Unavailable(`It answered ${response.statusCode}.`);
    yield* createInterface(response);
  } finally {
    asked.destroy();
  }
}
