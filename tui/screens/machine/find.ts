import { isSameSpot, type Spot } from "../../drawing/block.ts";
import { drawMachine } from "../../drawing/draw-machine.ts";
import type { Clock } from "../../drawing/state-notes.ts";
import type { ExecutionView } from "../../execution/view.ts";
import type { Finds, Found } from "../../state/search.ts";
import { isIn } from "../../text/search.ts";
import type { Line } from "../../text/text.ts";
import { atLine, linesWith } from "../find.ts";
import type { Frame } from "../screen.ts";
import { detailLines } from "./detail-lines.ts";
import { areas } from "./layout.ts";
import { listLines } from "./list-lines.ts";
import { shownSpot } from "./spots.ts";
import { indexOfSelected, type MachineFocus, shownView } from "./state.ts";

/** Wide enough for nothing of an execution's line to be cut off. */
const WHOLE_LINE = 250;

/** In the order of an execution's contents, its own line comes before all of them. */
const LINE = -1;

/**
 * Where the screen has a text: execution by execution its line in the list and, of the one that is looked at, state by state
 * what the drawing says and then what only the details have, such as inputs and outputs. Nothing of the others has been
 * read yet.
 */
export function findInMachine({ state, session, now, width, height }: Frame, query: string): Finds {
  const { executions, machine, scroll } = state;
  const { list = [], focus } = executions;
  const view = shownView(executions, machine?.view);
  const at = indexOfSelected(executions);
  const rows = listLines(executions, machine?.view, now, WHOLE_LINE);
  const clock = { now, timeScale: session?.place.timeScale ?? 1 };
  const columns = (part: MachineFocus) =>
    areas(width, height, part, list.length).areas.find(({ shows }) => shows === part)!.width;
  const inside = view ? insideOf(view, executions.selected, clock, columns, query) : { found: [], spots: [] };
  const found = rows.flatMap((row, index): Found[] => {
    const selected = list[index]!.executionArn;
    const to = { machine: { selected, focus: "list" as const, spot: undefined }, ...atLine("page", 0) };
    const own = linesWith([row], query).map(() => ({ to, order: [index, LINE] }));
    const below = index === at ? inside.found : [];
    return [...own, ...below.map((one) => ({ ...one, order: [index, ...one.order] }))];
  });
  const spot = view && shownSpot(executions, view);
  const spotIndex = Math.max(
    0,
    inside.spots.findIndex((one) => isSameSpot(one, spot)),
  );
  // What is selected has not been gone to: it may be the first to have it.
  const before = {
    list: [at, LINE - 1],
    drawing: [at, spotIndex, -1],
    details: [at, spotIndex, scroll.page],
  };
  return { found, here: before[focus] };
}

/** Where the execution that is looked at has it: `[spot, 0]` on the drawing, `[spot, 1 + line]` in a spot's details. */
function insideOf(
  view: ExecutionView,
  selected: string | undefined,
  clock: Clock,
  columns: (part: MachineFocus) => number,
  query: string,
): { found: Found[]; spots: Spot[] } {
  const { lines, spots } = drawMachine({ view, width: columns("drawing"), ...clock, wholeMaps: true });
  const matching = linesWith(lines, query);
  const found = spots.flatMap(({ spot }, index): Found[] => {
    const place = (focus: MachineFocus) => ({ machine: { selected, focus, spot } });
    const isDrawn =
      isIn(spot.item === undefined ? spot.state : "", query) ||
      matching.some((line) => ownerOf(line, spots, query) === index);
    const drawn = isDrawn ? [{ to: { ...place("drawing"), ...atLine("page", 0) }, order: [index, 0] }] : [];
    const details = detailLines(view, spot, clock, columns("details"));
    const told = linesWith(details, query).filter((line) => isOnlyThere(details[line]!, isDrawn));
    return [
      ...drawn,
      ...told.map((line) => ({
        to: { ...place("details"), ...atLine("page", line) },
        order: [index, 1 + line],
      })),
    ];
  });
  return { found, spots: spots.map(({ spot }) => spot) };
}

/** Whose line of the drawing it is, by index. Branches side by side share lines: there the name decides. */
function ownerOf(line: number, spots: readonly { spot: Spot; line: number }[], query: string): number {
  const named = spots.findIndex((one) => one.line === line && isIn(one.spot.state, query));
  if (named >= 0) return named;
  const nearest = Math.max(...spots.map((one) => one.line).filter((one) => one <= line));
  return spots.findIndex((one) => one.line === nearest);
}

/** What the drawing has as well (names, what follows what, an error in short) is found there. */
const isOnlyThere = ({ spans, heading }: Line, isDrawn: boolean): boolean =>
  spans.some(({ code }) => code) || (!isDrawn && !heading && !spans.every(({ dim }) => dim));
