import { ruleWords } from "../../../network/rule-words.ts";
import { sharesTraffic } from "../../../network/security-group.ts";
import type { Group } from "../../../network/topology.ts";
import { tcp } from "../../../network/traffic.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { type NetworkFacts, partOf } from "../facts.ts";
import { applyGroupChanges, type GroupChange } from "../group-changes.ts";
import { observeNetwork } from "../observe-network.ts";
import {
  endpointsReachable,
  flowCovers,
  groupOf,
  serversOf,
  unreachablePrefixLists,
} from "../services-group.ts";
import { ADMINISTRATION, ADMINISTRATION_FLOW, rulesNaming } from "./administration.ts";
import { narrowRules, wideRules } from "./wide-rules.ts";

/** Names the groups of the servers that are administered, then removes the ranges: nobody loses access in between. */
export async function* solve(clients: Clients, { resources }: LabSituation): Calls {
  yield* applyGroupChanges(clients.ec2, plan(await observeNetwork(clients, resources)));
}

/** What has to change; nothing where the step is done, the guide's repeat included. */
export function plan(facts: NetworkFacts): GroupChange[] {
  const { topology, resources } = facts;
  const group = groupOf(facts);
  const ranges = [
    ...wideRules(topology, resources, group),
    ...narrowRules(topology, resources, group).filter((rule) =>
      sharesTraffic(rule.flow, ADMINISTRATION_FLOW),
    ),
  ];
  const kept: Group = { ...group, rules: group.rules.filter((rule) => !ranges.includes(rule)) };
  return [
    ...named(facts, kept),
    ...guardRails(facts, kept),
    ...ranges.map(
      (rule): GroupChange => ({
        do: "revoke",
        groupId: group.id,
        direction: "egress",
        ruleId: rule.id,
        words: ruleWords(topology, rule),
      }),
    ),
    ...attachments(facts, group),
  ];
}

function named({ resources }: NetworkFacts, group: Group): GroupChange[] {
  return ["group.pocWeb", "group.webAppWeb", "group.webAppDb"].flatMap((key): GroupChange[] => {
    const to = partOf(resources, key);
    const rules = rulesNaming(group, to);
    const tcpPorts = ADMINISTRATION.filter((port) => !rules.some((rule) => flowCovers(rule.flow, tcp(port))));
    return tcpPorts.length === 0 ? [] : [{ do: "authorise-egress", groupId: group.id, tcpPorts, to }];
  });
}

/** What Session Manager needs, where a participant removed too much. */
function guardRails(facts: NetworkFacts, group: Group): GroupChange[] {
  const endpointGroup = facts.resources["group.endpoint"];
  const targets = [
    ...(endpointGroup && !endpointsReachable(facts, group) ? [endpointGroup] : []),
    ...unreachablePrefixLists(facts, group),
  ];
  return targets.map((to) => ({ do: "authorise-egress", groupId: group.id, tcpPorts: [443], to }));
}

/** Servers that lost the group get it back; groups that open the range anew are taken off. */
function attachments(facts: NetworkFacts, group: Group): GroupChange[] {
  const { topology, resources } = facts;
  const opens = (id: string): boolean => {
    const other = topology.groups[id];
    return other !== undefined && wideRules(topology, resources, other).length > 0;
  };
  return serversOf(facts)
    .flatMap((server) => server.interfaces)
    .flatMap((each): GroupChange[] => {
      const others = each.groupIds.filter((id) => id !== group.id);
      if (others.length < each.groupIds.length && !others.some(opens)) return [];
      return [
        {
          do: "set-groups",
          interfaceId: each.id,
          groupIds: [group.id, ...others.filter((id) => !opens(id))],
        },
      ];
    });
}
