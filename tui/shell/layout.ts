import type { ShellSize } from "./shell.ts";

/** From so many columns on, guide and shell are side by side, and each has the width of a terminal of old or nearly. */
const BESIDE_FROM = 150;

/** How a screen is shared between the guide and the shell. */
export interface PaneLayout {
  beside: boolean;
  /** What is left for the guide. */
  guide: { width: number; height: number };
  /** The pane with its title, and with the line that parts it from the guide where they are side by side. */
  pane: { width: number; height: number };
  /** What the shell itself has of it. */
  size: ShellSize;
}

/** The right half where there is room for two, else the lower two thirds: the guide stays to be read above. */
export function paneLayout(width: number, height: number): PaneLayout {
  const beside = width >= BESIDE_FROM;
  const pane = beside
    ? { width: Math.floor(width / 2), height }
    : { width, height: Math.max(2, Math.round((height * 2) / 3)) };
  const guide = beside ? { width: width - pane.width, height } : { width, height: height - pane.height };
  return {
    beside,
    guide,
    pane,
    size: { cols: beside ? pane.width - 2 : pane.width, rows: pane.height - 1 },
  };
}
