import type { Clients } from "../../../runtime/clients.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { applyAclPlans } from "../acl-apply.ts";
import { type AclPlan, everything, planAcls } from "../acl-plan.ts";
import type { NetworkFacts } from "../facts.ts";
import { observeNetwork } from "../observe-network.ts";
import { visitors } from "./consequences.ts";
import { judge } from "./judge.ts";
import { ACL_NAME, cidr, sceneOf } from "./scene.ts";

/** Makes LoadBalancerIsolation as the guide has it, with the one rule more that keeps the site up. */
export async function* solve(clients: Clients, { resources }: LabSituation): Calls {
  yield* applyAclPlans(clients.ec2, plan(await observeNetwork(clients, resources)));
}

/** What has to change; nothing where the databases are isolated, however that was done, and visitors get their answers. */
export function plan(facts: NetworkFacts): AclPlan[] {
  const scene = sceneOf(facts);
  if (stepStatusOf(judge(facts)) === "met" && visitors(scene).status === "met") return [];
  const [first, second] = scene.databaseSubnets.map((id) => cidr(scene, id));
  return planAcls(facts.topology, [
    {
      name: ACL_NAME,
      vpcId: scene.vpcId,
      subnetIds: scene.publicSubnets,
      entries: [
        everything("egress", 50, "deny", first!),
        everything("egress", 60, "deny", second!),
        everything("egress", 100, "allow", "10.0.0.0/8"),
        // The guide's rules end here, and with them the load balancer's answers to the Internet.
        everything("egress", 110, "allow", "0.0.0.0/0"),
        everything("ingress", 100, "allow", "0.0.0.0/0"),
      ],
    },
  ]);
}
