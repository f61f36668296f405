import { marked, type Token, type Tokens } from "marked";

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

/** Renders Markdown into lines of at most `width` columns, so that a page can be scrolled by whole lines. */
export function renderMarkdown(markdown: string, width: number): Line[] {
  const lines: Line[] = [];
  for (const token of marked.lexer(markdown)) {
    const block = renderBlock(token, width);
    if (block.length === 0) continue;
    if (lines.length > 0) lines.push({ spans: [] });
    lines.push(...block);
  }
  return lines;
}

function renderBlock(token: Token, width: number): Line[] {
  switch (token.type) {
    case "heading":
      return wrap(inline((token as Tokens.Heading).tokens), width).map((line) => ({
        ...line,
        heading: true,
      }));
    case "list":
      return (token as Tokens.List).items.flatMap((item, index) =>
        renderItem(token as Tokens.List, item, index, width),
      );
    case "code":
      return (token as Tokens.Code).text
        .split("\n")
        .map((text) => ({ spans: [{ text: `  ${text}`, code: true }] }));
    case "blockquote":
      return renderMarkdown((token as Tokens.Blockquote).text, width - 2).map((line) => indent(line, "│ "));
    case "table":
      return renderTable(token as Tokens.Table);
    case "hr":
      return [{ spans: [{ text: "─".repeat(Math.min(width, 20)) }] }];
    case "space":
      return [];
    default:
      return wrap(
        "tokens" in token && token.tokens ? inline(token.tokens) : [{ text: token.raw.trim() }],
        width,
      );
  }
}

function renderItem(list: Tokens.List, item: Tokens.ListItem, index: number, width: number): Line[] {
  const bullet = list.ordered ? `${Number(list.start || 1) + index}. ` : "• ";
  const inner = item.tokens.flatMap((token) => renderBlock(token, width - bullet.length));
  return inner.map((line, row) => indent(line, row === 0 ? bullet : " ".repeat(bullet.length)));
}

/** Columns as wide as their widest cell; the lab's tables are small. */
function renderTable(table: Tokens.Table): Line[] {
  const rows = [table.header, ...table.rows].map((row) => row.map((cell) => plain(inline(cell.tokens))));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row, index) => ({
    spans: [
      {
        text: row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join("  ")
          .trimEnd(),
        bold: index === 0,
      },
    ],
  }));
}

const plain = (spans: Span[]): string => spans.map((span) => span.text).join("");

const indent = (line: Line, prefix: string): Line => ({ ...line, spans: [{ text: prefix }, ...line.spans] });

function inline(tokens: Token[], look: Omit<Span, "text"> = {}): Span[] {
  return tokens.flatMap((token): Span[] => {
    switch (token.type) {
      case "strong":
        return inline((token as Tokens.Strong).tokens, { ...look, bold: true });
      case "em":
        return inline((token as Tokens.Em).tokens, { ...look, italic: true });
      case "codespan":
        return [{ ...look, text: decode((token as Tokens.Codespan).text), code: true }];
      case "br":
        return [{ text: "\n" }];
      default:
        if ("tokens" in token && token.tokens) return inline(token.tokens, look);
        return [
          { ...look, text: decode("text" in token ? String(token.text) : token.raw).replaceAll("\n", " ") },
        ];
    }
  });
}

/** marked escapes for HTML; a terminal wants the characters. */
const decode = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** Breaks spans into lines at spaces. A word that is wider than the line gets one of its own. */
export function wrap(spans: Span[], width: number): Line[] {
  const lines: Line[] = [{ spans: [] }];
  let used = 0;
  for (const span of spans)
    for (const word of span.text.split(/(?<=\s)|(?=\n)/)) {
      if (word.startsWith("\n") || (used > 0 && used + word.trimEnd().length > width)) {
        lines.push({ spans: [] });
        used = 0;
      }
      const text = used === 0 ? word.trimStart() : word;
      if (text === "") continue;
      const line = lines.at(-1)!;
      const last = line.spans.at(-1);
      if (last && sameLook(last, span)) last.text += text;
      else line.spans.push({ ...span, text });
      used += text.length;
    }
  return lines;
}

const sameLook = ({ text: _, ...a }: Span, { text: __, ...b }: Span): boolean =>
  a.bold === b.bold && a.italic === b.italic && a.code === b.code && a.color === b.color && a.dim === b.dim;
