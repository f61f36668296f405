import { findState } from "../execution/find-state.ts";
import { begunAt, redrivenInWords } from "../execution/redriving.ts";
import { type IterationView, itemName } from "../execution/view.ts";
import { elapsed } from "../text/duration.ts";
import { indent } from "../text/text.ts";
import { STATE_MARKS } from "../theme.ts";
import { type Block, blockOf, isSameSpot, lineOf, stack } from "./block.ts";
import { errorLines } from "./error-lines.ts";
import type { Pen } from "./pen.ts";

/** With more items than this, those that are fine are told by their number alone. */
const MANY = 8;

/**
 * The items of a Map, each with where it is: of many, those that run or did not go well, and the one that is selected.
 *
 * @param tellErrors whether with their errors in words, for where their states are not drawn
 */
export function itemsBlock(map: string, index: number, pen: Pen, tellErrors = false): Block {
  const iterations = [...pen.progress.iterations(index)].sort((a, b) => a.item - b.item);
  if (iterations.length <= MANY || pen.wholeMaps)
    return stack(iterations.map((one) => itemBlock(map, index, one, pen, tellErrors)));
  const bad = iterations.filter(({ status }) => status === "failed").slice(0, MANY);
  const running = iterations.filter(({ status }) => status === "running").slice(0, MANY);
  const chosen = iterations.filter(({ item }) => isSameSpot(pen.selected, { state: map, item }));
  const shown = [...new Set([...bad, ...running, ...chosen])];
  // What has come to its end without trouble can still be looked at: the latest of it.
  const rest = iterations.filter((one) => !shown.includes(one));
  const latest = rest.slice(-Math.max(0, MANY - shown.length));
  const hidden = iterations.length - shown.length - (shown.length < MANY ? latest.length : 0);
  const listed = [...shown, ...(shown.length < MANY ? latest : [])].sort((a, b) => a.item - b.item);
  return stack([
    ...listed.map((one) => itemBlock(map, index, one, pen, tellErrors)),
    ...(hidden > 0 ? [blockOf(lineOf({ text: `… and ${hidden} more`, dim: true }))] : []),
  ]);
}

function itemBlock(
  map: string,
  index: number,
  iteration: IterationView,
  pen: Pen,
  tellErrors: boolean,
): Block {
  const { item, startedAt, endedAt, earlier } = iteration;
  const { latest, caught } = pen.progress.inIteration(index, item);
  // What was caught is worth telling, although the item went on.
  const status = iteration.status === "succeeded" && caught !== undefined ? "caught" : iteration.status;
  const mark = STATE_MARKS[status];
  const state = pen.view.states[(status === "caught" ? caught : latest) ?? -1];
  const notes = [
    elapsed(begunAt(startedAt, earlier), endedAt ?? pen.now),
    status === "running" && state?.name,
    status === "running" && state && state.retries > 0 && `try ${state.retries + 1}`,
    redrivenInWords(earlier?.length),
    status === "failed" && state && `at ${state.name}`,
    status === "caught" && `${state?.name} failed, and was caught`,
  ];
  const spot = { state: map, item };
  const line = lineOf(
    { text: `${mark.sign} `, color: mark.color },
    { text: itemName(pen.view, item), bold: status === "running", inverse: isSameSpot(pen.selected, spot) },
    { text: `  ${notes.filter(Boolean).join(", ")}`, dim: true },
  );
  const definition = state && findState(pen.view.definition, state.name);
  const why =
    tellErrors && definition && status !== "succeeded" ? errorLines(state, definition, pen.width - 2) : [];
  return {
    lines: [line, ...why.map((text) => indent(text, "  "))],
    spots: [{ spot, line: 0 }],
  };
}
