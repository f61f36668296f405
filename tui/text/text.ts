import { cutInto, widthOf } from "./width.ts";

/** A piece of text with one look. */
export interface Span {
  text: string;
  /** Where it leads, of a link. */
  href?: string;
  bold?: boolean;
  italic?: boolean;
  code?: boolean;
  color?: string;
  dim?: boolean;
  inverse?: boolean;
  underline?: boolean;
}

/** One line of a rendered page, no wider than asked for. */
export interface Line {
  spans: Span[];
  heading?: boolean;
  /** Which of the things on the page that can be selected it belongs to, by index. */
  item?: number;
}

export const EMPTY_LINE: Line = { spans: [] };

export const textOf = (line: Line): string => line.spans.map((span) => span.text).join("");

export const indent = (line: Line, prefix: string): Line => ({
  ...line,
  spans: [{ text: prefix }, ...line.spans],
});

/** Breaks spans into lines of at most `width` columns, at spaces; a word that is wider is cut. */
export function wrap(spans: Span[], width: number): Line[] {
  const lines: Line[] = [{ spans: [] }];
  let used = 0;
  const breakLine = () => {
    lines.push({ spans: [] });
    used = 0;
  };
  for (const word of wordsOf(spans)) {
    const whole = widthOf(
      word
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    );
    if (word[0]!.text.startsWith("\n") || (used > 0 && used + whole > width)) breakLine();
    for (const piece of word) {
      const text = used === 0 ? piece.text.trimStart() : piece.text;
      if (text === "") continue;
      if (whole <= width) {
        append(lines.at(-1)!, { ...piece, text });
        used += widthOf(text);
      } else
        for (const part of cutInto(text, width)) {
          if (used > 0 && used + widthOf(part.trimEnd()) > width) breakLine();
          append(lines.at(-1)!, { ...piece, text: part });
          used += widthOf(part);
        }
    }
  }
  return lines.map(trimEnd);
}

/**
 * Words with the space that follows them, each as the pieces that it has by their looks: `code`, and the comma behind it,
 * are one word.
 */
function wordsOf(spans: readonly Span[]): Span[][] {
  const words: Span[][] = [];
  let open = false;
  for (const span of spans)
    for (const text of span.text.split(/(?<=\s)|(?=\n)/)) {
      const piece = { ...span, text };
      if (open && !/^\s/.test(text)) words.at(-1)!.push(piece);
      else words.push([piece]);
      open = !/\s$/.test(text);
    }
  return words;
}

function append(line: Line, span: Span): void {
  const last = line.spans.at(-1);
  if (last && sameLook(last, span)) last.text += span.text;
  else line.spans.push(span);
}

/** The space at which a line was broken would be one column too many. */
function trimEnd(line: Line): Line {
  const last = line.spans.at(-1);
  if (!last) return line;
  if (last.text.trim() === "") return trimEnd({ ...line, spans: line.spans.slice(0, -1) });
  return { ...line, spans: [...line.spans.slice(0, -1), { ...last, text: last.text.trimEnd() }] };
}

const LOOKS = ["bold", "italic", "code", "color", "dim", "inverse", "underline", "href"] as const;

const sameLook = (a: Span, b: Span): boolean => LOOKS.every((look) => a[look] === b[look]);
