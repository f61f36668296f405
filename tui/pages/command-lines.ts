import type { Line } from "../text.ts";

/** A shell command as lines of code. */
export const commandLines = (command: string, width: number): Line[] =>
  foldCommand(command, width).map((text) => ({ spans: [{ text, code: true }] }));

/**
 * Folds a command for a POSIX shell into lines of at most `width` columns that mean the same when they are pasted
 * together: after a word where that is possible, and inside one where it is wider than the line. Lines begin at the
 * first column for that reason.
 */
export function foldCommand(command: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of splitWords(command)) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (joined.length <= width - CONTINUATION.length) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line + CONTINUATION);
    const pieces = foldWord(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1)!;
  }
  return [...lines, line];
}

const CONTINUATION = " \\";

/** The words of a command as they are written, quotes included. */
const splitWords = (command: string): string[] =>
  command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g) ?? [];

/** Cuts a word that is wider than the line. Between quotes the quote is closed and opened again: `'ab'\⏎'cd'` is `'abcd'`. */
function foldWord(word: string, width: number): string[] {
  const quote = /^(['"]).*\1$/.test(word) ? word[0]! : "";
  // A double-quoted word may hold `$(…)`, which is not to be cut.
  if (word.length <= width - CONTINUATION.length || quote === '"') return [word];
  const body = quote ? word.slice(1, -1) : word;
  // Another quote inside an unquoted word, or an escape, might be cut in two.
  if (/['"\\]/.test(body)) return [word];
  const room = width - 2 * quote.length - CONTINUATION.length;
  const pieces = body.match(new RegExp(`.{1,${room}}`, "g"))!;
  return pieces.map((piece, index) => `${quote}${piece}${quote}${index < pieces.length - 1 ? "\\" : ""}`);
}
