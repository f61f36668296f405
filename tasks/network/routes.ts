import { cidrRange } from "./addresses.ts";
import { EMPTY, intersect, isEmpty, type RangeSet, subtract } from "./ranges.ts";
import type { Route, Topology } from "./topology.ts";

/** The part of some destination addresses that one route carries; without a route there is none for them. */
export interface RoutedPart {
  addresses: RangeSet;
  route?: Route;
}

/**
 * Which route of a table carries which of the addresses: the longest prefix wins, and of two equal ones a
 * written route wins over a propagated one (AWS's VPC guide, "Route priority"). The blocks of a prefix list
 * count one by one. Unsure: AWS prefers a written CIDR route to an equal block of a prefix list; so do we.
 */
export function routed(topology: Topology, routeTableId: string | undefined, to: RangeSet): RoutedPart[] {
  const table = routeTableId === undefined ? undefined : topology.routeTables[routeTableId];
  const blocks = (table?.routes ?? []).flatMap((route) =>
    blocksOf(topology, route).map((block) => ({ route, block, length: prefixRank(route, block) })),
  );
  const parts: RoutedPart[] = [];
  let left = to;
  for (const { route, block } of blocks.sort((a, b) => b.length - a.length)) {
    const carried = intersect(left, block);
    if (isEmpty(carried)) continue;
    parts.push({ addresses: carried, route });
    left = subtract(left, block);
  }
  return isEmpty(left) ? parts : [...parts, { addresses: left }];
}

const isPrefixList = (route: Route): boolean => route.destination.startsWith("pl-");

function blocksOf(topology: Topology, route: Route): RangeSet[] {
  if (!isPrefixList(route)) return [[cidrRange(route.destination)]];
  return (topology.prefixLists[route.destination] ?? EMPTY).map((range) => [range]);
}

/** Longer prefixes rank higher; the fraction decides between equal ones. */
function prefixRank(route: Route, block: RangeSet): number {
  const [from, last] = block[0]!;
  return 32 - Math.log2(last - from + 1) + (route.propagated ? 0 : 0.02) + (isPrefixList(route) ? 0 : 0.01);
}
