import type { Command, CommanderError } from "commander";
import { failed, print } from "./output.ts";
import { COULD_NOT_RUN, type Problem } from "./problem.ts";

/** Gives a command `--json` (output.ts says what it does). */
export const withJson = (
  command: Command,
  [flags, description]: readonly [flags: string, description: string] = [
    "--json",
    "print the answer as JSON on standard output, and all else on standard error",
  ],
): Command => command.option(flags, description);

/**
 * Answers what is wrong with a line in JSON as well, where that is asked for, and throws it: a script is to find something to
 * read whatever happens. The line is not parsed to its end, so that what it asks for is seen in the words themselves.
 *
 * @throws the error
 */
export function refuse(error: CommanderError | Problem): never {
  if (error.exitCode !== 0 && process.argv.includes("--json"))
    print(failed("UsageError", wordsOf(error), COULD_NOT_RUN).answer);
  throw error;
}

const wordsOf = ({ message }: Error): string => message.replace(/^error: /, "");
