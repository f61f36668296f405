import type { Acl, Topology } from "../../../network/topology.ts";
import { list } from "../../finding.ts";
import { aclOf, associated, candidate } from "../acl-candidates.ts";
import { subnetLabel } from "../acl-words.ts";
import { type NetworkFacts, partOf } from "../facts.ts";

export const ACL_NAME = "LoadBalancerIsolation";

/** What the step speaks of, and the ACLs meant for the two public subnets. */
export interface Scene {
  topology: Topology;
  /** The topology with the candidates associated: what will hold, and what the rules are judged by. */
  planned: Topology;
  vpcId: string;
  publicSubnets: string[];
  databaseSubnets: string[];
  webSubnets: string[];
  candidates: Record<string, Acl | undefined>;
}

export function sceneOf({ topology, resources }: NetworkFacts): Scene {
  const part = (key: string): string => partOf(resources, key);
  const publicSubnets = [part("subnet.webAppPublic1"), part("subnet.webAppPublic2")];
  const candidates = Object.fromEntries(publicSubnets.map((id) => [id, candidate(topology, id, ACL_NAME)]));
  return {
    topology,
    planned: associated(topology, candidates),
    vpcId: part("vpc.webApp"),
    publicSubnets,
    databaseSubnets: [part("subnet.webAppDb1"), part("subnet.webAppDb2")],
    webSubnets: [part("subnet.webAppWeb1"), part("subnet.webAppWeb2")],
    candidates,
  };
}

export const cidr = (scene: Scene, subnetId: string): string => scene.topology.subnets[subnetId]!.cidr;
export const databaseCidrs = (scene: Scene): string =>
  list(scene.databaseSubnets.map((id) => cidr(scene, id)));
export const labels = (scene: Scene, ids: string[]): string =>
  list(ids.map((id) => subnetLabel(scene.topology, id)));

/** The ACLs to judge: the candidates, else what guards the subnets now; each once. */
export function judged(scene: Scene): Acl[] {
  return [...new Set(scene.publicSubnets.flatMap((id) => aclOf(scene.planned, id) ?? []))];
}
