import { constants } from "node:os";

/** Why the screen is left, other than by a key: with which exit code, and the error that nobody had expected. */
export interface Leaving {
  exitCode: number;
  error?: unknown;
}

/** What a shell says of a program that a signal ended. */
const codeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/**
 * Calls `leave` once there is a reason to leave the screen that no key gave: a signal, an error that nobody caught, a
 * terminal that is closed. What comes after the first reason ends the process at once: it need not wait for what is
 * slow to close.
 */
export function onLeaving(leave: (leaving: Leaving) => void): void {
  let left = false;
  const once = (leaving: Leaving) => {
    if (left) process.exit(leaving.exitCode);
    left = true;
    leave(leaving);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => once({ exitCode: codeOf(signal) }));
  // Also what a promise was rejected with that nobody waits for.
  process.on("uncaughtException", (error) => once({ exitCode: 1, error }));
  // A terminal that is closed is read to its end, or answers EIO; no key comes from it any more.
  const closed = () => once({ exitCode: codeOf("SIGHUP") });
  process.stdin.on("end", closed).on("error", closed);
}
