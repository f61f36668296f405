import { addresses, INTERNET } from "../../../network/addresses.ts";
import { naclVerdict } from "../../../network/network-acl.ts";
import { type RangeSet, union } from "../../../network/ranges.ts";
import type { Acl, Topology } from "../../../network/topology.ts";
import { isNone, to } from "../../../network/traffic.ts";
import { aclOf, candidate } from "../acl-candidates.ts";
import { type NetworkFacts, partOf } from "../facts.ts";

const ACL_NAMES = ["PoCProtectionAZ1", "PoCProtectionAZ2"] as const;

/** One direction of the protection: from a public subnet of the Proof of Concept to the other. */
export interface Side {
  topology: Topology;
  name: string;
  from: string;
  to: string;
  /** The ACL meant for the subnet that the traffic leaves. */
  acl?: Acl;
  /** The ACL of the subnet that it would reach, where it is not the default and denies all of it on arrival. */
  onArrival?: Acl;
  /** What must stay reachable: the Internet, and the Services VPC. */
  open: RangeSet;
}

/** Both directions of it: index 0 is AZ1 to AZ2. */
export function sideOf({ topology, resources }: NetworkFacts, index: 0 | 1): Side {
  const subnets = [partOf(resources, "subnet.pocPublic1"), partOf(resources, "subnet.pocPublic2")];
  const from = subnets[index]!;
  const target = subnets[1 - index]!;
  const name = ACL_NAMES[index];
  const services = topology.vpcs[partOf(resources, "vpc.services")]?.cidrs ?? [];
  const arriving = aclOf(topology, target);
  const side = { topology, name, from, to: target, open: union(INTERNET, addresses(...services)) };
  const deniesArrival =
    arriving !== undefined &&
    !arriving.isDefault &&
    isNone(naclVerdict(arriving.entries, "ingress", to(addresses(cidr(side, from)))).allow);
  return {
    ...side,
    acl: candidate(topology, from, name),
    ...(deniesArrival ? { onArrival: arriving } : {}),
  };
}

export const cidr = (side: Pick<Side, "topology">, id: string): string => side.topology.subnets[id]!.cidr;

export const isGuarded = (side: Side): boolean => !(aclOf(side.topology, side.from)?.isDefault ?? true);

/** The ACLs that the protection stands on, and which must let everything else pass. */
export function load(side: Side): Acl[] {
  const current = aclOf(side.topology, side.from);
  return [side.acl ?? current, ...(leaves(side) ? [side.onArrival] : [])].filter((acl) => acl !== undefined);
}

/** Whether something of the traffic leaves the subnet, by the ACL that is meant for it. */
export function leaves(side: Side): boolean {
  const acl = side.acl ?? aclOf(side.topology, side.from);
  return !isNone(naclVerdict(acl?.entries ?? [], "egress", to(addresses(cidr(side, side.to)))).allow);
}
