import { ALL_ADDRESSES } from "../../network/addresses.ts";
import { covers, isEmpty, subtract, union } from "../../network/ranges.ts";
import { members, peerAddresses, referenceHolds } from "../../network/security-group.ts";
import type { Group, Interface } from "../../network/topology.ts";
import { type Flow, isNone, tcp, to, trafficSubtract } from "../../network/traffic.ts";
import { TaskError } from "../../runtime/errors.ts";
import { advice, met, type Verdict } from "../finding.ts";
import { type NetworkFacts, partOf } from "./facts.ts";

/**
 * The Services Server Security Group.
 * @throws TaskError LabNotFound if it was deleted.
 */
export function groupOf({ topology, resources }: NetworkFacts): Group {
  const id = partOf(resources, "group.servicesServer");
  const group = topology.groups[id];
  if (!group)
    throw new TaskError(
      "labNotFound",
      `The security group ${id} of the Services servers is gone: clean up the lab and build it again.`,
    );
  return group;
}

/** The two Services servers and their network interfaces; none for a server that was terminated. */
export function serversOf({
  topology,
  resources,
}: NetworkFacts): { instanceId: string; interfaces: Interface[] }[] {
  return ["instance.services1", "instance.services2"]
    .map((key) => partOf(resources, key))
    .map((instanceId) => ({
      instanceId,
      interfaces: Object.values(topology.interfaces).filter((each) => each.instanceId === instanceId),
    }));
}

export const flowCovers = (rule: Flow, flow: Flow): boolean =>
  isNone(trafficSubtract(to(ALL_ADDRESSES, flow), to(ALL_ADDRESSES, rule)));

/** Whether the group's outbound rules let HTTPS reach every interface endpoint: by group reference or by address. */
export function endpointsReachable({ topology, resources }: NetworkFacts, group: Group): boolean {
  const endpointGroup = resources["group.endpoint"];
  if (endpointGroup === undefined) return true;
  const rules = group.rules.filter((rule) => rule.direction === "egress" && flowCovers(rule.flow, tcp(443)));
  const named = rules.some(
    (rule) =>
      rule.peer.kind === "group" && rule.peer.id === endpointGroup && referenceHolds(topology, group, rule),
  );
  const endpoints = union(...members(topology, endpointGroup).map((each) => each.addresses));
  const permitted = union(...rules.map((rule) => peerAddresses(topology, group, rule)));
  return named || (!isEmpty(endpoints) && covers(permitted, endpoints));
}

/** Prefix lists of gateway endpoints in the VPC's routes that HTTPS may no longer reach: Session Manager's log uploads. */
export function unreachablePrefixLists({ topology, resources }: NetworkFacts, group: Group): string[] {
  const vpcId = partOf(resources, "vpc.services");
  const lists = Object.values(topology.routeTables)
    .filter((table) => table.vpcId === vpcId)
    .flatMap((table) => table.routes)
    .filter((route) => route.target.kind === "gateway-endpoint")
    .map((route) => route.destination);
  const rules = group.rules.filter((rule) => rule.direction === "egress" && flowCovers(rule.flow, tcp(443)));
  const permitted = union(...rules.map((rule) => peerAddresses(topology, group, rule)));
  return [...new Set(lists)].filter((list) => {
    const named = rules.some((rule) => rule.peer.kind === "prefix-list" && rule.peer.id === list);
    const known = topology.prefixLists[list] ?? [];
    return !named && (isEmpty(known) || !isEmpty(subtract(known, permitted)));
  });
}

/** The guard rails: what the servers need outbound for Session Manager. Losing them is advice; the step is done all the same. */
export function sessionManagerPath(facts: NetworkFacts, group: Group): Verdict {
  if (!endpointsReachable(facts, group))
    return advice(
      "No outbound rule allows HTTPS to the VPC endpoints any more: Session Manager loses the servers.",
      "Add an outbound rule for TCP 443 to the Endpoint Security Group for the Services VPC.",
      [group.id],
    );
  const lists = unreachablePrefixLists(facts, group);
  if (lists.length > 0)
    return advice(
      `No outbound rule allows HTTPS to S3 (${lists.join(", ")}) any more: session logs cannot be kept there.`,
      "Add an outbound rule for TCP 443 to the prefix list of S3.",
      [group.id],
    );
  return met("It is.", [group.id]);
}
