import { isSameSpot, type Spot } from "../../drawing/block.ts";
import { drawMachine } from "../../drawing/draw-machine.ts";
import type { ExecutionView } from "../../execution/view.ts";
import type { ExecutionsState } from "./state.ts";

/** Any width does: a drawing's spots come in the same order in all of them. */
const ANY_WIDTH = 80;

/** What can be selected on a drawing, from top to bottom; an item of a Map that is selected is among it. */
const spotsOf = (view: ExecutionView, selected: Spot | undefined): Spot[] =>
  drawMachine({ view, width: ANY_WIDTH, now: new Date(0), timeScale: 1, selected }).spots.map(
    ({ spot }) => spot,
  );

/** What is selected on the drawing: what was chosen there, else what runs or failed, else where it begins. */
export function shownSpot({ spot }: ExecutionsState, view: ExecutionView): Spot | undefined {
  if (spot) return spot;
  const telling =
    view.states.findLast(({ status }) => status === "running") ??
    view.states.findLast(({ status }) => status === "failed") ??
    view.states.at(0);
  return telling ? { state: telling.name } : undefined;
}

/** The spot that is so many further down, or up. */
export function spotBeside(executions: ExecutionsState, view: ExecutionView, by: number): Spot | undefined {
  const shown = shownSpot(executions, view);
  const spots = spotsOf(view, shown);
  const at = spots.findIndex((one) => isSameSpot(one, shown));
  return spots[Math.max(0, Math.min(at + by, spots.length - 1))];
}
