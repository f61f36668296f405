import { answer } from "./output.ts";
import { Problem } from "./problem.ts";
import type { TerminalOptions } from "./terminal.tsx";

/**
 * `handrail` alone: the guided terminal where there is one, and else the whole lab in plain lines.
 *
 * @param labNamed whether the lab was asked for by name, and not only by default
 */
export async function start(options: TerminalOptions, labNamed: boolean): Promise<void> {
  const drawable = process.env.TERM !== "dumb";
  if (process.stdin.isTTY && process.stdout.isTTY && drawable)
    return (await import("./terminal.tsx")).terminal(options, labNamed);
  // What costs money is not to begin because somebody piped the program's output.
  if (options.aws)
    throw new Problem(
      "There is no terminal that can draw a screen. To run the whole lab on AWS without one: handrail validate --aws",
    );
  if (!drawable)
    process.stdout.write(
      "This terminal cannot draw a screen (TERM=dumb): the whole lab runs in plain lines. handrail --help lists the commands for single steps.\n",
    );
  const { validate } = await import("./validate.ts");
  await answer({}, (output) => validate(options, output));
}
