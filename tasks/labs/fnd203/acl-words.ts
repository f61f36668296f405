import { addressWords } from "../../network/addresses.ts";
import { entryTraffic, naclVerdict } from "../../network/network-acl.ts";
import { union } from "../../network/ranges.ts";
import type { Acl, AclEntry, Direction, Topology } from "../../network/topology.ts";
import { isNone, type Traffic, trafficIntersect, trafficWords } from "../../network/traffic.ts";
import { list } from "../finding.ts";

/** A network ACL as a participant knows it: by name and id. */
export const aclLabel = (acl: Acl): string => (acl.name ? `${acl.name} (${acl.id})` : acl.id);

/** A subnet likewise. */
export function subnetLabel(topology: Topology, id: string): string {
  const subnet = topology.subnets[id];
  return subnet?.name ?? id;
}

const SIDE: Record<Direction, { rules: string; preposition: string }> = {
  egress: { rules: "outbound", preposition: "to" },
  ingress: { rules: "inbound", preposition: "from" },
};

const addressesOf = (traffic: Traffic): string =>
  addressWords(union(...traffic.map((box) => box.addresses)), 2);

/** Each rule that lets a part of `asked` through, and why a deny that the participant wrote does not stop it. */
export function whyAllowed(acl: Acl, direction: Direction, asked: Traffic): string {
  const { rules, preposition } = SIDE[direction];
  const allowing = naclVerdict(acl.entries, direction, asked).rules.filter((rule) => rule.allow);
  const through = allowing.map(
    ({ entry, traffic }) =>
      `${rules} rule ${(entry as AclEntry).number} lets ${trafficWords(traffic)} through ${preposition} ${addressesOf(traffic)}`,
  );
  return [`${aclLabel(acl)}: ${list(through)}.`, ...allowing.flatMap((rule) => reasons(acl, direction, rule))]
    .filter((sentence, i, all) => all.indexOf(sentence) === i)
    .join(" ");
}

function reasons(
  acl: Acl,
  direction: Direction,
  allowing: { entry: AclEntry | "*"; traffic: Traffic },
): string[] {
  const denies = acl.entries.filter(
    (entry) => !entry.allow && !isNone(trafficIntersect(entryTraffic(entry), allowing.traffic)),
  );
  const number = allowing.entry === "*" ? Number.POSITIVE_INFINITY : allowing.entry.number;
  const late = denies.filter((entry) => entry.direction === direction && entry.number > number);
  const other = denies.filter((entry) => entry.direction !== direction);
  const otherSide = SIDE[direction === "egress" ? "ingress" : "egress"].rules;
  return [
    ...late.map(
      (entry) =>
        `Rule ${entry.number} denies it, but comes too late: the lowest number that matches decides.`,
    ),
    ...(late.length === 0 ? other : []).map(
      (entry) =>
        `Rule ${entry.number} denies these addresses among the ${otherSide} rules, the wrong direction.`,
    ),
  ];
}

/** Each rule that denies a part of `asked`. */
export function whyDenied(acl: Acl, direction: Direction, asked: Traffic): string {
  const { rules, preposition } = SIDE[direction];
  const own = acl.entries.filter((entry) => entry.direction === direction);
  if (own.every((entry) => !entry.allow))
    return `${aclLabel(acl)} has no ${rules} rule that allows anything, so its final rule * denies everything.`;
  const denying = naclVerdict(acl.entries, direction, asked).rules.filter((rule) => !rule.allow);
  const words = denying.map(({ entry, traffic }) => {
    const name = entry === "*" ? "the final rule *" : `${rules} rule ${entry.number}`;
    return `${name} denies ${trafficWords(traffic)} ${preposition} ${addressesOf(traffic)}`;
  });
  return `${aclLabel(acl)}: ${list(words)}.`;
}
