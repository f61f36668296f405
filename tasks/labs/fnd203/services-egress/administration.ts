import { referenceHolds } from "../../../network/security-group.ts";
import type { Group, GroupRule, Topology } from "../../../network/topology.ts";
import { type Flow, TCP, tcp } from "../../../network/traffic.ts";
import { flowCovers } from "../services-group.ts";

/** SSH and RDP. */
export const ADMINISTRATION = [22, 3389] as const;
export const ADMINISTRATION_FLOW: Flow = {
  protocols: [[TCP, TCP]],
  ports: ADMINISTRATION.map((port) => [port, port] as const),
};

/** Outbound rules of the group that name `target`, whatever else they say. */
export const rulesNaming = (group: Group, target: string): GroupRule[] =>
  group.rules.filter(
    (rule) => rule.direction === "egress" && rule.peer.kind === "group" && rule.peer.id === target,
  );

/** The administrative ports that the group's rules open to `target`, while such a reference holds. */
export function portsOpenTo(topology: Topology, group: Group, target: string): number[] {
  const rules = rulesNaming(group, target).filter((rule) => referenceHolds(topology, group, rule));
  return ADMINISTRATION.filter((port) => rules.some((rule) => flowCovers(rule.flow, tcp(port))));
}
