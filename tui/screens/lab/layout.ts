import type { Focus } from "../../state/state.ts";

/** How the screen's columns are shared out. A part of 0 has no column of its own. */
export interface Columns {
  path: number;
  page: number;
  /** 0: what goes with the page is below it. */
  panel: number;
}

/** Between two parts: a line, and a space after it. */
export const GAP = 2;

/** Between a text and the line on its right. */
export const MARGIN = 1;

/** Longer lines of text are hard to read. */
const MEASURE = 100;

/** From so many columns on, findings and machine have a column of their own. */
const THREE_FROM = 150;

/** @param whole whether the page is to have all of it, because it is there to be copied */
export function columnsOf(width: number, whole: boolean): Columns {
  if (whole) return { path: 0, page: width, panel: 0 };
  if (width < THREE_FROM) {
    const path = Math.min(44, Math.floor(width * 0.36));
    return { path, page: Math.min(MEASURE, Math.max(20, width - path - GAP)), panel: 0 };
  }
  const path = Math.min(44, Math.floor(width * 0.24));
  const rest = width - path - GAP - MARGIN - GAP;
  const page = Math.min(MEASURE, Math.floor(rest * 0.62));
  return { path, page, panel: Math.min(MEASURE, rest - page) };
}

/** How the lines beside the path are shared by the page and what is below it. */
export interface Heights {
  pageHeight: number;
  /** 0: there is nothing to show below the page, and no rule either. */
  panelHeight: number;
}

/** What is below the page takes what it needs: less than half where the page is read, most where it is read itself. */
export function heights(height: number, lines: { page: number; panel: number }, focus: Focus): Heights {
  if (lines.panel === 0) return { pageHeight: height, panelHeight: 0 };
  const room = height - 1;
  const share = Math.max(2, Math.floor(room * (focus === "page" ? 0.4 : 0.75)));
  // What the page does not need, the panel may have.
  const panelHeight = Math.min(lines.panel, Math.max(share, room - lines.page));
  return { pageHeight: room - panelHeight, panelHeight };
}

/** Side by side, each has all of the lines, but for the panel's title. */
export const besides = (height: number): Heights => ({ pageHeight: height, panelHeight: height - 1 });
