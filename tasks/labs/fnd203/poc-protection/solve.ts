import type { Clients } from "../../../runtime/clients.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { applyAclPlans } from "../acl-apply.ts";
import { type AclPlan, everything, planAcls } from "../acl-plan.ts";
import { type NetworkFacts, partOf } from "../facts.ts";
import { observeNetwork } from "../observe-network.ts";
import { judge, otherDirection } from "./judge.ts";
import { sideOf } from "./side.ts";

/** Makes PoCProtectionAZ1, and PoCProtectionAZ2 for the other direction, as the guide has them. */
export async function* solve(clients: Clients, { resources }: LabSituation): Calls {
  yield* applyAclPlans(clients.ec2, plan(await observeNetwork(clients, resources)));
}

/** What has to change; nothing where both directions are protected, however that was done. */
export function plan(facts: NetworkFacts): AclPlan[] {
  const sides = [sideOf(facts, 0), sideOf(facts, 1)];
  const needed = [stepStatusOf(judge(facts)) !== "met", otherDirection(sides[1]!).status !== "met"];
  if (!needed.includes(true)) return [];
  // A subnet that gets another network ACL no longer denies what arrives at it.
  const both = sides.some((side) => side.onArrival !== undefined);
  const specs = sides
    .filter((_, i) => both || needed[i])
    .map((side) => ({
      name: side.name,
      vpcId: partOf(facts.resources, "vpc.poc"),
      subnetIds: [side.from],
      entries: [
        everything("egress", 50, "deny", facts.topology.subnets[side.to]!.cidr),
        everything("egress", 100, "allow", "0.0.0.0/0"),
        everything("ingress", 100, "allow", "0.0.0.0/0"),
      ],
    }));
  return planAcls(facts.topology, specs);
}
