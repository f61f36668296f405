import type { CleanUpPlan } from "../../../../workflows/contract.ts";
import { renderMarkdown } from "../../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../../text/text.ts";
import { cutInto, widthOf } from "../../../text/width.ts";
import { thingSpans } from "./item-lines.ts";
import { type PlanRow, planRows, selectedRow } from "./plan-rows.ts";
import type { CleanUpState } from "./state.ts";

interface Drawn {
  state: CleanUpState;
  width: number;
  lines: Line[];
}

/** The page as it was drawn last: a screen is drawn anew for the time of day as well, and a plan may have hundreds of things. */
const drawn = new WeakMap<CleanUpPlan, Drawn>();

/** A plan that waits for a yes, as a tree: what goes, what is put back, what stays. */
export function planPage(plan: CleanUpPlan, state: CleanUpState, width: number): Line[] {
  const last = drawn.get(plan);
  if (last?.state === state && last.width === width) return last.lines;
  const lines = draw(plan, state, width);
  drawn.set(plan, { state, width, lines });
  return lines;
}

function draw(plan: CleanUpPlan, state: CleanUpState, width: number): Line[] {
  if (plan.items.length === 0)
    return renderMarkdown(
      "## Nothing to clean up\n\nNothing of the lab is there. **y** closes the books; **n** leaves all as it is.",
      width,
    );
  const rows = planRows(plan, state);
  const selected = selectedRow(rows, state);
  return [
    ...renderMarkdown("## The plan of the clean-up", width),
    ...wrap([{ text: "Nothing has been touched yet. ↑↓ select, Enter or ←→ fold.", dim: true }], width),
    ...rows.flatMap((row, index) => [
      ...(row.depth === 0 ? [EMPTY_LINE] : []),
      ...rowLines(row, index === selected, width).map((line) => ({ ...line, item: index })),
    ]),
  ];
}

const INDENT = 2;

function rowLines(row: PlanRow, selected: boolean, width: number): Line[] {
  const margin = " ".repeat(row.depth * INDENT);
  const room = width - margin.length - INDENT;
  const hang = (lines: Line[], first: string): Line[] =>
    lines.map((line, index) => ({
      spans: [{ text: margin + (index === 0 ? first : "  ") }, ...line.spans],
    }));
  if (row.item) return hang(thingLines(row, selected, room), selected ? "› " : "  ");
  const head = wrap([{ text: row.text, bold: true, inverse: selected }], room);
  return [
    ...hang(head, row.open ? "▾ " : "▸ "),
    ...(row.departs
      ? hang(wrap([{ text: `Not in the guide's order: ${row.departs}`, italic: true }], room), "  ")
      : []),
    ...(row.unlisted ? hang(wrap([{ text: `Not listed: ${row.unlisted}`, dim: true }], room), "  ") : []),
    ...(row.open || !row.inside ? [] : hang([cutTo(row.inside, room)], "  ")),
  ];
}

/** A thing: kind, name and id, and beneath it why, or what it is set back to. */
function thingLines({ item }: PlanRow, selected: boolean, width: number): Line[] {
  const { why, to, action } = item!;
  const back = { text: action === "restore" ? "↺ " : "" };
  return [
    ...wrap([back, ...thingSpans(item!, { inverse: selected })], width),
    ...wrap([{ text: why, dim: true }], width),
    ...(to ? wrap([{ text: `back to: ${to}` }], width) : []),
  ];
}

/** As much as fits into one line. */
function cutTo(text: string, width: number): Line {
  const fits = widthOf(text) <= width;
  return { spans: [{ text: fits ? text : `${cutInto(text, width - 1)[0]}…`, dim: true }] };
}
