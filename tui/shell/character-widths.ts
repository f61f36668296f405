import type { IUnicodeVersionProvider } from "@xterm/headless";
import { widthOf } from "../text/width.ts";

/** Characters by their code points: few are in use at a time. */
const known = new Map<number, 0 | 1 | 2>();

function columnsOf(codePoint: number): 0 | 1 | 2 {
  // Latin: nearly all that a server writes.
  if (codePoint < 0x300) return 1;
  let columns = known.get(codePoint);
  if (columns === undefined) {
    columns = Math.min(2, widthOf(String.fromCodePoint(codePoint))) as 0 | 1 | 2;
    known.set(codePoint, columns);
  }
  return columns;
}

/**
 * How wide characters are, for the emulation: as wide as the participant's terminal draws them. Its own tables are of
 * Unicode 6, where an emoji takes one column, so that a line of them would be wider than the pane.
 */
export const characterWidths: IUnicodeVersionProvider = {
  version: "as-drawn",
  wcwidth: columnsOf,
  /**
   * What the emulation keeps of a character for the next one: bit 0, whether it joins the one before it; bits 1 and 2,
   * the columns that they take together (xterm.js, `UnicodeService.createPropertyValue`).
   */
  charProperties(codePoint, preceding) {
    const before = (preceding >> 1) & 3;
    const columns = columnsOf(codePoint);
    const joins = columns === 0 && before > 0;
    return ((joins ? before : columns) << 1) | (joins ? 1 : 0);
  },
};
