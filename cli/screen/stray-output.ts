import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Keeps whatever else in the process would write to the terminal off the screen: console output, warnings of Node.js
 * and of the SDK. It goes to a log instead.
 *
 * @param log a file; absent, it goes nowhere
 * @returns what gives the terminal back to them
 */
export function divertOutput(log: string | undefined): () => void {
  const note = (text: string) => {
    if (log === undefined) return;
    try {
      mkdirSync(dirname(log), { recursive: true });
      appendFileSync(log, `${new Date().toISOString()} ${text.trimEnd()}\n`);
    } catch {
      // A log that cannot be written is no reason to disturb the lab.
    }
  };
  const streams = [process.stdout, process.stderr];
  const diverted = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    note(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((one) => typeof one === "function");
    if (done) process.nextTick(done);
    return true;
  };
  const writes = streams.map(({ write }) => write);
  for (const stream of streams) stream.write = diverted;
  // Node.js's own listener prints past every stream.
  const warningListeners = process.listeners("warning");
  process.removeAllListeners("warning");
  const warned = (warning: Error) => note(warning.stack ?? `${warning.name}: ${warning.message}`);
  process.on("warning", warned);
  return () => {
    for (const [index, stream] of streams.entries()) stream.write = writes[index]!;
    process.off("warning", warned);
    for (const listener of warningListeners) process.on("warning", listener);
  };
}
