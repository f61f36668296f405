import { indent, type Line, type Span, textOf } from "../text/text.ts";
import { cutInto, widthOf } from "../text/width.ts";

/** Something on a drawing that can be selected: a state, or an item of a Map. */
export interface Spot {
  state: string;
  item?: number;
}

export const isSameSpot = (a: Spot | undefined, b: Spot | undefined): boolean =>
  a?.state === b?.state && a?.item === b?.item;

/** A part of a drawing, and the lines on which its spots are. */
export interface Block {
  lines: Line[];
  spots: { spot: Spot; line: number }[];
}

export const EMPTY_BLOCK: Block = { lines: [], spots: [] };

export const blockOf = (...lines: Line[]): Block => ({ lines, spots: [] });

export const lineOf = (...spans: Span[]): Line => ({ spans });

/** Blocks one below the other. */
export function stack(blocks: readonly Block[]): Block {
  const lines: Line[] = [];
  const spots: Block["spots"] = [];
  for (const block of blocks) {
    for (const { spot, line } of block.spots) spots.push({ spot, line: line + lines.length });
    lines.push(...block.lines);
  }
  return { lines, spots };
}

/** A block with this before each of its lines. */
export const prefixed = ({ lines, spots }: Block, prefix: string): Block => ({
  lines: lines.map((line) => indent(line, prefix)),
  spots,
});

/** Blocks beside each other, each cut to or filled up to so many columns. */
export function beside(blocks: readonly Block[], width: number): Block {
  const height = Math.max(0, ...blocks.map(({ lines }) => lines.length));
  const lines = Array.from({ length: height }, (_, row) =>
    lineOf(...blocks.flatMap((block) => filled(block.lines[row] ?? lineOf(), width).spans)),
  );
  return { lines, spots: blocks.flatMap(({ spots }) => spots) };
}

function filled(line: Line, width: number): Line {
  const fit = cutLine(line, width - 1);
  return lineOf(...fit.spans, { text: " ".repeat(width - widthOf(textOf(fit))) });
}

/** A line of at most so many columns; what is cut off is told by an ellipsis. */
export function cutLine(line: Line, width: number): Line {
  if (widthOf(textOf(line)) <= width) return line;
  const spans: Span[] = [];
  let left = width - 1;
  for (const span of line.spans) {
    const text = widthOf(span.text) <= left ? span.text : (cutInto(span.text, left)[0] ?? "");
    if (left > 0) spans.push({ ...span, text });
    left -= widthOf(text);
    if (text !== span.text) break;
  }
  return { ...line, spans: [...spans, { text: "…", dim: true }] };
}
