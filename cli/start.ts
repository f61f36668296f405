import type { PlaceOptions } from "./place-options.ts";

/** `handrail` alone: the guided terminal where there is one, and else the whole lab in plain lines. */
export async function start(options: PlaceOptions): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return (await import("./run.ts")).run(options);
  return (await import("./terminal.tsx")).terminal(options);
}
