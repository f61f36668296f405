import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { accountId, MOST_ACCOUNTS } from "../../workflows/contract.ts";
import { Problem } from "../problem.ts";

/** How many bad lines are named: who has more has given another kind of file. */
const NAMED = 10;

/**
 * Reads account ids, one a line: `#` begins a comment, empty lines and what is there twice do not count.
 *
 * @param path a file, or `-` for standard input
 * @throws Problem naming the lines that are no account ids, with their numbers; or where they are none, or too many
 */
export async function readAccountFile(path: string, option: string): Promise<string[]> {
  return accountsIn(path === "-" ? await text(process.stdin) : await contentOf(path, option), {
    place: path === "-" ? "standard input" : path,
    option,
  });
}

/** The account ids in a text. @throws Problem as `readAccountFile` does */
export function accountsIn(content: string, { place, option }: { place: string; option: string }): string[] {
  const lines = content
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ number: index + 1, id: line.replace(/#.*/, "").trim() }))
    .filter(({ id }) => id !== "");
  const bad = lines.filter(({ id }) => !accountId.safeParse(id).success);
  if (bad.length > 0) {
    const named = bad.slice(0, NAMED).map(({ number, id }) => `  line ${number}: ${JSON.stringify(id)}`);
    const more = bad.length > NAMED ? [`  and ${bad.length - NAMED} more`] : [];
    throw new Problem(
      [
        `Not every line of ${place} is an account id (${option}): twelve digits, one id a line, comments after #.`,
        ...named,
        ...more,
      ].join("\n"),
    );
  }
  if (lines.length === 0) throw new Problem(`There is no account id in ${place} (${option}).`);
  const ids = [...new Set(lines.map(({ id }) => id))];
  if (ids.length > MOST_ACCOUNTS)
    throw new Problem(
      `There are ${ids.length} accounts in ${place} (${option}), and one run has room for ${MOST_ACCOUNTS}.`,
    );
  return ids;
}

async function contentOf(path: string, option: string): Promise<string> {
  return await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT")
      throw new Problem(
        `There is no file ${path} (${option}). It has one account id a line; - is standard input.`,
      );
    throw new Problem(
      error.code === "EISDIR"
        ? `${path} is a folder (${option}). It takes a file with one account id a line; - is standard input.`
        : `The file ${path} (${option}) cannot be read: ${error.message}.`,
    );
  });
}
