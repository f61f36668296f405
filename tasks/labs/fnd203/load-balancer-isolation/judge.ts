import type { Finding } from "../../../../workflows/contract.ts";
import { addresses } from "../../../network/addresses.ts";
import { naclVerdict } from "../../../network/network-acl.ts";
import { covers, intersect, subtract, union } from "../../../network/ranges.ts";
import { isNone, type Traffic, to, trafficIntersect } from "../../../network/traffic.ts";
import { advice, finder, list, met, unmet, type Verdict } from "../../finding.ts";
import { aclOf, whereIs } from "../acl-candidates.ts";
import { aclLabel, whyAllowed, whyDenied } from "../acl-words.ts";
import type { NetworkFacts } from "../facts.ts";
import { DATABASE_REMEDY, throughNat, visitors, WEB_REMEDY } from "./consequences.ts";
import { ACL_NAME, cidr, databaseCidrs, judged, labels, type Scene, sceneOf } from "./scene.ts";

export const STEP = "load-balancer-isolation";

const find = finder(STEP);

/** The guide's outbound rule 100: the private network that stays reachable but for the databases. */
const PRIVATE_NETWORK = addresses("10.0.0.0/8");

/**
 * Judges the isolation of the databases from the load balancer's subnets. Literal or equivalent: whatever the
 * rules' numbers and shapes, the same traffic must be denied and the same allowed.
 * @throws TaskError LabNotFound if a part of the lab is missing.
 */
export function judge(facts: NetworkFacts): Finding[] {
  const scene = sceneOf(facts);
  const elsewhere = deniedOnArrival(scene);
  return [
    find(
      "A network ACL of its own is there for the load balancer's subnets",
      `A network ACL ${ACL_NAME} in the Web Application VPC that is not the default one`,
      aclExists(scene, elsewhere),
    ),
    find(
      "No traffic leaves the load balancer's subnets for the database subnets",
      `Outbound, all traffic to ${databaseCidrs(scene)} is denied, by rules with lower numbers than what allows the rest`,
      databasesDenied(scene, elsewhere),
    ),
    find(
      "The rest of the private network stays reachable",
      "Outbound, all traffic to the rest of 10.0.0.0/8 is allowed",
      restAllowed(scene),
    ),
    find(
      "Everything may come in to the load balancer's subnets",
      "Inbound, all traffic from 0.0.0.0/0 is allowed",
      everythingIn(scene),
    ),
    find(
      "The network ACL guards both of the load balancer's subnets",
      `${labels(scene, scene.publicSubnets)} are associated with it`,
      bothAssociated(scene, elsewhere),
    ),
    find("The network ACL has the guide's name", `Its Name tag is ${ACL_NAME}`, named(scene)),
    find(
      "Visitors still get their answers from the load balancer",
      "A request from the Internet on port 80 is answered",
      visitors(scene),
    ),
    find(
      "Web servers still reach the Internet through the NAT gateway",
      "HTTPS from the web subnets, and its replies, pass",
      throughNat(scene, scene.webSubnets, WEB_REMEDY),
    ),
    find(
      "Database servers still reach the Internet through the NAT gateway",
      "HTTPS from the database subnets, and its replies, pass",
      throughNat(scene, scene.databaseSubnets, DATABASE_REMEDY),
    ),
  ];
}

/** Whether the database subnets' own ACLs deny all that comes from the public subnets: the same effect, seen from the other end. */
function deniedOnArrival(scene: Scene): boolean {
  return scene.databaseSubnets.every((database) => {
    const acl = aclOf(scene.topology, database);
    if (!acl || acl.isDefault) return false;
    const sources = to(addresses(...scene.publicSubnets.map((id) => cidr(scene, id))));
    return isNone(naclVerdict(acl.entries, "ingress", sources).allow);
  });
}

function aclExists(scene: Scene, elsewhere: boolean): Verdict {
  const own = Object.values(scene.candidates).filter((acl) => acl !== undefined);
  if (own.length > 0)
    return met(
      `${list([...new Set(own.map(aclLabel))])} is there.`,
      own.map((acl) => acl.id),
    );
  if (elsewhere) return advice("The database subnets' own network ACLs do it instead.", KEEP_OR_FOLLOW);
  const subject = judged(scene).map(aclLabel);
  return unmet(
    `${whereIs(scene.topology, ACL_NAME)} The subnets have the VPC's default network ACL, ${list(subject)}.`,
    `Create a network ACL named ${ACL_NAME} in the Web Application VPC; leave the default one as it is, because it guards every other subnet too.`,
    [scene.vpcId],
  );
}

const KEEP_OR_FOLLOW =
  "Nothing to do. The guide denies the traffic where it leaves, so that one network ACL holds the whole decision.";

function databasesDenied(scene: Scene, elsewhere: boolean): Verdict {
  const asked = to(addresses(...scene.databaseSubnets.map((id) => cidr(scene, id))));
  const leaking = judged(scene).filter((acl) => !isNone(naclVerdict(acl.entries, "egress", asked).allow));
  if (leaking.length === 0)
    return met(
      "All of it is denied.",
      judged(scene).map((acl) => acl.id),
    );
  if (elsewhere)
    return advice(
      "It leaves the public subnets, and the database subnets deny it on arrival.",
      KEEP_OR_FOLLOW,
    );
  return unmet(
    leaking.map((acl) => whyAllowed(acl, "egress", asked)).join(" "),
    `Add outbound rules that deny all traffic (every protocol) to ${databaseCidrs(scene)}, with numbers lower than any rule that allows it: the guide has 50 and 60.`,
    leaking.map((acl) => acl.id),
  );
}

function restAllowed(scene: Scene): Verdict {
  const databases = addresses(...scene.databaseSubnets.map((id) => cidr(scene, id)));
  const rest = to(subtract(PRIVATE_NETWORK, databases));
  const denying = judged(scene).filter((acl) => !isNone(naclVerdict(acl.entries, "egress", rest).deny));
  const ids = denying.map((acl) => acl.id);
  if (denying.length === 0)
    return met(
      "All of it is allowed.",
      judged(scene).map((acl) => acl.id),
    );
  const words = denying.map((acl) => whyDenied(acl, "egress", rest)).join(" ");
  const cut = (set: Traffic): boolean =>
    denying.some((acl) => !isNone(trafficIntersect(naclVerdict(acl.entries, "egress", rest).deny, set)));
  if (!cut(to(reachableCidrs(scene))))
    return advice(
      `${words} Nothing of the network is there today.`,
      "Outbound rule 100 of the guide allows all of 10.0.0.0/8.",
      ids,
    );
  const web = addresses(...scene.webSubnets.map((id) => cidr(scene, id)));
  return unmet(
    `${words}${cut(to(web)) ? " This cuts the load balancer off from its web servers." : ""}`,
    `Deny no more than ${databaseCidrs(scene)}, and allow all traffic to 10.0.0.0/8 with a higher number: the guide has 100.`,
    ids,
  );
}

/** The private addresses that the public subnets have a route to: their own VPC, and the VPCs that it is peered with. */
function reachableCidrs(scene: Scene) {
  const peers = Object.values(scene.topology.peerings)
    .filter((peering) => peering.vpcIds.includes(scene.vpcId) && peering.status === "active")
    .flatMap((peering) => peering.vpcIds);
  const cidrs = [scene.vpcId, ...peers].flatMap((id) => scene.topology.vpcs[id]?.cidrs ?? []);
  return intersect(PRIVATE_NETWORK, addresses(...cidrs));
}

function everythingIn(scene: Scene): Verdict {
  const asked = to(addresses("0.0.0.0/0"));
  const denying = judged(scene).filter((acl) => !isNone(naclVerdict(acl.entries, "ingress", asked).deny));
  const ids = denying.map((acl) => acl.id);
  if (denying.length === 0)
    return met(
      "All of it is allowed.",
      judged(scene).map((acl) => acl.id),
    );
  const words = denying.map((acl) => whyDenied(acl, "ingress", asked)).join(" ");
  const databases = addresses(...scene.databaseSubnets.map((id) => cidr(scene, id)));
  const denied = union(
    ...denying.flatMap((acl) => naclVerdict(acl.entries, "ingress", asked).deny.map((box) => box.addresses)),
  );
  if (covers(databases, denied))
    return advice(
      `${words} The databases are kept out in this direction as well.`,
      "Nothing to do for the isolation. What the databases send through the NAT gateway is dropped too.",
      ids,
    );
  return unmet(
    `${words} A network ACL keeps no state: replies to what leaves have to be let in as well.`,
    "Add an inbound rule that allows all traffic from 0.0.0.0/0: the guide has 100.",
    ids,
  );
}

function bothAssociated(scene: Scene, elsewhere: boolean): Verdict {
  const without = scene.publicSubnets.filter((id) => aclOf(scene.topology, id)?.isDefault ?? true);
  const ids = [...scene.publicSubnets, ...judged(scene).map((acl) => acl.id)];
  if (without.length === 0) return met("Both are associated with a network ACL of their own.", ids);
  if (elsewhere) return advice("The public subnets keep the default network ACL.", KEEP_OR_FOLLOW, ids);
  const own = scene.publicSubnets.filter((id) => !without.includes(id));
  const where = own.length > 0 ? `${labels(scene, own)} has one; ` : "";
  return unmet(
    `${where}${labels(scene, without)} still ${without.length > 1 ? "have" : "has"} the VPC's default network ACL. ${whereIs(scene.topology, ACL_NAME)}`,
    `Associate ${labels(scene, without)} with ${ACL_NAME}, once its rules are in place: a network ACL without rules denies everything.`,
    ids,
  );
}

function named(scene: Scene): Verdict {
  const others = judged(scene).filter((acl) => !acl.isDefault && acl.name !== ACL_NAME);
  if (others.length === 0) return met("It has, or there is none to name yet.");
  return advice(
    `${list(others.map(aclLabel))} does the work.`,
    `Set its Name tag to ${ACL_NAME}, so that others find it.`,
    others.map((acl) => acl.id),
  );
}
