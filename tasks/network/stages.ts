import { ALL_ADDRESSES, addressWords, INTERNET } from "./addresses.ts";
import { naclVerdict } from "./network-acl.ts";
import type { Located } from "./parties.ts";
import { covers, isEmpty, size, union } from "./ranges.ts";
import { type RoutedPart, routed } from "./routes.ts";
import { groupVerdict } from "./security-group.ts";
import type { Direction, Topology } from "./topology.ts";
import { type Flow, project, type Traffic, to, trafficSubtract, trafficWords } from "./traffic.ts";

export type Phase = "request" | "reply";

/** How much of what is asked: `some` is a part of the traffic, or for some of the addresses only. */
export type Extent = "all" | "some" | "none";

/** One thing on a path that lets traffic pass or not. */
export interface Decision {
  kind: "security-group" | "network-acl" | "route";
  /** The id of the network interface whose groups decide, of the network ACL, or of the route table. */
  id: string;
  /** Whether the request met it or the reply; what keeps no state sees both. */
  phase: Phase;
  direction: Direction;
  /** A group rule's id, an ACL entry's number, `*` for an ACL's final deny, a route's destination; none where nothing matched. */
  rule?: string;
  /** The ids of a security group's rules that let something of it pass. */
  allowedBy?: string[];
  /** How much of it passes here: of the request, or of the reply. */
  extent: Extent;
  /** The same in a sentence, without a full stop. */
  words: string;
}

/** A decision and the protocols and ports that it lets pass: surely for all the addresses, possibly for some. */
export interface Stage {
  decision: Decision;
  sure: Traffic;
  possible: Traffic;
}

/** A VPC's route table or ACL that the topology was not given. */
const UNKNOWN = "unknown";

export function groupStage(
  topology: Topology,
  owner: Located,
  direction: Direction,
  other: Located,
  flow: Flow,
): Stage {
  const standing = owner.interface!;
  const verdict = groupVerdict(topology, standing, direction, other, flow);
  const denied = trafficSubtract(to(other.addresses, flow), verdict.allow);
  const preposition = direction === "egress" ? "to" : "from";
  const words = `security groups ${standing.groupIds.join(", ")}: ${direction} ${preposition} ${addressWords(other.addresses)}`;
  const missing = denied.length > 0;
  return {
    decision: {
      kind: "security-group",
      id: standing.id,
      phase: "request",
      direction,
      ...(missing ? {} : { rule: verdict.rules[0]?.id }),
      allowedBy: verdict.rules.map(({ id }) => id),
      extent: extentOf(verdict.allow, denied),
      words: missing ? `${words}: no rule allows ${trafficWords(denied)}` : `${words} is allowed`,
    },
    ...outcome(flow, verdict.allow, denied),
  };
}

export function aclStage(
  topology: Topology,
  at: Located,
  direction: Direction,
  other: Located,
  flow: Flow,
  phase: Phase,
): Stage {
  const acl = topology.acls[at.subnet?.aclId ?? ""];
  const verdict = naclVerdict(acl?.entries ?? [], direction, to(other.addresses, flow));
  const decider = verdict.rules.find((rule) => !rule.allow) ?? verdict.rules.at(-1);
  const rule = decider === undefined || decider.entry === "*" ? "*" : String(decider.entry.number);
  const preposition = direction === "egress" ? "to" : "from";
  const verb = decider?.allow ? "allows" : "denies";
  return {
    decision: {
      kind: "network-acl",
      id: acl?.id ?? UNKNOWN,
      phase,
      direction,
      rule,
      extent: extentOf(verdict.allow, verdict.deny),
      words: `network ACL ${acl?.name ?? acl?.id ?? UNKNOWN}: ${direction} rule ${rule} ${verb} ${trafficWords(decider?.traffic ?? [])} ${preposition} ${addressWords(other.addresses)}`,
    },
    ...outcome(flow, verdict.allow, verdict.deny),
  };
}

type Leg = "plain" | "entry" | "to-nat";

/**
 * `leg` is `entry` for traffic from outside, which comes in by the gateway through which the way back leads, and
 * `to-nat` for what a NAT gateway shall carry on: only a path that the inside opens goes through one.
 */
export function routeStage(
  topology: Topology,
  from: Located,
  target: Located,
  flow: Flow,
  phase: Phase,
  leg: Leg = "plain",
): Stage {
  const tableId = from.subnet?.routeTableId;
  const parts = routed(topology, tableId, target.addresses);
  const judged = parts.map((part) => ({ part, obstacle: obstacle(topology, from, target, part, leg) }));
  // Of several reasons the one that stops the most is told.
  const stopped = judged
    .filter(({ obstacle }) => obstacle !== undefined)
    .toSorted((a, b) => size(b.part.addresses) - size(a.part.addresses))[0];
  const passing = union(
    ...judged.filter(({ obstacle }) => obstacle === undefined).map(({ part }) => part.addresses),
  );
  const allowed = to(passing, flow);
  const denied = trafficSubtract(to(target.addresses, flow), allowed);
  const route = (stopped ?? judged[0])?.part.route;
  return {
    decision: {
      kind: "route",
      id: tableId ?? UNKNOWN,
      phase,
      direction: leg === "entry" ? "ingress" : "egress",
      ...(route ? { rule: route.destination } : {}),
      extent: extentOf(allowed, denied),
      words: `route table ${tableId ?? UNKNOWN}: ${
        stopped?.obstacle ?? `${addressWords(target.addresses)} goes to ${route?.target.id ?? "nowhere"}`
      }`,
    },
    ...outcome(flow, allowed, denied),
  };
}

const extentOf = (allowed: Traffic, denied: Traffic): Extent =>
  denied.length === 0 ? "all" : allowed.length === 0 ? "none" : "some";

function outcome(flow: Flow, allowed: Traffic, denied: Traffic): Pick<Stage, "sure" | "possible"> {
  return { sure: trafficSubtract(to(ALL_ADDRESSES, flow), project(denied)), possible: project(allowed) };
}

/** Why a route does not carry traffic to the target, or nothing if it does. */
function obstacle(
  topology: Topology,
  from: Located,
  target: Located,
  { addresses, route }: RoutedPart,
  leg: Leg,
): string | undefined {
  const where = addressWords(addresses);
  if (!route) return `there is no route to ${where}`;
  if (!route.active) return `the route to ${route.destination} is a blackhole`;
  const { kind, id } = route.target;
  const sameVpc = target.subnet !== undefined && target.subnet.vpcId === from.subnet?.vpcId;
  switch (kind) {
    case "local":
      return sameVpc ? undefined : `${where} counts as local, and is not there`;
    case "peering": {
      const peering = topology.peerings[id];
      if (peering?.status !== "active") return `the peering connection ${id} is ${peering?.status ?? "gone"}`;
      const ends = [from.subnet?.vpcId, target.subnet?.vpcId];
      return !sameVpc && ends.every((vpc) => vpc !== undefined && peering.vpcIds.includes(vpc))
        ? undefined
        : `the peering connection ${id} does not lead to ${where}`;
    }
    case "internet-gateway":
      if (target.subnet || !covers(INTERNET, addresses))
        return `no Internet gateway carries traffic to ${where}`;
      return from.hasPublicAddress ? undefined : "there is no public address for the Internet gateway to use";
    case "nat-gateway": {
      const nat = topology.natGateways[id];
      if (!nat?.available) return `the NAT gateway ${id} is not available`;
      return leg === "to-nat"
        ? undefined
        : `the NAT gateway ${id} lets nothing in and opens no way to ${where}`;
    }
    case "gateway-endpoint":
      // It is a way out to a service, which opens no connections of its own.
      if (leg === "entry") return `the gateway endpoint ${id} lets nothing in from ${where}`;
      return target.subnet || isEmpty(addresses) ? `${id} does not lead to ${where}` : undefined;
    case "vpn-gateway":
      // What lies behind a VPN gateway is not ours to see; that it is there is taken as given.
      return target.subnet || isEmpty(addresses) ? `${id} does not lead to ${where}` : undefined;
    case "other":
      return `what ${id} does with traffic to ${where} is not evaluated`;
  }
}
