import type { Finding } from "../../../../workflows/contract.ts";
import { addresses, addressWords } from "../../../network/addresses.ts";
import { naclVerdict } from "../../../network/network-acl.ts";
import { subtract } from "../../../network/ranges.ts";
import type { Acl, Direction } from "../../../network/topology.ts";
import { isNone, to, trafficIntersect } from "../../../network/traffic.ts";
import { advice, finder, met, unmet, type Verdict } from "../../finding.ts";
import { aclOf, whereIs } from "../acl-candidates.ts";
import { aclLabel, subnetLabel, whyAllowed, whyDenied } from "../acl-words.ts";
import type { NetworkFacts } from "../facts.ts";
import { cidr, isGuarded, leaves, load, type Side, sideOf } from "./side.ts";

export const STEP = "poc-protection";

const find = finder(STEP);

/**
 * Judges whether the proof of concept in AZ1 can no longer reach the one in AZ2, with the Internet and the
 * Services VPC still open. The other direction is the guide's option: it never fails.
 * @throws TaskError LabNotFound if a part of the lab is missing.
 */
export function judge(facts: NetworkFacts): Finding[] {
  const first = sideOf(facts, 0);
  const second = sideOf(facts, 1);
  const target = cidr(first, first.to);
  return [
    find(
      "A network ACL of its own is there for the first public subnet",
      `A network ACL ${first.name} in the Proof of Concept VPC that is not the default one`,
      aclExists(first),
    ),
    find(
      "No traffic gets from the first public subnet to the second",
      `Outbound, all traffic to ${target} is denied, by a rule with a lower number than what allows the rest`,
      peerDenied(first),
    ),
    find(
      "Everything else may leave the subnet",
      "Outbound, all traffic to the Internet and to the Services VPC is allowed",
      othersOpen(first, "egress"),
    ),
    find(
      "Everything else may come in to the subnet",
      "Inbound, all traffic from the Internet and from the Services VPC is allowed",
      othersOpen(first, "ingress"),
    ),
    find(
      "The network ACL guards the first public subnet",
      `${subnetLabel(first.topology, first.from)} is associated with it`,
      isAssociated(first),
    ),
    find("The network ACL has the guide's name", `Its Name tag is ${first.name}`, named(first)),
    find(
      "The rest of the Proof of Concept VPC stays reachable",
      `No more than ${target} is denied`,
      noWiderThanNeeded(first),
    ),
    find(
      "The other direction is protected as well (optional)",
      `${second.name} denies all traffic to ${cidr(second, second.to)} and guards ${subnetLabel(second.topology, second.from)}`,
      otherDirection(second),
    ),
  ];
}

const ON_ARRIVAL =
  "Nothing to do: new connections end either way. The guide denies the traffic where it leaves, in the subnet that it protects others from.";

function aclExists(side: Side): Verdict {
  if (side.acl) return met(`${aclLabel(side.acl)} is there.`, [side.acl.id]);
  if (side.onArrival) return advice(`${aclLabel(side.onArrival)} of the other subnet does it.`, ON_ARRIVAL);
  return unmet(
    `${whereIs(side.topology, side.name)} ${subnetLabel(side.topology, side.from)} has the VPC's default network ACL.`,
    `Create a network ACL named ${side.name} in the Proof of Concept VPC; the default one guards the private subnets too.`,
    [side.from],
  );
}

function peerDenied(side: Side): Verdict {
  const acl = side.acl ?? aclOf(side.topology, side.from);
  if (!leaves(side)) return met("All of it is denied.", acl ? [acl.id] : []);
  if (side.onArrival)
    return advice(`It leaves, and ${aclLabel(side.onArrival)} denies it on arrival.`, ON_ARRIVAL, [
      side.onArrival.id,
    ]);
  const asked = to(addresses(cidr(side, side.to)));
  return unmet(
    `${acl ? whyAllowed(acl, "egress", asked) : "No network ACL is known for the subnet."}${ownRange(side, acl)}`,
    `Add an outbound rule that denies all traffic (every protocol) to ${cidr(side, side.to)}, with a number lower than any rule that allows it: the guide has 50.`,
    acl ? [acl.id] : [],
  );
}

/** A swap of the two ranges is easily made, and does nothing. */
function ownRange(side: Side, acl: Acl | undefined): string {
  const own = addresses(cidr(side, side.from));
  const denied = isNone(naclVerdict(acl?.entries ?? [], "egress", to(own)).allow);
  return acl && denied
    ? ` It denies ${addressWords(own)}, the subnet's own range: traffic within a subnet never meets a network ACL.`
    : "";
}

function othersOpen(side: Side, direction: Direction): Verdict {
  const asked = to(side.open);
  const denying = load(side).filter((acl) => !isNone(naclVerdict(acl.entries, direction, asked).deny));
  if (denying.length === 0)
    return met(
      "All of it is allowed.",
      load(side).map((acl) => acl.id),
    );
  const rule = direction === "egress" ? "an outbound" : "an inbound";
  const preposition = direction === "egress" ? "to" : "from";
  return unmet(
    denying.map((acl) => whyDenied(acl, direction, asked)).join(" "),
    `Add ${rule} rule that allows all traffic ${preposition} 0.0.0.0/0, with a higher number than the deny: the guide has 100. A network ACL keeps no state, so requests and replies both need one.`,
    denying.map((acl) => acl.id),
  );
}

function isAssociated(side: Side): Verdict {
  if (isGuarded(side)) return met("It is.", [side.from]);
  if (side.onArrival) return advice("The subnet keeps the default network ACL.", ON_ARRIVAL, [side.from]);
  return unmet(
    `${subnetLabel(side.topology, side.from)} still has the VPC's default network ACL. ${whereIs(side.topology, side.name)}`,
    `Associate ${subnetLabel(side.topology, side.from)} with ${side.name}, once its rules are in place: a network ACL without rules denies everything.`,
    [side.from, ...(side.acl ? [side.acl.id] : [])],
  );
}

function named(side: Side): Verdict {
  if (!side.acl || side.acl.name === side.name) return met("It has, or there is none to name yet.");
  return advice(
    `${aclLabel(side.acl)} does the work.`,
    `Set its Name tag to ${side.name}, so that others find it.`,
    [side.acl.id],
  );
}

/** The VPC's own addresses beyond the two public subnets. */
function noWiderThanNeeded(side: Side): Verdict {
  const vpc = side.topology.vpcs[side.topology.subnets[side.from]!.vpcId];
  const pair = addresses(cidr(side, side.from), cidr(side, side.to));
  const rest = to(subtract(addresses(...(vpc?.cidrs ?? [])), pair));
  for (const acl of load(side)) {
    const denied = trafficIntersect(naclVerdict(acl.entries, "egress", rest).deny, rest);
    if (!isNone(denied))
      return advice(
        whyDenied(acl, "egress", rest),
        `The private subnets of the VPC are cut off too; deny ${cidr(side, side.to)} alone.`,
        [acl.id],
      );
  }
  return met("Nothing else of the VPC is denied.");
}

/** Never unmet: the guide leaves this direction to whoever likes. */
export function otherDirection(side: Side): Verdict {
  const remedy = `If you like, create ${side.name}: outbound rule 50 denies all traffic to ${cidr(side, side.to)}, rules 100 allow the rest both ways; associate it with ${subnetLabel(side.topology, side.from)}.`;
  const acl = aclOf(side.topology, side.from);
  const asked = to(side.open);
  if (!acl?.isDefault && acl) {
    const closed = (["egress", "ingress"] as const).find(
      (direction) => !isNone(naclVerdict(acl.entries, direction, asked).deny),
    );
    if (closed)
      return advice(
        `${whyDenied(acl, closed, asked)} The second proof of concept is cut off from its visitors.`,
        remedy,
        [acl.id],
      );
    if (isNone(naclVerdict(acl.entries, "egress", to(addresses(cidr(side, side.to)))).allow))
      return met(`${aclLabel(acl)} denies it.`, [acl.id]);
  }
  if (side.onArrival) return met(`${aclLabel(side.onArrival)} denies it on arrival.`, [side.onArrival.id]);
  return advice(
    `${subnetLabel(side.topology, side.from)} may still send to the first one; no answer comes back, because a network ACL filters replies too.`,
    remedy,
    [side.from],
  );
}
