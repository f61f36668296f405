import { createInterface } from "node:readline/promises";

/**
 * Asks for a line, and answers it without the space around it; undefined where the input ends, or with Ctrl-C.
 *
 * @param output where the question is shown
 * @param proposal what stands there already, to be taken with Enter or changed
 */
export async function askOn(
  output: NodeJS.WritableStream,
  question: string,
  proposal = "",
): Promise<string | undefined> {
  const prompt = createInterface({ input: process.stdin, output });
  // Not every version of Node.js rejects the question when its interface is closed.
  const closed = new Promise<undefined>((resolve) => prompt.once("close", () => resolve(undefined)));
  const answer = prompt.question(question).then(
    (text) => text.trim(),
    () => undefined,
  );
  prompt.write(proposal);
  try {
    return await Promise.race([answer, closed]);
  } finally {
    prompt.close();
  }
}
