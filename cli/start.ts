import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";

/**
 * `handrail` alone: the guided terminal where there is one, and else the whole lab in plain lines.
 *
 * @param labNamed whether the lab was asked for by name, and not only by default
 */
export async function start(options: PlaceOptions, labNamed: boolean): Promise<void> {
  if (process.stdin.isTTY && process.stdout.isTTY)
    return (await import("./terminal.tsx")).terminal(options, labNamed);
  // What costs money is not to begin because somebody piped the program's output.
  if (options.aws)
    throw new Problem("There is no terminal. To run the whole lab on AWS without one: handrail run --aws");
  return (await import("./run.ts")).run(options);
}
