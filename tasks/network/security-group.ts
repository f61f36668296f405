import { ALL_ADDRESSES, addresses } from "./addresses.ts";
import { EMPTY, intersect, type RangeSet, union } from "./ranges.ts";
import type { Direction, Group, GroupRule, Interface, Topology } from "./topology.ts";
import { type Flow, isNone, type Traffic, to, trafficIntersect, trafficUnion } from "./traffic.ts";

/**
 * Whether a rule that names another group has effect: always within one VPC; across a peering connection while
 * that is active. (AWS's VPC peering guide, "Update your security groups to reference peer security groups":
 * the rule stays listed, stale, when the connection goes.)
 */
export function referenceHolds(topology: Topology, owner: Group, rule: GroupRule): boolean {
  if (rule.peer.kind !== "group") return true;
  const { id, peeringId, peeringStatus } = rule.peer;
  const referenced = topology.groups[id];
  if (!peeringId && (!referenced || referenced.vpcId === owner.vpcId)) return referenced !== undefined;
  if (peeringStatus !== undefined && peeringStatus !== "active") return false;
  if (!referenced) return peeringStatus === "active";
  return Object.values(topology.peerings).some(
    (peering) =>
      peering.status === "active" &&
      peering.vpcIds.includes(owner.vpcId) &&
      peering.vpcIds.includes(referenced.vpcId),
  );
}

/** The network interfaces that carry a group. */
export function members(topology: Topology, groupId: string): Interface[] {
  return Object.values(topology.interfaces).filter((each) => each.groupIds.includes(groupId));
}

/** The IPv4 addresses that a rule speaks of: a referenced group stands for its members, a prefix list for its entries. */
export function peerAddresses(topology: Topology, owner: Group, rule: GroupRule): RangeSet {
  switch (rule.peer.kind) {
    case "cidr":
      return addresses(rule.peer.cidr);
    case "cidr6":
      return EMPTY;
    case "prefix-list":
      return topology.prefixLists[rule.peer.id] ?? EMPTY;
    case "group":
      if (!referenceHolds(topology, owner, rule)) return EMPTY;
      return union(...members(topology, rule.peer.id).map((each) => each.addresses));
  }
}

/**
 * What the security groups of an interface allow between it and `other`, whose addresses may be many. Groups
 * add up, there is no deny, and replies pass by themselves: a security group is stateful. A rule that names a
 * group matches by membership, so it never matches addresses alone.
 */
export function groupVerdict(
  topology: Topology,
  owner: Interface,
  direction: Direction,
  other: { addresses: RangeSet; interface?: Interface },
  flow: Flow,
): { allow: Traffic; rules: GroupRule[] } {
  const asked = to(other.addresses, flow);
  const matches = owner.groupIds
    .flatMap((id) => topology.groups[id] ?? [])
    .flatMap((group) =>
      group.rules
        .filter((rule) => rule.direction === direction)
        .map((rule) => ({ rule, from: addressesMatched(topology, group, rule, other) })),
    )
    .map(({ rule, from }) => ({ rule, traffic: trafficIntersect(asked, to(from, rule.flow)) }))
    .filter(({ traffic }) => !isNone(traffic));
  return {
    allow: trafficUnion(...matches.map(({ traffic }) => traffic)),
    rules: matches.map(({ rule }) => rule),
  };
}

function addressesMatched(
  topology: Topology,
  group: Group,
  rule: GroupRule,
  other: { addresses: RangeSet; interface?: Interface },
): RangeSet {
  if (rule.peer.kind !== "group") return peerAddresses(topology, group, rule);
  const member = other.interface?.groupIds.includes(rule.peer.id) ?? false;
  return member && referenceHolds(topology, group, rule) ? other.addresses : EMPTY;
}

/**
 * The addresses that a group's outbound rules permit on some of `flow`; its `size` is how many hosts its members
 * may speak to, such as 65,536 for a /16 and 8 once the rules name groups with eight members.
 */
export function destinations(
  topology: Topology,
  groupId: string,
  flow: Flow,
  within = ALL_ADDRESSES,
): RangeSet {
  const group = topology.groups[groupId];
  if (!group) return EMPTY;
  const permitted = group.rules
    .filter((rule) => rule.direction === "egress" && sharesTraffic(rule.flow, flow))
    .map((rule) => peerAddresses(topology, group, rule));
  return intersect(union(...permitted), within);
}

/** Whether two flows have any traffic in common. */
export function sharesTraffic(a: Flow, b: Flow): boolean {
  return !isNone(trafficIntersect(to(ALL_ADDRESSES, a), to(ALL_ADDRESSES, b)));
}
