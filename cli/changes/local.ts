import { request } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { Change } from "../../tui/session.ts";

interface LocalPlace {
  endpoint: string;
  accountId: string;
  region: string;
}

/** Milliseconds before the stream is asked for again, once it broke off; each time twice as long. */
const RETRY = { first: 500, longest: 10_000 };

/**
 * The changes of the local account, as it tells them itself. A stream that breaks off is opened again; since changes may
 * have been missed meanwhile, that it is there again counts as one.
 */
export async function* localChanges(place: LocalPlace, signal: AbortSignal): AsyncGenerator<Change> {
  let wait = RETRY.first;
  for (let missed = false; !signal.aborted; missed = true) {
    try {
      for await (const line of linesOf(place, signal)) {
        const told = JSON.parse(line) as { type: "watching" | "called" | "visible" };
        if (told.type !== "watching") yield { late: told.type === "visible" };
        else if (missed) yield { late: false };
        wait = RETRY.first;
      }
    } catch (error) {
      if (!signal.aborted && !isGone(error)) throw error;
    }
    await setTimeout(wait, undefined, { signal }).catch(() => undefined);
    wait = Math.min(wait * 2, RETRY.longest);
  }
}

/** An account that stopped, or an older one that knows no such stream: it may be another one soon. */
const isGone = (error: unknown): boolean =>
  error instanceof Unavailable || (error instanceof Error && "code" in error);

class Unavailable extends Error {}

async function* linesOf(
  { endpoint, accountId, region }: LocalPlace,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const query = new URLSearchParams({ account: accountId, region });
  // Without an agent: no proxy and no kept-alive socket comes between.
  const asked = request(`${endpoint}/_handrail/changes?${query}`, { agent: false, signal });
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
