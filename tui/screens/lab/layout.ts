import type { Focus } from "../../state/state.ts";

/** How the screen is shared out, in columns and lines. */
export interface Layout {
  pathWidth: number;
  pageWidth: number;
  pageHeight: number;
  /** 0: there is nothing to show below the page, and no rule either. */
  panelHeight: number;
}

/** Widths of path and page on a screen of so many columns; with the whole width, the path is left out. */
export function widths(columns: number, whole: boolean): Pick<Layout, "pathWidth" | "pageWidth"> {
  const pathWidth = whole ? 0 : Math.min(44, Math.floor(columns * 0.36));
  return { pathWidth, pageWidth: Math.max(20, columns - pathWidth) };
}

/** What is below the page takes what it needs: less than half where the page is read, most where it is read itself. */
export function heights(
  height: number,
  lines: { page: number; panel: number },
  focus: Focus,
): Pick<Layout, "pageHeight" | "panelHeight"> {
  if (lines.panel === 0) return { pageHeight: height, panelHeight: 0 };
  const room = height - 1;
  const share = Math.max(2, Math.floor(room * (focus === "page" ? 0.4 : 0.75)));
  // What the page does not need, the panel may have.
  const panelHeight = Math.min(lines.panel, Math.max(share, room - lines.page));
  return { pageHeight: room - panelHeight, panelHeight };
}
