import type { Line } from "./text.ts";

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
  const room = width - CONTINUATION.length;
  const words = splitWords(command);
  // Spaces that mean something, or a quote that is none.
  if (words.join(" ") !== command) return [command];
  let line = "";
  for (const [index, word] of words.entries()) {
    const joined = line === "" ? word : `${line} ${word}`;
    // An option stays with its value, unless the two are wider than a line.
    const pair = /^--?[A-Za-z]/.test(word) ? `${word} ${words[index + 1] ?? ""}` : word;
    const together = pair.length <= room ? `${line} ${pair}`.length <= room : true;
    if (line === "" ? word.length <= room : joined.length <= room && together) {
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

/**
 * The words of a command as they are written. Between double quotes a word ends at a space as well: there, too, a
 * backslash at a line's end joins the next line, and the space before it stays.
 */
const splitWords = (command: string): string[] => command.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [];

/** Cuts a word that is wider than the line. Single quotes are closed and opened again: `'ab'\⏎'cd'` is `'abcd'`. */
function foldWord(word: string, width: number): string[] {
  if (word.length <= width - CONTINUATION.length) return [word];
  const quoted = /^'[^']*'$/.test(word);
  const body = quoted ? word.slice(1, -1) : word;
  // Quotes in mid-word, or an escape, might be cut in two.
  if (/['\\]/.test(body)) return [word];
  const room = width - (quoted ? 3 : 1) - CONTINUATION.length;
  const pieces = piecesOf(body, room);
  const written = quoted ? pieces.map((piece) => `'${piece}'`) : pieces;
  return written.map((piece, index) => piece + (index < pieces.length - 1 ? "\\" : ""));
}

/** Of at most `room` characters each, cut where the word has a joint, such as a slash, if one is far enough along. */
function piecesOf(word: string, room: number): string[] {
  const pieces: string[] = [];
  for (let rest = word; rest !== ""; ) {
    const joint = rest.length <= room ? -1 : rest.slice(0, room).search(/[/,:=&][^/,:=&]*$/);
    const length = joint > room / 2 ? joint + 1 : room;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return pieces;
}
