import { addresses } from "./addresses.ts";
import type { AclEntry, Direction } from "./topology.ts";
import { isNone, type Traffic, to, trafficIntersect, trafficSubtract, trafficUnion } from "./traffic.ts";

/** What a network ACL does with some traffic. `rules` tells which entry decided which part, in order. */
export interface AclVerdict {
  allow: Traffic;
  deny: Traffic;
  rules: { entry: AclEntry | "*"; allow: boolean; traffic: Traffic }[];
}

export const entryTraffic = (entry: AclEntry): Traffic => to(addresses(entry.cidr), entry.flow);

/**
 * What a network ACL allows and denies of `asked` in one direction, proven over whole ranges: the entry with
 * the lowest number that matches a packet decides it, and the final `*` denies the rest (AWS's VPC guide,
 * "Network ACL basics"). A network ACL keeps no state: ask about the reply as well.
 */
export function naclVerdict(entries: readonly AclEntry[], direction: Direction, asked: Traffic): AclVerdict {
  const ordered = entries
    .filter((entry) => entry.direction === direction)
    .sort((a, b) => a.number - b.number);
  const rules: AclVerdict["rules"] = [];
  let undecided = asked;
  for (const entry of ordered) {
    const matched = trafficIntersect(undecided, entryTraffic(entry));
    if (isNone(matched)) continue;
    rules.push({ entry, allow: entry.allow, traffic: matched });
    undecided = trafficSubtract(undecided, entryTraffic(entry));
  }
  if (!isNone(undecided)) rules.push({ entry: "*", allow: false, traffic: undecided });
  const part = (allow: boolean): Traffic =>
    trafficUnion(...rules.filter((rule) => rule.allow === allow).map((rule) => rule.traffic));
  return { allow: part(true), deny: part(false), rules };
}
