import type { Finding } from "../../../../workflows/contract.ts";
import { addresses } from "../../../network/addresses.ts";
import { size } from "../../../network/ranges.ts";
import { ruleWords } from "../../../network/rule-words.ts";
import { destinations, members, referenceHolds, sharesTraffic } from "../../../network/security-group.ts";
import type { Group, GroupRule, Topology } from "../../../network/topology.ts";
import { isNone, to, trafficSubtract } from "../../../network/traffic.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import { type NetworkFacts, partOf } from "../facts.ts";
import { groupOf, serversOf, sessionManagerPath } from "../services-group.ts";
import { ADMINISTRATION_FLOW, portsOpenTo, rulesNaming } from "./administration.ts";
import { canTravel } from "./travel.ts";
import { narrowRules, wideRules } from "./wide-rules.ts";

export const STEP = "services-egress";

const find = finder(STEP);

/**
 * Judges whether the Services servers may speak to servers that they need, by group, and no longer to a whole
 * address range.
 * @throws TaskError LabNotFound if a part of the lab is missing.
 */
export function judge(facts: NetworkFacts): Finding[] {
  const group = groupOf(facts);
  return [
    find(
      "The Services servers may administer the proof of concept, named by its group",
      "An outbound rule for TCP 22 or 3389 whose destination is the PoC Web Server Security Group",
      namesPoc(facts, group),
    ),
    find(
      "No outbound rule opens the whole of 10.0.0.0/16",
      "No destination, alone or together with others, covers 10.0.0.0/16",
      noWideRange(facts, group),
    ),
    find(
      "The group speaks for both Services servers",
      "Both servers have it, and no other group that opens 10.0.0.0/16",
      speaksForServers(facts, group),
    ),
    find(
      "The groups of the web application are named likewise (the guide's repeat)",
      "Outbound rules for TCP 22 or 3389 to the groups of its web and database servers",
      repeats(facts, group),
    ),
    find(
      "Session Manager keeps its way out",
      "Outbound HTTPS to the VPC endpoints and to S3 is allowed",
      sessionManagerPath(facts, group),
    ),
    find(
      "What the rule allows can travel",
      "A Services server reaches a proof of concept server on port 22",
      canTravel(facts),
    ),
  ];
}

/** States of a peering connection that pass by themselves. */
const ON_ITS_WAY = ["initiating-request", "pending-acceptance", "provisioning"];

function namesPoc({ topology, resources }: NetworkFacts, group: Group): Verdict {
  const poc = partOf(resources, "group.pocWeb");
  const remedy = `Edit the group's outbound rules: TCP 22 (and 3389) to ${poc}, the PoC Web Server Security Group.`;
  const ports = portsOpenTo(topology, group, poc);
  const rules = rulesNaming(group, poc);
  const ids = [group.id, ...rules.map((rule) => rule.id)];
  const wider = rules.filter(
    (rule) => !isNone(trafficSubtract(to([[0, 0]], rule.flow), to([[0, 0]], ADMINISTRATION_FLOW))),
  );
  if (ports.length > 0 && wider.length > 0)
    return advice(
      `It allows ${list(wider.map((rule) => ruleWords(topology, rule)))}.`,
      "Administration needs TCP 22 and 3389; what nobody needs is better closed.",
      ids,
    );
  if (ports.length > 0) return met(`It allows TCP ${list(ports.map(String))} to that group.`, ids);
  if (rules.length > 0 && !rules.some((rule) => referenceHolds(topology, group, rule))) {
    const states = rules.flatMap((rule) =>
      rule.peer.kind === "group" ? (rule.peer.peeringStatus ?? []) : [],
    );
    const actual = `A rule names the group, but the peering connection between the VPCs is ${states[0] ?? "not active"}, so that it matches nobody.`;
    const mend = "Restore the peering connection between the Services VPC and the Proof of Concept VPC.";
    return states.some((state) => ON_ITS_WAY.includes(state))
      ? waiting(actual, mend, ids)
      : unmet(actual, mend, ids);
  }
  if (rules.length > 0)
    return unmet(
      `A rule names the group, but allows ${list(rules.map((rule) => ruleWords(topology, rule)))}.`,
      remedy,
      ids,
    );
  return unmet(whatIsThereInstead(topology, group, poc), remedy, ids);
}

function whatIsThereInstead(topology: Topology, group: Group, poc: string): string {
  const inbound = group.rules.filter(
    (rule) => rule.direction === "ingress" && rule.peer.kind === "group" && rule.peer.id === poc,
  );
  if (inbound.length > 0)
    return `The group is named among the inbound rules (${inbound.map((rule) => rule.id).join(", ")}): that lets the proof of concept in, and the Services servers not out.`;
  const administration = group.rules.filter(
    (rule) => rule.direction === "egress" && sharesTraffic(rule.flow, ADMINISTRATION_FLOW),
  );
  if (administration.length === 0) return "No outbound rule allows TCP 22 or 3389 to anything.";
  const byAddress = administration.some(
    (rule) => rule.peer.kind === "cidr" && touchesMembers(topology, poc, rule),
  );
  return `The outbound rules allow ${list(administration.map((rule) => ruleWords(topology, rule)))}.${
    byAddress ? " The proof of concept's servers are in reach by address: a new server would not be." : ""
  }`;
}

function touchesMembers(topology: Topology, groupId: string, rule: GroupRule): boolean {
  if (rule.peer.kind !== "cidr") return false;
  const [from, last] = addresses(rule.peer.cidr)[0]!;
  return members(topology, groupId).some((each) => each.addresses.some(([a]) => from <= a && a <= last));
}

function noWideRange({ topology, resources }: NetworkFacts, group: Group): Verdict {
  const hosts = inThousands(size(destinations(topology, group.id, ADMINISTRATION_FLOW)));
  const wide = wideRules(topology, resources, group);
  const reachable = `On TCP 22 and 3389 the servers may speak to ${hosts} addresses.`;
  if (wide.length > 0)
    return unmet(
      `There still is ${list(wide.map((rule) => ruleWords(topology, rule)))}. ${reachable}`,
      "Delete these outbound rules; rules that name groups take their place.",
      [group.id, ...wide.map((rule) => rule.id)],
    );
  const narrow = narrowRules(topology, resources, group);
  if (narrow.length > 0)
    return advice(
      `There are smaller ranges: ${list(narrow.map((rule) => ruleWords(topology, rule)))}. ${reachable}`,
      "A group follows its servers wherever they are started; a range has to be kept up by hand. Name groups instead.",
      [group.id, ...narrow.map((rule) => rule.id)],
    );
  return met(`There is none. ${reachable}`, [group.id]);
}

function speaksForServers(facts: NetworkFacts, group: Group): Verdict {
  const { topology, resources } = facts;
  for (const { instanceId, interfaces } of serversOf(facts)) {
    if (interfaces.length === 0)
      return unmet(
        `${instanceId} is not there any more.`,
        "The lab needs both Services servers: clean up and build it again.",
        [instanceId],
      );
    if (interfaces.every((each) => !each.groupIds.includes(group.id)))
      return unmet(
        `${instanceId} is not in the group any more, so that its rules mean nothing there.`,
        `Give ${instanceId} the group ${group.name} back.`,
        [instanceId],
      );
    const others = interfaces.flatMap((each) => each.groupIds).filter((id) => id !== group.id);
    for (const other of others.flatMap((id) => topology.groups[id] ?? [])) {
      const wide = wideRules(topology, resources, other);
      if (wide.length > 0)
        return unmet(
          `${instanceId} also has ${other.name} (${other.id}), which allows ${list(wide.map((rule) => ruleWords(topology, rule)))}.`,
          "Detach that group, or delete those rules: the rules of all of a server's groups add up.",
          [instanceId, other.id],
        );
    }
  }
  return met("It does.", [group.id]);
}

function repeats({ topology, resources }: NetworkFacts, group: Group): Verdict {
  const keys = ["group.webAppWeb", "group.webAppDb"];
  const missing = keys
    .map((key) => partOf(resources, key))
    .filter((id) => portsOpenTo(topology, group, id).length === 0);
  if (missing.length === 0) return met("Both are named.", [group.id]);
  return advice(
    `${list(missing.map((id) => topology.groups[id]?.name ?? id))} ${missing.length > 1 ? "are" : "is"} not named: without a range the Services servers cannot administer ${missing.length > 1 ? "these" : "its"} servers.`,
    `Add outbound rules for TCP 22 and 3389 to ${list(missing)}.`,
    missing,
  );
}

/** As `toLocaleString("en")` has it, whose first call loads tables for 20 ms: a sixth of the function's start. */
const inThousands = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
