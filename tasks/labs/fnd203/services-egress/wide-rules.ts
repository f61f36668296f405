import type { LabResources } from "../../../../workflows/contract.ts";
import { addresses } from "../../../network/addresses.ts";
import { covers, overlaps, type RangeSet, size, union } from "../../../network/ranges.ts";
import { peerAddresses } from "../../../network/security-group.ts";
import type { Group, GroupRule, Topology } from "../../../network/topology.ts";
import { partOf } from "../facts.ts";

/** The hosts of a /24: a range up to this size is a subnet, and counts as narrowed, if not as the guide means it. */
const SUBNET_SIZE = 256;

/**
 * Outbound rules that open the Web Application VPC as a range: one that covers it, one wider than a subnet
 * within it, and smaller ones that cover it together. A range of all of IPv6 counts as well.
 */
export function wideRules(topology: Topology, resources: LabResources, group: Group): GroupRule[] {
  const vpc = webAppAddresses(topology, resources);
  const ranges = rangesInto(topology, group, vpc);
  const together = covers(union(...ranges.map(({ set }) => set)), vpc);
  const wide = ranges.filter(({ set }) => together || covers(set, vpc) || !isSmall(set, vpc));
  const ipv6 = group.rules.filter(
    (rule) => rule.direction === "egress" && rule.peer.kind === "cidr6" && rule.peer.cidr === "::/0",
  );
  return [...wide.map(({ rule }) => rule), ...ipv6];
}

/** Outbound rules to a range that is no larger than a subnet of the Web Application VPC, or to one beyond it. */
export function narrowRules(topology: Topology, resources: LabResources, group: Group): GroupRule[] {
  const wide = wideRules(topology, resources, group);
  return rangesInto(topology, group, PRIVATE)
    .map(({ rule }) => rule)
    .filter((rule) => !wide.includes(rule));
}

const PRIVATE = addresses("10.0.0.0/8");

const webAppAddresses = (topology: Topology, resources: LabResources): RangeSet =>
  addresses(...(topology.vpcs[partOf(resources, "vpc.webApp")]?.cidrs ?? ["10.0.0.0/16"]));

/** A large range that only grazes the VPC counts by its size; where it lies does not make it smaller. */
const isSmall = (set: RangeSet, vpc: RangeSet): boolean => !overlaps(set, vpc) || size(set) <= SUBNET_SIZE;

/** Outbound rules to addresses, not groups, that have some of `area` in them. */
function rangesInto(topology: Topology, group: Group, area: RangeSet): { rule: GroupRule; set: RangeSet }[] {
  return group.rules
    .filter((rule) => rule.direction === "egress" && rule.peer.kind !== "group")
    .map((rule) => ({ rule, set: peerAddresses(topology, group, rule) }))
    .filter(({ set }) => overlaps(set, area));
}
