import { ALL_ADDRESSES } from "./addresses.ts";
import type { GroupRule, Topology } from "./topology.ts";
import { to, trafficWords } from "./traffic.ts";

/** A rule as a participant reads it in the console, such as `TCP 22 from 192.168.0.0/16 (sgr-…)`. */
export function ruleWords(topology: Topology, rule: GroupRule): string {
  const preposition = rule.direction === "egress" ? "to" : "from";
  return `${trafficWords(to(ALL_ADDRESSES, rule.flow))} ${preposition} ${peerWords(topology, rule)} (${rule.id})`;
}

function peerWords(topology: Topology, { peer }: GroupRule): string {
  switch (peer.kind) {
    case "cidr":
    case "cidr6":
      return peer.cidr;
    case "prefix-list":
      return `the prefix list ${peer.id}`;
    case "group":
      return `the group ${topology.groups[peer.id]?.name ?? peer.id}`;
  }
}
