/** Signs that begin a line, as words: most screen readers pass over them, or call them by their shape. */
const WORDS: readonly [sign: string, word: string][] = [
  ["✓", "done:"],
  ["✗", "not done:"],
  ["…", "waiting:"],
  ["!", "not permitted:"],
  ["i", "advice:"],
  ["▸", "running:"],
  ["›", "selected:"],
  ["·", ""],
];

/** A line of the screen as it is read aloud: signs as words, and nothing of what only the eye needs. */
export function spoken(line: string): string {
  const text = line
    // Rules and frames.
    .replaceAll(/[─-╿]+/g, " ")
    // How long it took, or has been running: each look would be news.
    .replace(/ (\d+ min )?\d+(\.\d+)? s(?=$|,)/, "")
    .trim();
  const marked = WORDS.find(([sign]) => text.startsWith(`${sign} `));
  if (!marked) return text.replaceAll(/\s{2,}/g, " ");
  return `${marked[1]} ${spoken(text.slice(2))}`.trim();
}

/**
 * What is new between two screens, as lines to be read aloud once: of a screen that is mostly the same the lines that
 * it did not have, and of another one all between the first and the last line in which they differ.
 */
export function news(before: readonly string[], after: readonly string[]): string[] {
  let from = 0;
  while (from < after.length && after[from] === before[from]) from++;
  let end = 0;
  while (end < Math.min(after.length, before.length) - from && after.at(-1 - end) === before.at(-1 - end))
    end++;
  const differing = after.slice(from, after.length - end);
  const fresh = withoutCommon(before.slice(from, before.length - end), differing);
  return fresh.length < differing.length / 2 ? fresh : differing;
}

/** What remains of the lines once the longest common subsequence with those before is taken out. */
function withoutCommon(before: readonly string[], after: readonly string[]): string[] {
  // lengths[i][j]: how long that of the lines from i and from j on is.
  const lengths = Array.from({ length: after.length + 1 }, () => new Uint16Array(before.length + 1));
  for (let i = after.length - 1; i >= 0; i--)
    for (let j = before.length - 1; j >= 0; j--)
      lengths[i]![j] =
        after[i] === before[j]
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const fresh: string[] = [];
  for (let i = 0, j = 0; i < after.length; ) {
    if (j < before.length && after[i] === before[j]) {
      i++;
      j++;
    } else if (j < before.length && lengths[i]![j + 1]! >= lengths[i + 1]![j]!) j++;
    else fresh.push(after[i++]!);
  }
  return fresh;
}

/** A screen's lines as they are read aloud. */
export const spokenLines = (text: string): string[] =>
  text
    .split("\n")
    .map(spoken)
    .filter((line) => line !== "");
