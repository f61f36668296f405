import type { IBuffer, IBufferCell, IBufferLine } from "@xterm/headless";
import { ANSI_COLORS } from "../theme.ts";

/** A piece of a shell's line with one look. */
export interface CellSpan {
  text: string;
  bold?: boolean;
  italic?: boolean;
  dim?: boolean;
  underline?: boolean;
  strikethrough?: boolean;
  inverse?: boolean;
  color?: string;
  background?: string;
}

/** A line of a shell's screen, without the blanks at its end. */
export type ShellLine = readonly CellSpan[];

/**
 * A line of cells as spans.
 * @param cell an object to read cells into; making one for each takes most of the time otherwise
 * @param cursor the column in which the cursor is drawn, by inverting what is there; absent: none
 */
function spansOf(line: IBufferLine, cell: IBufferCell, cursor?: number): ShellLine {
  const spans: CellSpan[] = [];
  const put = (span: CellSpan) => {
    const last = spans.at(-1);
    if (last && sameLook(last, span)) last.text += span.text;
    else spans.push(span);
  };
  for (let column = 0; column < line.length; column++) {
    line.getCell(column, cell);
    if (cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    put({ text: textOf(cell), ...look, ...(column === cursor ? { inverse: !look.inverse } : {}) });
  }
  // Behind the last column, where the next character will begin a new line.
  if (cursor !== undefined && cursor >= line.length) markLast(spans);
  return trimmed(spans);
}

/** The lines that a terminal of so many rows shows of its buffer. */
export function shownLines(buffer: IBuffer, rows: number, cursorShown: boolean): ShellLine[] {
  const cell = buffer.getNullCell();
  const cursorRow = buffer.baseY + buffer.cursorY - buffer.viewportY;
  return Array.from({ length: rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    return line ? spansOf(line, cell, cursorShown && row === cursorRow ? buffer.cursorX : undefined) : [];
  });
}

/**
 * What a terminal would not draw but obey: control characters never come to be cells, but format characters, such as
 * those that turn the direction of writing, join the cell before them. Without joiners and variation selectors, what
 * is drawn is as wide as its cells.
 */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\p{Variation_Selector}/gu;

function textOf(cell: IBufferCell): string {
  const blank = " ".repeat(cell.getWidth());
  if (cell.isInvisible()) return blank;
  return cell.getChars().replace(OBEYED, "") || blank;
}

function lookOf(cell: IBufferCell): Omit<CellSpan, "text"> {
  if (cell.isAttributeDefault()) return {};
  return {
    ...(cell.isBold() ? { bold: true } : {}),
    ...(cell.isItalic() ? { italic: true } : {}),
    ...(cell.isDim() ? { dim: true } : {}),
    ...(cell.isUnderline() ? { underline: true } : {}),
    ...(cell.isStrikethrough() ? { strikethrough: true } : {}),
    ...(cell.isInverse() ? { inverse: true } : {}),
    ...(cell.isFgDefault() ? {} : { color: colorOf(cell.getFgColor(), cell.isFgRGB()) }),
    ...(cell.isBgDefault() ? {} : { background: colorOf(cell.getBgColor(), cell.isBgRGB()) }),
  };
}

/** One of the sixteen colours of the participant's own terminal, which are readable on its background. */
function colorOf(color: number, isRgb: boolean): string | undefined {
  if (!isRgb && color < 16) return ANSI_COLORS[color];
  const [red, green, blue] = isRgb ? [color >> 16, (color >> 8) & 0xff, color & 0xff] : paletteRgb(color);
  const brightest = Math.max(red, green, blue);
  const on = (part: number) => (brightest > 0 && part > brightest * 0.6 ? 1 : 0);
  const hue = on(red) | (on(green) << 1) | (on(blue) << 2);
  if (hue === 7) return ANSI_COLORS[brightest < 64 ? 0 : brightest < 144 ? 8 : brightest < 224 ? 7 : 15];
  return ANSI_COLORS[brightest > 200 ? hue + 8 : hue];
}

/** The 240 colours behind the sixteen: a cube of six steps a side, and a ramp of greys (xterm's `256colres.h`). */
function paletteRgb(color: number): [red: number, green: number, blue: number] {
  if (color >= 232) {
    const grey = 8 + (color - 232) * 10;
    return [grey, grey, grey];
  }
  const step = (index: number) => (index === 0 ? 0 : 55 + index * 40);
  const cube = color - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)];
}

const LOOKS = [
  "bold",
  "italic",
  "dim",
  "underline",
  "strikethrough",
  "inverse",
  "color",
  "background",
] as const;

const sameLook = (a: CellSpan, b: CellSpan): boolean => LOOKS.every((look) => a[look] === b[look]);

function markLast(spans: CellSpan[]): void {
  const last = spans.pop();
  if (!last) return;
  const characters = [...last.text];
  const marked = characters.pop()!;
  if (characters.length > 0) spans.push({ ...last, text: characters.join("") });
  spans.push({ ...last, text: marked, inverse: !last.inverse });
}

/** Blanks at the end that one would not see. */
function trimmed(spans: CellSpan[]): CellSpan[] {
  const last = spans.at(-1);
  if (!last || last.inverse || last.background || last.underline || last.strikethrough) return spans;
  const text = last.text.trimEnd();
  return text === "" ? spans.slice(0, -1) : [...spans.slice(0, -1), { ...last, text }];
}
