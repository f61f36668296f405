import type { Line, Span } from "./text.ts";
import { textOf } from "./text.ts";

/** Where a text was found in some lines: one piece, or more where it goes on in the next line. */
export interface Match {
  /** The line that it begins in. */
  line: number;
  pieces: readonly { line: number; from: number; to: number }[];
}

/** Smart case: capital letters count where the query has one. A space stands for any, also for the end of a line. */
function patternOf(query: string): RegExp | undefined {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const source = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  return new RegExp(source, /\p{Lu}/u.test(query) ? "gu" : "giu");
}

/** Whether a text of one line has it. */
export const isIn = (text: string, query: string): boolean => patternOf(query)?.test(text) ?? false;

/** All places where the lines have it, in their order. */
export function matchesIn(lines: readonly Line[], query: string): Match[] {
  const pattern = patternOf(query);
  if (!pattern) return [];
  const texts = lines.map(textOf);
  const starts: number[] = [];
  let length = 0;
  for (const text of texts) {
    starts.push(length);
    length += text.length + 1;
  }
  return [...texts.join("\n").matchAll(pattern)].map(({ index, 0: found }) => {
    const end = index + found.length;
    const line = starts.findLastIndex((start) => start <= index);
    const pieces = [];
    for (let at = line; at < lines.length && starts[at]! < end; at++) {
      const from = Math.max(0, index - starts[at]!);
      const to = Math.min(end - starts[at]!, texts[at]!.length);
      if (to > from) pieces.push({ line: at, from, to });
    }
    return { line, pieces };
  });
}

/** The lines with every match inverse; nothing else of them changes. */
export function highlight(lines: readonly Line[], query: string): Line[] {
  const marked = [...lines];
  for (const { pieces } of matchesIn(lines, query))
    for (const { line, from, to } of pieces) marked[line] = invert(marked[line]!, from, to);
  return marked;
}

function invert(line: Line, from: number, to: number): Line {
  let at = 0;
  const spans = line.spans.flatMap((span): Span[] => {
    const [begin, end] = [Math.max(0, from - at), Math.min(span.text.length, to - at)];
    at += span.text.length;
    if (begin >= end) return [span];
    return [
      { ...span, text: span.text.slice(0, begin) },
      { ...span, text: span.text.slice(begin, end), inverse: !span.inverse },
      { ...span, text: span.text.slice(end) },
    ].filter(({ text }) => text !== "");
  });
  return { ...line, spans };
}
