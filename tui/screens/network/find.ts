import type { NetworkParty } from "../../../workflows/contract.ts";
import { type Comparison, compare } from "../../network/compare.ts";
import type { Finds, Found } from "../../state/search.ts";
import type { Visited } from "../../state/state.ts";
import { isIn } from "../../text/search.ts";
import { atLine, linesWith } from "../find.ts";
import type { Frame } from "../screen.ts";
import { detailOf, PATH_HEAD, pathLines } from "./detail-lines.ts";
import { cellText } from "./layout.ts";
import { selectedIn, shownMap } from "./state.ts";

/** In the order of a row's cells, its party comes before all of them. */
const PARTY = -1;

/**
 * Where the map has a text: row by row its party, by name or zone, and then cell by cell what passes and the rules that
 * decide it; where only the packets' whole path says it, that is opened. Without a map there is nothing of its own to search.
 */
export function findInNetwork({ state, width }: Frame, query: string): Finds | undefined {
  const map = shownMap(state);
  if (!map) return undefined;
  const comparison = compare(state.build?.network, map);
  const { parties } = comparison;
  const { row, column } = selectedIn(state.network, parties);
  const found = parties.flatMap((from, at): Found[] => [
    ...(isIn(namesOf(parties, at), query)
      ? [{ to: { network: { row: at, column, path: false }, ...atLine("page", 0) }, order: [at, PARTY, 0] }]
      : []),
    ...[...parties, undefined].flatMap((to, index): Found[] => {
      const place = placeInCell(comparison, from, to, width, query);
      if (!place) return [];
      const { path, ...line } = place;
      return [{ to: { network: { row: at, column: index, path }, ...line }, order: [at, index, 0] }];
    }),
  ]);
  // The cell that is selected has not been gone to: it may be the first to have it.
  return { found, here: [row, column, -1] };
}

/** A party as it is named on the screen, with its zone where that begins. */
const namesOf = (parties: readonly NetworkParty[], at: number): string => {
  const { name, short, zone } = parties[at]!;
  return [...(parties[at - 1]?.zone === zone ? [] : [zone]), name, short].join("\n");
};

/** Where a cell has it first; most cells share their rules, so that one place of each is enough. */
function placeInCell(
  comparison: Comparison,
  from: NetworkParty,
  to: NetworkParty | undefined,
  width: number,
  query: string,
): (Pick<Visited, "focus" | "scroll"> & { path: boolean }) | undefined {
  const selected = { comparison, from, to };
  const { lines } = detailOf(selected, width);
  const [told] = linesWith(lines, query);
  if (told !== undefined) return { path: false, ...atLine("page", told) };
  if (isIn(cellText(comparison, from, to), query)) return { path: false, ...atLine("page", 0) };
  const [met] = linesWith(pathLines(selected, width), query);
  return met === undefined
    ? undefined
    : { path: true, ...atLine("page", PATH_HEAD + lines.length + 1 + met) };
}
