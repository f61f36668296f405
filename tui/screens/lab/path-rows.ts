import { concerns } from "../../state/concerns.ts";
import type { Station, TerminalState } from "../../state/state.ts";
import { textOf, wrap } from "../../text/text.ts";
import { BUSY_MARK, STEP_MARKS } from "../../theme.ts";

/** A line of the path. */
export interface Row {
  key: string;
  text: string;
  mark?: { sign: string; color?: string };
  section?: boolean;
  selected?: boolean;
}

/** Before a title come the pointer, the mark and a space after each. */
export const INDENT = 4;

/** With fewer lines than this, a section's name is not worth more than one. */
const ROOMY = 15;

/**
 * The path in so many lines of so many columns. If not all of it fits, each station takes one line but the selected one,
 * and the lines around that one are shown, with its section above.
 */
export function pathRows(
  stations: readonly Station[],
  state: TerminalState,
  width: number,
  height: number,
): Row[] {
  const whole = rowsOf(stations, state, width, () => true);
  const apart = setApart(whole);
  if (apart.length <= height) return apart;
  if (whole.length <= height) return whole;
  const section = sectionAt(stations, state.selected);
  const rows = rowsOf(
    stations,
    state,
    width,
    (station, index) =>
      index === state.selected ||
      (index === undefined &&
        height >= ROOMY &&
        section !== undefined &&
        station.kind === "step" &&
        station.step.section === section),
  );
  return around(rows, section, width, height);
}

/** An empty line before each section, and before what follows the last one. */
function setApart(rows: Row[]): Row[] {
  return rows.flatMap((row, index) => {
    const begins = row.section ? !rows[index - 1]?.section : row.key === rows.at(-1)?.key;
    return begins ? [{ key: `before ${row.key}`, text: "" }, row] : [row];
  });
}

/** The selected lines, as far from both ends of the screen as the path's own ends allow. */
function around(rows: Row[], section: string | undefined, width: number, height: number): Row[] {
  if (rows.length <= height) return rows;
  const first = rows.findIndex((row) => row.selected);
  const count = rows.filter((row) => row.selected).length;
  const top = Math.max(0, Math.min(first - Math.floor((height - count) / 2), rows.length - height));
  const shown = rows.slice(top, top + height);
  const heading = rows.findIndex((row) => row.section && row.key === `${section} 0`);
  // Further up than the screen reaches: it takes the place of whatever would be the first line.
  if (heading < 0 || heading >= top || first <= top) return shown;
  return [{ ...rows[heading]!, text: cut(section ?? "", width) }, ...shown.slice(1)];
}

/**
 * @param open whether a station's title (or, without an index, its section's) is shown whole, in as many lines as that
 * takes, or cut off at the end of one
 */
function rowsOf(
  stations: readonly Station[],
  state: TerminalState,
  width: number,
  open: (station: Station, index?: number) => boolean,
): Row[] {
  return stations.flatMap((station, index) => {
    const section = sectionAt(stations, index);
    const begins = section !== undefined && section !== sectionAt(stations, index - 1);
    const headings = begins ? lines(section, undefined, width, open(station)) : [];
    const titles = lines(titleOf(station), noteOf(station), width - INDENT, open(station, index));
    return [
      ...headings.map((text, row) => ({ key: `${section} ${row}`, text, section: true })),
      ...titles.map((text, row) => ({
        key: `${index} ${row}`,
        selected: index === state.selected,
        ...(row === 0 ? { mark: markOf(station, state), text } : { text: " ".repeat(INDENT) + text }),
      })),
    ];
  });
}

/** A text and, where it is cut off, what is still said of it. */
function lines(text: string, note: Note | undefined, width: number, whole: boolean): string[] {
  if (whole) return wrap([{ text: text + (note?.long ?? "") }], width).map(textOf);
  const short = note?.short ?? "";
  return [cut(text, width - short.length) + short];
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`;

interface Note {
  long: string;
  short: string;
}

const OPTIONAL: Note = { long: " (optional)", short: " (opt.)" };

function sectionAt(stations: readonly Station[], index: number): string | undefined {
  const station = stations[index];
  return station?.kind === "step" ? station.step.section : undefined;
}

export function titleOf(station: Station): string {
  if (station.kind === "step") return station.step.title;
  return station.kind === "build" ? "Build the lab" : "Clean up";
}

const noteOf = (station: Station): Note | undefined =>
  station.kind === "step" && station.step.optional ? OPTIONAL : undefined;

function markOf(station: Station, state: TerminalState) {
  if (state.busy && state.machine && concerns(state.machine, station)) return BUSY_MARK;
  if (station.kind === "build") return state.build ? STEP_MARKS.met : STEP_MARKS.unknown;
  if (station.kind === "clean-up") return state.cleaned ? STEP_MARKS.met : STEP_MARKS.unknown;
  return STEP_MARKS[state.results[station.step.id]?.status ?? "unknown"];
}
