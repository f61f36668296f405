import type { NetworkDecision } from "../../workflows/contract.ts";
import { ALL_ADDRESSES } from "./addresses.ts";
import { ruleWords } from "./rule-words.ts";
import type { Decision } from "./stages.ts";
import type { Topology } from "./topology.ts";
import { isNone, type Traffic, to, trafficIntersect } from "./traffic.ts";

/**
 * A decision as a participant reads it: what decides by name and id, and not for which address, which is told beside it.
 *
 * @param passing what passes in the end, if anything does: rules that let other traffic pass here are not worth a word
 */
export function toldDecision(topology: Topology, decision: Decision, passing: Traffic): NetworkDecision {
  const { kind, extent, phase } = decision;
  const words = WORDS[kind](topology, decision, passing);
  return { kind, extent, words: phase === "reply" ? `the answer: ${words}` : words };
}

const WORDS: Record<Decision["kind"], (topology: Topology, decision: Decision, passing: Traffic) => string> =
  {
    "security-group": groupWords,
    "network-acl": aclWords,
    route: routeWords,
  };

const sideOf = ({ direction }: Decision): string => (direction === "egress" ? "outbound" : "inbound");

function groupWords(topology: Topology, decision: Decision, passing: Traffic): string {
  const groups = topology.interfaces[decision.id]!.groupIds.map((id) => ({
    label: topology.groups[id] ? `${topology.groups[id].name} (${id})` : id,
    rules: topology.groups[id]?.rules ?? [],
  }));
  const side = sideOf(decision);
  if (decision.extent === "none")
    return `no ${side} rule of ${groups.map(({ label }) => label).join(" or ")} allows it`;
  return groups
    .flatMap(({ label, rules }) => {
      const allowing = rules.filter(
        ({ id, flow }) =>
          decision.allowedBy?.includes(id) &&
          (isNone(passing) || !isNone(trafficIntersect(to(ALL_ADDRESSES, flow), passing))),
      );
      const told = allowing.map((rule) => ruleWords(topology, rule)).join(", ");
      return allowing.length === 0 ? [] : [`${side} rules of ${label}: ${told}`];
    })
    .join("; ");
}

const VERBS = { all: "allows it", some: "denies a part of it", none: "denies it" };

function aclWords(topology: Topology, decision: Decision): string {
  const acl = topology.acls[decision.id];
  const label = acl?.name ? `${acl.name} (${acl.id})` : decision.id;
  return `${sideOf(decision)} rule ${decision.rule} of the ${acl?.isDefault ? "default " : ""}network ACL ${label} ${VERBS[decision.extent]}`;
}

function routeWords(topology: Topology, { id, rule, extent, words }: Decision): string {
  const route = topology.routeTables[id]?.routes.find(({ destination }) => destination === rule);
  return route && extent === "all" ? `route table ${id}: ${rule} → ${route.target.id}` : words;
}
