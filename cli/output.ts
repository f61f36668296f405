import { redactJson, redactSecrets } from "../tasks/runtime/redact.ts";
import type { Tell } from "../tui/headless/print-execution.ts";
import { describeError } from "./problem.ts";
import { askOn } from "./prompt.ts";

/** Where a command's words go. Secrets in them are redacted on the way. */
export interface Output {
  /** Writes a line for whoever reads, or keeps, what a command says. */
  tell: Tell;
  /** Whether there is somebody to ask, who sees what is told. */
  canAsk: boolean;
  /** Whether the answer is printed for a script, and lines are only for whoever watches it. */
  json: boolean;
  /**
   * Asks for a line, and answers it without the space around it; undefined where the input ends, or with Ctrl-C.
   *
   * @param proposal what stands there already, to be taken with Enter or changed
   */
  ask(question: string, proposal?: string): Promise<string | undefined>;
}

/** What a command came to. */
export interface Ended {
  /** 0 all well, 1 a check failed or a machine did, 2 something was left behind, 3 could not run. */
  exitCode: number;
  /** What `--json` prints: in the contract's shape where there is one, else a Failure. */
  answer: object;
}

/** The answer of a command that has none to give. */
export interface Failure {
  /** The names of the contract's ERRORS, or AWS's, and the words that came with it. */
  error: { name: string; cause: string };
  exitCode: number;
}

/** A command that ends without an answer. */
export function failed(name: string, cause: string, exitCode: number): Ended {
  const answer: Failure = { error: { name, cause }, exitCode };
  return { exitCode, answer };
}

/**
 * Runs a command and sets the exit code. With `--json` standard output has the answer and nothing else, one document once
 * all is over; every line goes to standard error. Otherwise the lines are the answer.
 *
 * @throws whatever the command throws, once that is answered
 */
export async function answer(
  { json = false }: { json?: boolean },
  work: (output: Output) => Ended | Promise<Ended>,
): Promise<void> {
  try {
    const ended = await work(outputTo(json ? process.stderr : process.stdout, json));
    if (json) print(ended.answer);
    process.exitCode = ended.exitCode;
  } catch (error) {
    if (json) print(thrown(error).answer);
    throw error;
  }
}

/** Lines and questions on a stream. */
export const outputTo = (stream: NodeJS.WriteStream, json = false): Output => ({
  tell: (line) => void stream.write(`${redactSecrets(line)}\n`),
  canAsk: Boolean(process.stdin.isTTY && stream.isTTY),
  json,
  ask: (question, proposal) => askOn(stream, question, proposal),
});

function thrown(error: unknown): Ended {
  const { text, exitCode } = describeError(error);
  return failed(error instanceof Error ? error.name : "Error", text, exitCode);
}

/** Prints an answer, without the secrets in it. */
export const print = (document: object): void => void process.stdout.write(`${redactJson(document)}\n`);
