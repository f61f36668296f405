import { type IterationView, itemName } from "../execution/view.ts";
import { elapsed } from "../text/duration.ts";
import { STATE_MARKS } from "../theme.ts";
import { type Block, blockOf, isSameSpot, lineOf, stack } from "./block.ts";
import type { Pen } from "./draw-machine.ts";
import { stateNotes } from "./state-notes.ts";

/** With more items than this, those that are fine are told by their number alone. */
const MANY = 8;

/** The items of a Map, each with where it is: of many, those that run or did not go well. */
export function itemsBlock(map: string, index: number, pen: Pen): Block {
  const iterations = [...pen.progress.iterations(index)].sort((a, b) => a.item - b.item);
  if (iterations.length <= MANY) return stack(iterations.map((one) => itemBlock(map, index, one, pen)));
  const bad = iterations.filter(({ status }) => status === "failed").slice(0, MANY);
  const running = iterations.filter(({ status }) => status === "running").slice(0, MANY);
  const shown = [...bad, ...running];
  // What has come to its end without trouble can still be looked at: the latest of it.
  const rest = iterations.filter((one) => !shown.includes(one));
  const latest = rest.slice(-Math.max(0, MANY - shown.length));
  const hidden = iterations.length - shown.length - (shown.length < MANY ? latest.length : 0);
  const listed = [...shown, ...(shown.length < MANY ? latest : [])].sort((a, b) => a.item - b.item);
  return stack([
    ...listed.map((one) => itemBlock(map, index, one, pen)),
    ...(hidden > 0 ? [blockOf(lineOf({ text: `… and ${hidden} more`, dim: true }))] : []),
  ]);
}

function itemBlock(map: string, index: number, iteration: IterationView, pen: Pen): Block {
  const { item, status, startedAt, endedAt } = iteration;
  const mark = STATE_MARKS[status];
  const spot = { state: map, item };
  const at = pen.progress.inIteration(index, item);
  const state = at === undefined ? undefined : pen.view.states[at];
  const notes =
    status === "running" && state
      ? `${state.name} ${stateNotes({ index: at!, latest: state, rounds: 1, items: {}, inMap: false }, undefined, pen)}`
      : [elapsed(startedAt, endedAt ?? pen.now), status === "failed" && state && `at ${state.name}`]
          .filter(Boolean)
          .join(", ");
  const line = lineOf(
    { text: `${mark.sign} `, color: mark.color },
    { text: itemName(pen.view, item), inverse: isSameSpot(pen.selected, spot) },
    { text: `  ${notes}`, dim: true },
  );
  return { lines: [line], spots: [{ spot, line: 0 }] };
}
