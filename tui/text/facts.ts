import { type Line, wrap } from "./text.ts";

/** A short word, and what is so of it: a line or more each, the words in a column of their own. */
export function factLines(facts: readonly (readonly [word: string, text: string])[], width: number): Line[] {
  const column = Math.max(...facts.map(([word]) => word.length)) + 2;
  return facts.flatMap(([word, text]) =>
    wrap([{ text }], Math.max(1, width - column)).map(
      (line, row): Line => ({
        spans: [{ text: (row === 0 ? word : "").padEnd(column), dim: true }, ...line.spans],
      }),
    ),
  );
}
