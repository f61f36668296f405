import type { Finding } from "../../../../workflows/contract.ts";
import { ruleWords } from "../../../network/rule-words.ts";
import type { Group, Interface } from "../../../network/topology.ts";
import { finder, list, met, unmet, type Verdict } from "../../finding.ts";
import { type NetworkFacts, partOf } from "../facts.ts";
import { groupOf, serversOf, sessionManagerPath } from "../services-group.ts";

export const STEP = "services-ingress";

const find = finder(STEP);

/**
 * Judges whether the Services servers accept no connection from the network any more.
 * @throws TaskError LabNotFound if a part of the lab is missing.
 */
export function judge(facts: NetworkFacts): Finding[] {
  const group = groupOf(facts);
  return [
    find(
      "The Services Server Security Group lets nothing in",
      "It has no inbound rules",
      nothingComesIn(facts, group),
    ),
    find(
      "It still is the group of both Services servers",
      "Both servers have it, and no other group that lets anything in",
      stillAttached(facts, group),
    ),
    find(
      "Session Manager reaches the servers without any inbound rule",
      "Outbound HTTPS to the VPC endpoints is allowed: the agent asks, nobody knocks",
      sessionManagerPath(facts, group),
    ),
  ];
}

/** The rules that a security group still lets traffic in by. */
export const ingressRules = (group: Group | undefined) =>
  (group?.rules ?? []).filter((rule) => rule.direction === "ingress");

function nothingComesIn({ topology }: NetworkFacts, group: Group): Verdict {
  const left = ingressRules(group);
  if (left.length === 0) return met("It has none.", [group.id]);
  const words = left.map((rule) => ruleWords(topology, rule));
  return unmet(
    `It still allows ${list(words)}.`,
    "Delete all of its inbound rules and save. Rules that nobody uses today are doors that somebody finds tomorrow.",
    [group.id, ...left.map((rule) => rule.id)],
  );
}

/** Of each server: whether the group is there, and which other groups open what this step closes. */
function stillAttached(facts: NetworkFacts, group: Group): Verdict {
  const servers = serversOf(facts);
  const gone = servers.filter(({ interfaces }) => interfaces.length === 0);
  if (gone.length > 0)
    return unmet(
      `${list(gone.map(({ instanceId }) => instanceId))} is not there any more.`,
      "The lab needs both Services servers: clean up and build it again.",
      gone.map(({ instanceId }) => instanceId),
    );
  const interfaces = servers.flatMap((server) => server.interfaces);
  const without = servers.filter((server) =>
    server.interfaces.every((each) => !each.groupIds.includes(group.id)),
  );
  if (without.length > 0)
    return unmet(
      `${without.map((server) => `${server.instanceId} has ${groupNames(facts, server.interfaces)} instead`).join("; ")}.`,
      `Give both servers ${group.name} back: an empty group protects nobody who is not in it.`,
      without.map(({ instanceId }) => instanceId),
    );
  const openers = openingGroups(facts, interfaces);
  if (openers.length === 0)
    return met(
      "Both have it, and nothing else opens a door.",
      interfaces.map((each) => each.id),
    );
  return unmet(
    `${list(openers.map((each) => `${each.name} (${each.id})`))} is attached as well and allows ${list(openers.flatMap((each) => ingressRules(each).map((rule) => ruleWords(facts.topology, rule))))}.`,
    "Detach it from the servers, or delete its inbound rules: the rules of all of a server's groups add up.",
    openers.map((each) => each.id),
  );
}

/** Other groups of these interfaces with inbound rules. */
export function openingGroups(facts: NetworkFacts, interfaces: Interface[]): Group[] {
  const own = partOf(facts.resources, "group.servicesServer");
  return [...new Set(interfaces.flatMap((each) => each.groupIds))]
    .filter((id) => id !== own)
    .flatMap((id) => facts.topology.groups[id] ?? [])
    .filter((group) => ingressRules(group).length > 0);
}

const groupNames = ({ topology }: NetworkFacts, interfaces: Interface[]): string =>
  list(
    [...new Set(interfaces.flatMap((each) => each.groupIds))].map((id) => topology.groups[id]?.name ?? id),
  );
