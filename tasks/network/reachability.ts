import { ALL_ADDRESSES, INTERNET } from "./addresses.ts";
import { type Located, locate, locateNat, type Party } from "./parties.ts";
import { covers, isEmpty, type RangeSet, subtract, union } from "./ranges.ts";
import { routed } from "./routes.ts";
import { aclStage, type Decision, type Extent, groupStage, routeStage, type Stage } from "./stages.ts";
import type { Topology } from "./topology.ts";
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  EPHEMERAL_PORTS,
  type Flow,
  ICMP,
  isNone,
  TCP,
  type Traffic,
  trafficIntersect,
  trafficSubtract,
  to as trafficTo,
  trafficUnion,
  UDP,
} from "./traffic.ts";

export interface Reach {
  /** Whether everything that was asked passes, there and back. */
  open: boolean;
  /** `none`: provably nothing of it passes; `some`: a part, or for some of the addresses only. */
  extent: Extent;
  /** The protocols and destination ports that surely pass; the addresses in it mean nothing. */
  passes: Traffic;
  /** Those that pass for some of the addresses at least. */
  possible: Traffic;
  /** Whether routes and network ACLs would carry any of it, whatever the security groups say. */
  carried: boolean;
  /** What stops the traffic, or a part of it; for an open path the last thing that it met, if it met any. */
  decidedBy?: Decision;
  /** Everything on the path, in the order in which the packets meet it. */
  path: Decision[];
}

/** The whole Internet, as a party. */
export const INTERNET_PARTY: Party = { kind: "outside", addresses: INTERNET };

/**
 * Whether `from` can open a flow to `to`: by the sender's and the receiver's security groups, the network ACLs
 * of both subnets for the request and for the reply to an ephemeral port, and the routes there and back.
 * Traffic within a subnet meets no network ACL and no route (AWS's VPC guide). Proven over all the addresses,
 * protocols and ports asked about. Not evaluated: transit gateways, network appliances, endpoint policies,
 * firewalls on hosts, IPv6: what goes that way counts as not passing.
 * @throws Error if the topology does not hold a party.
 */
export function reach(topology: Topology, from: Party, to: Party, flow: Flow): Reach {
  const source = locate(topology, from);
  const target = locate(topology, to);
  const results = waysOut(topology, source, target).map(({ addresses, nat }) => {
    const part = { ...target, addresses };
    const stages = nat
      ? throughNat(topology, source, nat, part, flow)
      : directly(topology, source, part, flow);
    return verdict(stages, flow);
  });
  return combined(results, flow);
}

/** `reach` between every two of the named parties. */
export function matrix(
  topology: Topology,
  parties: Record<string, Party>,
  flow: Flow,
): { from: string; to: string; reach: Reach }[] {
  const names = Object.keys(parties);
  return names.flatMap((from) =>
    names
      .filter((to) => to !== from)
      .map((to) => ({ from, to, reach: reach(topology, parties[from]!, parties[to]!, flow) })),
  );
}

/** The target's addresses, in the parts that go through each NAT gateway and the part that goes through none. */
function waysOut(
  topology: Topology,
  source: Located,
  target: Located,
): { addresses: RangeSet; nat?: Located }[] {
  if (!source.subnet || target.subnet) return [{ addresses: target.addresses }];
  const parts = routed(topology, source.subnet.routeTableId, target.addresses).flatMap(
    ({ addresses, route }) => {
      const nat = route?.target.kind === "nat-gateway" ? topology.natGateways[route.target.id] : undefined;
      return nat && topology.subnets[nat.subnetId] ? [{ addresses, nat: locateNat(topology, nat) }] : [];
    },
  );
  const rest = subtract(target.addresses, union(...parts.map(({ addresses }) => addresses)));
  return isEmpty(rest) ? parts : [...parts, { addresses: rest }];
}

/** NAT gateways and Network Load Balancers without groups have interfaces that no security group filters. */
const hasGroups = (party: Located): boolean => (party.interface?.groupIds.length ?? 0) > 0;

function directly(topology: Topology, source: Located, target: Located, flow: Flow): Stage[] {
  const stages: Stage[] = [];
  const sameSubnet = source.subnet !== undefined && source.subnet.id === target.subnet?.id;
  if (hasGroups(source)) stages.push(groupStage(topology, source, "egress", target, flow));
  if (!sameSubnet) {
    if (source.subnet) {
      stages.push(aclStage(topology, source, "egress", target, flow, "request"));
      stages.push(routeStage(topology, source, target, flow, "request"));
    } else {
      stages.push(routeStage(topology, target, source, flow, "request", "entry"));
    }
    if (target.subnet) stages.push(aclStage(topology, target, "ingress", source, flow, "request"));
  }
  if (hasGroups(target)) stages.push(groupStage(topology, target, "ingress", source, flow));
  if (sameSubnet) return stages;
  return [
    ...stages,
    ...replies(flow, (back) => {
      const returning: Stage[] = [];
      if (target.subnet) {
        returning.push(aclStage(topology, target, "egress", source, back, "reply"));
        returning.push(routeStage(topology, target, source, back, "reply"));
      }
      if (source.subnet) returning.push(aclStage(topology, source, "ingress", target, back, "reply"));
      return returning;
    }),
  ];
}

/**
 * A NAT gateway's subnet sees each packet come and go: from the sender to the Internet's address and on from the
 * gateway's own, and the reply likewise, first to the gateway and then, still from the Internet's address, to
 * the sender. In the sender's own subnet the inner half meets no network ACL.
 */
function throughNat(topology: Topology, source: Located, nat: Located, target: Located, flow: Flow): Stage[] {
  const stages: Stage[] = [];
  const apart = source.subnet?.id !== nat.subnet?.id;
  if (hasGroups(source)) stages.push(groupStage(topology, source, "egress", target, flow));
  if (apart) stages.push(aclStage(topology, source, "egress", target, flow, "request"));
  stages.push(routeStage(topology, source, target, flow, "request", "to-nat"));
  if (apart) stages.push(aclStage(topology, nat, "ingress", source, flow, "request"));
  stages.push(aclStage(topology, nat, "egress", target, flow, "request"));
  stages.push(routeStage(topology, nat, target, flow, "request"));
  return [
    ...stages,
    ...replies(flow, (back) => [
      aclStage(topology, nat, "ingress", target, back, "reply"),
      ...(apart
        ? [
            aclStage(topology, nat, "egress", source, back, "reply"),
            aclStage(topology, source, "ingress", target, back, "reply"),
          ]
        : []),
    ]),
  ];
}

const ECHO_REQUEST = [8 * 256, 8 * 256 + 255] as const;
const ECHO_REPLY = [0, 255] as const;

/** The kinds of reply that there are: each protocol's requests, and what comes back for them. */
function kindsOfReply(flow: Flow): { asked: Traffic; back: Flow }[] {
  const echo = covers([ECHO_REQUEST], flow.ports);
  const kinds: [protocols: RangeSet, ports: RangeSet][] = [
    [[[TCP, TCP]], EPHEMERAL_PORTS],
    [[[UDP, UDP]], EPHEMERAL_PORTS],
    [[[ICMP, ICMP]], echo ? [ECHO_REPLY] : ALL_PORTS],
    [subtract(ALL_PROTOCOLS, union([[TCP, TCP]], [[UDP, UDP]], [[ICMP, ICMP]])), ALL_PORTS],
  ];
  return kinds.flatMap(([protocols, ports]) => {
    const asked = trafficIntersect(
      trafficTo(ALL_ADDRESSES, flow),
      trafficTo(ALL_ADDRESSES, { protocols, ports: ALL_PORTS }),
    );
    return isNone(asked) ? [] : [{ asked, back: { protocols: asked[0]!.protocols, ports } }];
  });
}

/**
 * The stages of the way back, said of the requests: they surely pass if every reply to them does, and possibly
 * if some does. Stages of one protocol's replies say nothing against the others.
 */
function replies(flow: Flow, stagesOf: (back: Flow) => Stage[]): Stage[] {
  const all = trafficTo(ALL_ADDRESSES, flow);
  return kindsOfReply(flow).flatMap(({ asked, back }) => {
    const others = trafficSubtract(all, asked);
    return stagesOf(back).map((stage) => {
      const every = isNone(trafficSubtract(trafficTo(ALL_ADDRESSES, back), stage.sure));
      return {
        decision: stage.decision,
        sure: every ? all : others,
        possible: isNone(stage.possible) ? others : all,
      };
    });
  });
}

interface PathVerdict {
  passes: Traffic;
  possible: Traffic;
  /** What would be possible without the security groups. */
  carried: Traffic;
  decidedBy?: Decision;
  path: Decision[];
}

function verdict(stages: Stage[], flow: Flow): PathVerdict {
  const asked = trafficTo(ALL_ADDRESSES, flow);
  const blocker =
    stages.find((stage) => isNone(stage.possible)) ??
    stages.find((stage) => !isNone(trafficSubtract(asked, stage.sure)));
  return {
    passes: stages.map((stage) => stage.sure).reduce(trafficIntersect, asked),
    possible: stages.map((stage) => stage.possible).reduce(trafficIntersect, asked),
    carried: stages
      .filter(({ decision }) => decision.kind !== "security-group")
      .map((stage) => stage.possible)
      .reduce(trafficIntersect, asked),
    decidedBy: (blocker ?? stages.at(-1))?.decision,
    path: stages.map((stage) => stage.decision),
  };
}

function combined(results: PathVerdict[], flow: Flow): Reach {
  const asked = trafficTo(ALL_ADDRESSES, flow);
  const passes = results.map((result) => result.passes).reduce(trafficIntersect, asked);
  const possible = trafficUnion(...results.map((result) => result.possible));
  const open = isNone(trafficSubtract(asked, passes));
  const blocked = results.find((result) => !isNone(trafficSubtract(asked, result.passes)));
  return {
    open,
    extent: open ? "all" : isNone(possible) ? "none" : "some",
    passes,
    possible,
    carried: results.some((result) => !isNone(result.carried)),
    decidedBy: (blocked ?? results.at(-1))?.decidedBy,
    path: results.flatMap((result) => result.path),
  };
}
