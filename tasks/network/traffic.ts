import { ALL_ADDRESSES } from "./addresses.ts";
import { covers, intersect, isEmpty, type RangeSet, size, subtract } from "./ranges.ts";

/**
 * Kinds of traffic: every combination of a protocol, a port and a remote address out of three sets.
 * `ports` are destination ports for TCP and UDP; for ICMP they are `type × 256 + code`; every other protocol
 * has no ports, so a rule for it covers the whole range.
 */
export interface Box {
  protocols: RangeSet;
  ports: RangeSet;
  addresses: RangeSet;
}

/** Any set of traffic, as boxes that do not overlap. */
export type Traffic = readonly Box[];

/** What is asked of a path: which protocols, on which destination ports. */
export type Flow = Pick<Box, "protocols" | "ports">;

export const ALL_PROTOCOLS: RangeSet = [[0, 255]];
export const ALL_PORTS: RangeSet = [[0, 65_535]];

/**
 * The ports that clients answer to. AWS's VPC guide recommends 1024–65535 in network ACLs: NAT gateways, load
 * balancers and Windows, Linux and Lambda clients all choose within it.
 */
export const EPHEMERAL_PORTS: RangeSet = [[1024, 65_535]];

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;

export const EVERYTHING: Flow = { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };

export function tcp(from: number, to = from): Flow {
  return { protocols: [[TCP, TCP]], ports: [[from, to]] };
}

export function to(addresses: RangeSet, flow: Flow = EVERYTHING): Traffic {
  return normal([{ ...flow, addresses }]);
}

function normal(traffic: Traffic): Traffic {
  return traffic.filter((box) => !isEmpty(box.protocols) && !isEmpty(box.ports) && !isEmpty(box.addresses));
}

function boxIntersect(a: Box, b: Box): Box {
  return {
    protocols: intersect(a.protocols, b.protocols),
    ports: intersect(a.ports, b.ports),
    addresses: intersect(a.addresses, b.addresses),
  };
}

/** The parts of `a` outside `b`: beside it in protocol; within its protocols beside it in port; and so on. */
function boxSubtract(a: Box, b: Box): Traffic {
  const common = boxIntersect(a, b);
  if (normal([common]).length === 0) return [a];
  return normal([
    { ...a, protocols: subtract(a.protocols, b.protocols) },
    { ...a, protocols: common.protocols, ports: subtract(a.ports, b.ports) },
    { protocols: common.protocols, ports: common.ports, addresses: subtract(a.addresses, b.addresses) },
  ]);
}

export function trafficIntersect(a: Traffic, b: Traffic): Traffic {
  return normal(a.flatMap((box) => b.map((other) => boxIntersect(box, other))));
}

export function trafficSubtract(a: Traffic, b: Traffic): Traffic {
  return b.reduce<Traffic>((left, cut) => left.flatMap((box) => boxSubtract(box, cut)), normal(a));
}

export function trafficUnion(...parts: readonly Traffic[]): Traffic {
  const sum: Box[] = [];
  for (const part of parts) sum.push(...trafficSubtract(part, sum));
  return sum;
}

/** Whether the traffic is none at all. */
export const isNone = (traffic: Traffic): boolean => normal(traffic).length === 0;

/** The protocols and ports of the traffic, whatever the address: those of which *some* address has part. */
export function project(traffic: Traffic): Traffic {
  return trafficUnion(...traffic.map((box) => [{ ...box, addresses: ALL_ADDRESSES }]));
}

const PROTOCOL_NAMES: Record<number, string> = { [ICMP]: "ICMP", [TCP]: "TCP", [UDP]: "UDP", 58: "ICMPv6" };

const rangeWords = (set: RangeSet): string =>
  set.map(([from, last]) => (from === last ? `${from}` : `${from}–${last}`)).join(", ");

function protocolWords(protocols: RangeSet): string {
  const names = (set: RangeSet): string[] =>
    set.flatMap(([from, last]) =>
      Array.from(
        { length: last - from + 1 },
        (_, i) => PROTOCOL_NAMES[from + i] ?? `IP protocol ${from + i}`,
      ),
    );
  if (size(protocols) === 256) return "all protocols";
  if (size(protocols) > 128)
    return `every protocol but ${names(subtract(ALL_PROTOCOLS, protocols)).join(", ")}`;
  return names(protocols).join(", ");
}

/** Protocols and ports in a few words, such as "all traffic" or "TCP 22, 3389". */
export function trafficWords(traffic: Traffic): string {
  const flows = project(traffic);
  if (isNone(trafficSubtract(to(ALL_ADDRESSES), flows))) return "all traffic";
  return flows
    .map(({ protocols, ports }) =>
      covers(ports, ALL_PORTS)
        ? protocolWords(protocols)
        : `${protocolWords(protocols)} ${rangeWords(ports)}`,
    )
    .join("; ");
}
