import type { Command, CommanderError } from "commander";
import { failed, print } from "./output.ts";
import { COULD_NOT_RUN } from "./problem.ts";

/**
 * Gives a command `--json` (output.ts says what it does). What the parser refuses is answered in JSON as well, so that a
 * script finds something to read whatever happens.
 */
export const withJson = (
  command: Command,
  [flags, description]: readonly [flags: string, description: string] = [
    "--json",
    "print the answer as JSON on standard output, and all else on standard error",
  ],
): Command =>
  command.option(flags, description).exitOverride((error) => {
    // The line is not parsed to its end, so that whether it asks for JSON is seen in the words themselves.
    if (error.exitCode !== 0 && process.argv.includes("--json"))
      print(failed("UsageError", wordsOf(error), COULD_NOT_RUN).answer);
    throw error;
  });

const wordsOf = ({ message }: CommanderError): string => message.replace(/^error: /, "");
