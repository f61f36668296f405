/** A piece of text with one look. */
export interface Span {
  text: string;
  bold?: boolean;
  italic?: boolean;
  code?: boolean;
  color?: string;
  dim?: boolean;
}

/** One line of a rendered page, no wider than asked for. */
export interface Line {
  spans: Span[];
  heading?: boolean;
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
  for (const span of spans)
    for (const word of wordsOf(span.text, width)) {
      // Two looks without a space between them, such as `code`, and a comma, are one word: measured as they come.
      if (word.startsWith("\n") || (used > 0 && used + word.trimEnd().length > width)) breakLine();
      const text = used === 0 ? word.trimStart() : word;
      if (text === "") continue;
      append(lines.at(-1)!, { ...span, text });
      used += text.length;
    }
  return lines.map(trimEnd);
}

/** Words with the space that follows them, none wider than a line. */
function wordsOf(text: string, width: number): string[] {
  return text
    .split(/(?<=\s)|(?=\n)/)
    .flatMap((word) =>
      word.trimEnd().length <= width ? [word] : (word.match(new RegExp(`.{1,${width}}`, "gs")) ?? []),
    );
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
  return { ...line, spans: [...line.spans.slice(0, -1), { ...last, text: last.text.trimEnd() }] };
}

const sameLook = ({ text: _, ...a }: Span, { text: __, ...b }: Span): boolean =>
  a.bold === b.bold && a.italic === b.italic && a.code === b.code && a.color === b.color && a.dim === b.dim;
