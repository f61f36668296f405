import type { NetworkDecision, NetworkMap, NetworkParty, NetworkWay } from "../../workflows/contract.ts";

/** What a map says of one pair, its decisions looked up. */
export interface Told extends Pick<NetworkWay, "extent" | "short" | "passes" | "carried"> {
  decidedBy: readonly NetworkDecision[];
  path: readonly NetworkDecision[];
}

/** One pair, as it was when the lab was built, and as it is. Absent: the map of that time does not have it. */
export interface Pair {
  before?: Told;
  now?: Told;
  changed: boolean;
}

/** The network as it was when the lab was built, where that is known, beside how it is. */
export interface Comparison {
  before?: NetworkMap;
  now: NetworkMap;
  /** Everybody who is on either map. */
  parties: readonly NetworkParty[];
}

export function compare(before: NetworkMap | undefined, now: NetworkMap): Comparison {
  const gone = (before?.parties ?? []).filter(({ id }) => !now.parties.some((party) => party.id === id));
  return { before, now, parties: [...now.parties, ...gone] };
}

/** What passes between two of the parties, by their ids; undefined where nobody asks, as for a party and itself. */
export function pairOf({ before, now }: Comparison, from: string, to: string): Pair | undefined {
  const pair = { before: before && lookUp(before, from, to), now: lookUp(now, from, to) };
  if (!pair.before && !pair.now) return undefined;
  return { ...pair, changed: before !== undefined && !isSame(pair.before, pair.now) };
}

/** How many hosts a server's groups name, before and now. */
export function hostsOf({ before, now }: Comparison, id: string) {
  const of = (map: NetworkMap | undefined) => map?.parties.find((party) => party.id === id)?.hosts;
  const [then, today] = [of(before), of(now)];
  return { before: then, now: today, changed: before !== undefined && then?.total !== today?.total };
}

/** The cells that changed, by row and column, in the order in which they are read; the last column has the hosts. */
export function changedCells(comparison: Comparison): { row: number; column: number }[] {
  const { parties } = comparison;
  return parties.flatMap((from, row) => {
    const columns = parties.flatMap((to, column) =>
      pairOf(comparison, from.id, to.id)?.changed ? [column] : [],
    );
    const hosts = hostsOf(comparison, from.id).changed ? [parties.length] : [];
    return [...columns, ...hosts].map((column) => ({ row, column }));
  });
}

/** Other rules that let the same pass are no change: it is what passes that counts, and whether anything but groups stops it. */
const isSame = (a: Told | undefined, b: Told | undefined): boolean =>
  a?.extent === b?.extent && a?.passes === b?.passes && a?.carried === b?.carried;

function lookUp({ parties, cells, ways, decisions }: NetworkMap, from: string, to: string): Told | undefined {
  const at = (id: string) => parties.findIndex((party) => party.id === id);
  const way = ways[cells[at(from)]?.[at(to)] ?? -1];
  const named = (indices: readonly number[]) => indices.flatMap((index) => decisions[index] ?? []);
  return way && { ...way, decidedBy: named(way.decidedBy), path: named(way.path) };
}
