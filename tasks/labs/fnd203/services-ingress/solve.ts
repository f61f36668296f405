import { ruleWords } from "../../../network/rule-words.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import type { NetworkFacts } from "../facts.ts";
import { applyGroupChanges, type GroupChange } from "../group-changes.ts";
import { observeNetwork } from "../observe-network.ts";
import { groupOf, serversOf } from "../services-group.ts";
import { ingressRules, openingGroups } from "./judge.ts";

/** Removes every inbound rule of the group, and gives servers that lost the group it back. */
export async function* solve(clients: Clients, { resources }: LabSituation): Calls {
  yield* applyGroupChanges(clients.ec2, plan(await observeNetwork(clients, resources)));
}

/** What has to change; nothing where the step is done. */
export function plan(facts: NetworkFacts): GroupChange[] {
  const group = groupOf(facts);
  const revokes = ingressRules(group).map(
    (rule): GroupChange => ({
      do: "revoke",
      groupId: group.id,
      direction: "ingress",
      ruleId: rule.id,
      words: ruleWords(facts.topology, rule),
    }),
  );
  const attachments = serversOf(facts)
    .flatMap((server) => server.interfaces)
    .flatMap((each): GroupChange[] => {
      const openers = openingGroups(facts, [each]).map((opener) => opener.id);
      if (each.groupIds.includes(group.id) && openers.length === 0) return [];
      const others = each.groupIds.filter((id) => id !== group.id && !openers.includes(id));
      return [{ do: "set-groups", interfaceId: each.id, groupIds: [group.id, ...others] }];
    });
  return [...revokes, ...attachments];
}
