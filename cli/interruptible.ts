import { constants } from "node:os";

/** What a shell says of a program that a signal ended. */
export const codeOfSignal = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** What asks a command to come to an end: Ctrl-C, and whoever cancels a pipeline. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Does work that a signal does not cut off: `stop` is to have it end soon, with what there is to report. A second signal
 * ends the process at once.
 *
 * @returns what the work came to, and the signal, where there was one
 * @throws what either of them throws
 */
export async function interruptible<Result>(
  stop: (signal: NodeJS.Signals) => Promise<void>,
  work: () => Promise<Result>,
): Promise<{ result: Result; signal?: NodeJS.Signals }> {
  let received: NodeJS.Signals | undefined;
  const notStopped = Promise.withResolvers<never>();
  const hear = (signal: NodeJS.Signals) => {
    if (received) process.exit(codeOfSignal(signal));
    received = signal;
    stop(signal).catch(notStopped.reject);
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  try {
    const result = await Promise.race([work(), notStopped.promise]);
    return { result, signal: received };
  } finally {
    for (const signal of SIGNALS) process.off(signal, hear);
  }
}
