import { inspect } from "node:util";
import { redactSecrets } from "../tasks/runtime/redact.ts";

/** Something that the user can mend: its message says what is wrong, what was seen, and what to do. No stack trace. */
export class Problem extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = COULD_NOT_RUN) {
    super(message);
    this.name = "Problem";
    this.exitCode = exitCode;
  }
}

/** The exit code of a command that could not do its work; see outcome.ts for the others. */
export const COULD_NOT_RUN = 3;

/** BSD's EX_SOFTWARE: a bug. */
const BUG = 70;

/**
 * What to print of an error, without the secrets in it, and the exit code. AWS's answers and a lost connection are news;
 * the rest are bugs.
 */
export function describeError(error: unknown): { text: string; exitCode: number } {
  const { text, exitCode } = describe(error);
  return { text: redactSecrets(text), exitCode };
}

function describe(error: unknown): { text: string; exitCode: number } {
  if (error instanceof Problem) return { text: error.message, exitCode: error.exitCode };
  if (!(error instanceof Error)) return { text: String(error), exitCode: BUG };
  if ("$fault" in error)
    return { text: `AWS answered ${error.name}: ${error.message}`, exitCode: COULD_NOT_RUN };
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED" || code === "ECONNRESET" || code === "EPIPE")
    return {
      text: "The account no longer answers: the process that it ran in has ended. What it held is saved; run the command again.",
      exitCode: COULD_NOT_RUN,
    };
  return {
    text: `${error.message || error.name}\nThis is a bug in Handrail. HANDRAIL_DEBUG=1 shows where.`,
    exitCode: BUG,
  };
}

/**
 * Tells on standard error what went wrong, with its stack where `HANDRAIL_DEBUG` asks for it, and answers the exit code.
 *
 * @param advice what to know besides
 */
export function reportError(error: unknown, advice = ""): number {
  const { text, exitCode } = describeError(error);
  process.stderr.write(`handrail: ${text}\n${advice}`);
  if (process.env.HANDRAIL_DEBUG) process.stderr.write(`${redactSecrets(inspect(error))}\n`);
  return exitCode;
}
