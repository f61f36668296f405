import type { StateDefinition } from "../execution/definition.ts";
import { STATE_MARKS } from "../theme.ts";
import { type Block, isSameSpot, lineOf } from "./block.ts";
import type { Pen } from "./pen.ts";
import { stateNotes, statusOf } from "./state-notes.ts";

/** A state's own line: how it stands, its name, and how it fares. */
export function headBlock(state: StateDefinition, pen: Pen): Block {
  const { name } = state;
  const progress = pen.progress.of(name);
  const status = progress ? (progress.inMap ? statusOf(progress.items) : progress.latest.status) : "ahead";
  const mark = STATE_MARKS[status];
  const spot = { state: name };
  const selected = isSameSpot(pen.selected, spot);
  const notes = progress ? stateNotes(progress, state, pen) : "";
  const line = lineOf(
    { text: `${mark.sign} `, color: mark.color, dim: status === "ahead" },
    { text: name, bold: status === "running", dim: status === "ahead" && !selected, inverse: selected },
    ...(notes ? [{ text: `  ${notes}`, dim: true }] : []),
  );
  return { lines: [line], spots: [{ spot, line: 0 }] };
}
