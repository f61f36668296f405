import { INTERNET_PARTY, reach } from "../../../network/reachability.ts";
import { tcp } from "../../../network/traffic.ts";
import { advice, met, type Verdict } from "../../finding.ts";
import { subnetLabel } from "../acl-words.ts";
import type { Scene } from "./scene.ts";

/** The rules are judged before they hold, and what they are about to cost is said then. */
const ONCE = "once the network ACL is associated";

/**
 * The guide's own rules cut these off: the step is met all the same, and whoever does it is told what it costs.
 */
export function visitors(scene: Scene): Verdict {
  for (const id of scene.publicSubnets) {
    const asked = [INTERNET_PARTY, { kind: "subnet", id }, tcp(80)] as const;
    const answered = reach(scene.planned, ...asked);
    if (!answered.open && answered.decidedBy?.kind === "network-acl")
      return advice(
        reach(scene.topology, ...asked).open
          ? `In ${subnetLabel(scene.topology, id)} they will not, ${ONCE}: ${answered.decidedBy.words}. LoadBalancerFullDNS will no longer answer.`
          : `In ${subnetLabel(scene.topology, id)} they do not: ${answered.decidedBy.words}. LoadBalancerFullDNS no longer answers.`,
        "Add outbound rule 110 that allows all traffic to 0.0.0.0/0: a network ACL is stateless, and the answers to visitors leave for addresses outside 10.0.0.0/8.",
        [id, answered.decidedBy.id],
      );
  }
  return met("They pass the network ACLs both ways.");
}

export const WEB_REMEDY =
  "The NAT gateway stands in a public subnet, so the network ACL filters what it carries, Systems Manager's traffic included. Add outbound rule 110 that allows all traffic to 0.0.0.0/0.";
export const DATABASE_REMEDY =
  "What denies traffic to the databases also drops the replies that the NAT gateway, in a public subnet, carries back to them. On a real system give the NAT gateway a subnet of its own; here the databases can do without.";

export function throughNat(scene: Scene, subnets: string[], remedy: string): Verdict {
  for (const id of subnets) {
    const asked = [{ kind: "subnet", id }, INTERNET_PARTY, tcp(443)] as const;
    const passes = reach(scene.planned, ...asked);
    const when = reach(scene.topology, ...asked).open ? `will not, ${ONCE}` : "do not";
    if (!passes.open && passes.decidedBy?.kind === "network-acl")
      return advice(
        `From ${subnetLabel(scene.topology, id)} they ${when}: ${passes.decidedBy.words}.`,
        remedy,
        [id, passes.decidedBy.id],
      );
  }
  return met("The network ACLs let them pass.");
}
