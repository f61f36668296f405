import { marked, type Token, type Tokens } from "marked";
import { commandLines } from "./command-lines.ts";
import { EMPTY_LINE, indent, type Line, type Span, wrap } from "./text.ts";
import { widthOf } from "./width.ts";

/** Renders Markdown into lines of at most `width` columns, so that a page can be scrolled by whole lines. */
export function renderMarkdown(markdown: string, width: number): Line[] {
  const lines: Line[] = [];
  for (const token of marked.lexer(markdown)) {
    const block = renderBlock(token, width);
    if (block.length === 0) continue;
    if (lines.length > 0) lines.push(EMPTY_LINE);
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
        .flatMap((text) => commandLines(text, width - 2))
        .map((line) => indent(line, "  "));
    case "blockquote":
      return renderMarkdown((token as Tokens.Blockquote).text, width - 2).map((line) => indent(line, "│ "));
    case "table":
      return renderTable(token as Tokens.Table, width);
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
  const first = Number(list.start || 1);
  const widest = list.ordered ? `${first + list.items.length - 1}. `.length : 2;
  const bullet = (list.ordered ? `${first + index}. ` : "• ").padEnd(widest);
  const inner = item.tokens.flatMap((token) => renderBlock(token, width - widest));
  return inner.map((line, row) => indent(line, row === 0 ? bullet : " ".repeat(widest)));
}

/** Columns as wide as their widest cell; where that is wider than the page, the rows one by one, a line a cell. */
function renderTable(table: Tokens.Table, width: number): Line[] {
  const rows = [table.header, ...table.rows].map((row) => row.map(({ tokens }) => inline(tokens)));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(plain(row[column]!)))));
  const [gaps, whole] = [2 * (widths.length - 1), widths.reduce((sum, one) => sum + one, 0)];
  if (whole + gaps > width) return stackTable(table, width);
  const lines = rows.map(
    (row, index): Line => ({
      spans: row.flatMap((cell, column) => {
        const looks = index === 0 ? cell.map((span) => ({ ...span, bold: true })) : cell;
        if (column === row.length - 1) return looks;
        return [...looks, { text: " ".repeat(widths[column]! - widthOf(plain(cell)) + 2) }];
      }),
    }),
  );
  const rule = { spans: [{ text: widths.map((column) => "─".repeat(column)).join("  "), dim: true }] };
  return [lines[0]!, rule, ...lines.slice(1)];
}

function stackTable({ header, rows }: Tokens.Table, width: number): Line[] {
  return rows.flatMap((row, index) => [
    ...(index > 0 ? [EMPTY_LINE] : []),
    ...row.flatMap((cell, column) =>
      wrap(
        [{ text: `${plain(inline(header[column]!.tokens))}: `, bold: true }, ...inline(cell.tokens)],
        width - 2,
      ).map((line, at) => (at === 0 ? line : indent(line, "  "))),
    ),
  ]);
}

const plain = (spans: Span[]): string => spans.map((span) => span.text).join("");

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
      case "link":
        return linked(token as Tokens.Link, look);
      default:
        if ("tokens" in token && token.tokens) return inline(token.tokens, look);
        return [
          { ...look, text: decode("text" in token ? String(token.text) : token.raw).replaceAll("\n", " ") },
        ];
    }
  });
}

/** A link is one for the terminals that know links; for all others its address is readable. */
function linked({ href, tokens }: Tokens.Link, look: Omit<Span, "text">): Span[] {
  const words = inline(tokens, { ...look, href });
  return plain(words) === href ? words : [...words, { ...look, text: ` (${href})`, href }];
}

/** marked escapes for HTML; a terminal wants the characters. */
const decode = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
