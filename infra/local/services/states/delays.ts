import { setImmediate, setTimeout } from "node:timers/promises";
import { unlessAborted } from "../../unless-aborted.ts";

/** Node's timers hold 31 bits of milliseconds; a Wait state can last a year. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Sleeps until a moment of the wall clock, at least for one turn of the event loop. */
export async function sleepUntil(moment: Date, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await setImmediate(undefined, { signal });
    for (;;) {
      const left = moment.getTime() - Date.now();
      if (left <= 0) return;
      await setTimeout(Math.min(left, LONGEST_TIMER), undefined, { signal });
    }
  } catch (error) {
    // Node wraps the reason in an AbortError of its own.
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * Does `work` with a signal that also aborts after so many real milliseconds (none where undefined), and then
 * throws what `onTimeout` makes.
 */
export async function within<T>(
  milliseconds: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  onTimeout: () => Error,
): Promise<T> {
  if (milliseconds === undefined) return await work(signal);
  const expiry = new AbortController();
  const stop = new AbortController();
  const timer = sleepUntil(new Date(Date.now() + milliseconds), stop.signal).then(
    () => expiry.abort(onTimeout()),
    () => undefined,
  );
  const either = AbortSignal.any([signal, expiry.signal]);
  try {
    return await unlessAborted(work(either), either);
  } finally {
    stop.abort();
    await timer;
  }
}
