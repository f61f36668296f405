import type { NetworkParty } from "../../../workflows/contract.ts";
import { type Comparison, hostsOf, pairOf } from "../../network/compare.ts";
import { change, hostsSign, isClosed, signOf } from "../../network/words.ts";

/** One cell as it is drawn: padded to its column's width. */
export interface MatrixCell {
  text: string;
  look: "plain" | "closed" | "changed";
  selected: boolean;
}

export interface MatrixRow {
  /** Absent: a heading, which is a zone's name. */
  label: string;
  heading?: boolean;
  selected: boolean;
  cells: MatrixCell[];
}

/** The matrix as it fits: rows and columns around the selected cell where there are more than that. */
export interface Matrix {
  /** Zones above the heads of the columns; absent where there is no room for them. */
  zones?: string;
  heads: { text: string; selected: boolean }[];
  corner: string;
  rows: MatrixRow[];
}

/** What passes, in a cell: four characters and the mark of a change. What was before is told too where this is wider. */
const CELL = 5;
const WIDEST_CELL = 11;
/** From here on a cell has room for `3306→×*`. */
const BEFORE_AND_NOW = 9;
const HOSTS = 8;
const HOSTS_BEFORE_AND_NOW = 14;

const SHORT_LABEL = 6;

/** Where the columns lie, on a screen of so many. */
interface Columns {
  label: number;
  cell: number;
  hosts: number;
}

function columnsFor(width: number, parties: readonly NetworkParty[]): Columns {
  // Where the names leave no room for the cells, the heads of the columns stand before the rows as well.
  const longest = Math.max(...parties.map(({ name }) => name.length)) + 1;
  const label = longest + parties.length * CELL + HOSTS <= width ? longest : SHORT_LABEL;
  const room = Math.floor((width - label - HOSTS_BEFORE_AND_NOW) / parties.length);
  const cell = Math.max(CELL, Math.min(WIDEST_CELL, room));
  return { label, cell, hosts: cell >= BEFORE_AND_NOW ? HOSTS_BEFORE_AND_NOW : HOSTS };
}

interface Space {
  width: number;
  /** Lines, the heads of the columns included. */
  height: number;
  row: number;
  column: number;
  /** Whether the map is being made anew. */
  looking: boolean;
}

/** How many lines the whole matrix takes, and with a heading for each zone. */
export const linesOf = (parties: readonly NetworkParty[]): { plain: number; headed: number } => ({
  plain: parties.length + 2,
  headed: parties.length + 2 + new Set(parties.map(({ zone }) => zone)).size,
});

export function matrixOf(comparison: Comparison, { width, height, row, column, looking }: Space): Matrix {
  const { parties, now } = comparison;
  const columns = columnsFor(width, parties);
  const wide = columns.cell >= BEFORE_AND_NOW;
  const lines = linesOf(parties);
  const headed = height >= lines.headed;
  const zoned = height >= 8;
  const widthOf = (index: number) => (index < parties.length ? columns.cell : columns.hosts);
  const visible = windowed(parties.length + 1, column, (from, to) => {
    let sum = columns.label;
    for (let index = from; index < to; index++) sum += widthOf(index);
    return sum <= width;
  });
  const rows = headed ? lines.headed : Math.max(1, height - (zoned ? 2 : 1));
  const shown = windowed(parties.length, row, (from, to) => to - from <= rows);
  const label = (party: NetworkParty) => (columns.label > SHORT_LABEL ? party.name : party.short);

  const cellOf = (from: NetworkParty, index: number): Omit<MatrixCell, "selected"> => {
    const signs = signsOf(comparison, from, parties[index]);
    const text = wide && signs.changed ? change(signs.before, signs.now).replaceAll(" ", "") : signs.now;
    return {
      text: `${text.padStart(widthOf(index) - 1)}${signs.changed ? "*" : " "}`,
      look: signs.changed ? "changed" : isClosed(text) ? "closed" : "plain",
    };
  };

  const matrixRows: MatrixRow[] = [];
  for (let index = shown.from; index < shown.to; index++) {
    const party = parties[index]!;
    if (headed && party.zone !== parties[index - 1]?.zone)
      matrixRows.push({ label: party.zone, heading: true, selected: false, cells: [] });
    const cells = visible.indices.map((at) => ({
      ...cellOf(party, at),
      selected: index === row && at === column,
    }));
    matrixRows.push({ label: label(party).padEnd(columns.label), selected: index === row, cells });
  }
  return {
    ...(zoned
      ? { zones: "".padEnd(columns.label) + zonesLine(parties, now.counted, visible.indices, widthOf) }
      : {}),
    corner: (looking ? "look…" : "from \\ to").slice(0, columns.label - 1).padEnd(columns.label),
    heads: visible.indices.map((index) => ({
      text: `${(parties[index]?.short ?? "hosts").padStart(widthOf(index) - 1)} `,
      selected: index === column,
    })),
    rows: matrixRows,
  };
}

/** What stands in a cell, and what stood there, as far as there are columns to say so. */
export function cellText(comparison: Comparison, from: NetworkParty, to: NetworkParty | undefined): string {
  const { before, now, changed } = signsOf(comparison, from, to);
  return changed ? change(before, now) : now;
}

/** A cell's signs, or of the last column how many hosts a server's groups name. */
function signsOf(comparison: Comparison, from: NetworkParty, to: NetworkParty | undefined) {
  if (!to) {
    const { before, now, changed } = hostsOf(comparison, from.id);
    return { before: hostsSign(before), now: hostsSign(now), changed };
  }
  const pair = pairOf(comparison, from.id, to.id);
  return pair
    ? { before: signOf(pair.before), now: signOf(pair.now), changed: pair.changed }
    : { before: "", now: "", changed: false };
}

/** Each zone's name over its columns, as far as it fits. */
function zonesLine(
  parties: readonly NetworkParty[],
  counted: string,
  indices: readonly number[],
  widthOf: (index: number) => number,
): string {
  const runs: { zone: string; width: number }[] = [];
  for (const index of indices) {
    const zone = parties[index]?.zone ?? counted;
    const last = runs.at(-1);
    if (last?.zone === zone) last.width += widthOf(index);
    else runs.push({ zone, width: widthOf(index) });
  }
  return runs
    .map(({ zone, width }) => {
      const name = zone.length + 2 <= width ? ` ${zone} ` : zone;
      return `${name.padEnd(width, "─").slice(0, width - 1)} `;
    })
    .join("");
}

/** The largest stretch around `selected` that fits: from the beginning where that holds it. */
function windowed(count: number, selected: number, fits: (from: number, to: number) => boolean) {
  let [from, to] = [0, count];
  while (to > selected + 1 && !fits(from, to)) to--;
  while (from < selected && !fits(from, to)) from++;
  return { from, to, indices: Array.from({ length: to - from }, (_, index) => from + index) };
}
