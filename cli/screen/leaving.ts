import { codeOfSignal } from "../interruptible.ts";

/** Why the screen is left, other than by a key: with which exit code, and the error that nobody had expected. */
export interface Leaving {
  exitCode: number;
  error?: unknown;
}

/**
 * Calls `leave` once there is a reason to leave the screen that no key gave: a signal, an error that nobody caught, a
 * terminal that is closed. Whoever then sends another signal ends the process at once: it need not wait for what is
 * slow to close.
 */
export function onLeaving(leave: (leaving: Leaving) => void): void {
  let left = false;
  const once = (leaving: Leaving) => {
    if (left) return;
    left = true;
    leave(leaving);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (left) process.exit(codeOfSignal(signal));
      once({ exitCode: codeOfSignal(signal) });
    });
  // A terminal that is closed sends the signal, is read to its end and answers EIO, all of it for the same reason; no key
  // comes from it any more.
  const closed = () => once({ exitCode: codeOfSignal("SIGHUP") });
  process.on("SIGHUP", closed);
  process.stdin.on("end", closed).on("error", closed);
  // Instead of ending at once, as commands do (handrail.ts): sessions on servers are to be terminated first.
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners("error").on("error", closed);
  // Also what a promise was rejected with that nobody waits for.
  process.on("uncaughtException", (error) => {
    if (left) process.exit(1);
    once({ exitCode: 1, error });
  });
}
