import type { MachineFocus } from "./state.ts";

/** A part of the screen. Its first line is its title. */
export interface Area {
  shows: MachineFocus;
  width: number;
  height: number;
  /** Empty columns to its right. */
  gap: number;
  /** Whether the scroll keys move it. */
  scrolls: boolean;
}

/** Columns from which list and drawing stand side by side, and from which the details stand beside them. */
const TWO = 110;
const THREE = 160;

const LIST_WIDTH = 56;

/** Lines from which there is room for the list above the drawing, and for a spine between the states. */
const STACKED = 16;
const SPACIOUS = 32;

/** How the screen is shared out: side by side where it is wide, else stacked, and on a small one a part at a time. */
export function areas(
  width: number,
  height: number,
  focus: MachineFocus,
  /** How many lines the list has. */
  listed: number,
): { areas: Area[]; stacked: boolean; spacious: boolean } {
  const spacious = height >= SPACIOUS;
  const area = (shows: MachineFocus, columns: number, lines = height, gap = 0): Area => ({
    shows,
    width: columns - gap,
    height: lines,
    gap,
    scrolls: shows === (focus === "details" ? "details" : "drawing"),
  });
  const looksAt = focus === "list" ? "drawing" : focus;
  if (width < TWO) {
    if (focus !== "list" || height < STACKED) return { areas: [area(focus, width)], stacked: true, spacious };
    const list = Math.min(Math.floor(height * 0.4), Math.max(1, listed) + 1);
    return {
      areas: [area("list", width, list), area("drawing", width, height - list)],
      stacked: true,
      spacious,
    };
  }
  const rest = width - LIST_WIDTH;
  const list = area("list", LIST_WIDTH, height, 2);
  if (width < THREE || focus === "list")
    return { areas: [list, area(looksAt, rest)], stacked: false, spacious };
  const half = Math.floor(rest / 2);
  return {
    areas: [list, area("drawing", half, height, 2), area("details", rest - half)],
    stacked: false,
    spacious,
  };
}
