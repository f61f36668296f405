import type { Acl, Topology } from "../../network/topology.ts";
import { list } from "../finding.ts";
import { aclLabel, subnetLabel } from "./acl-words.ts";

/** The subnets that a network ACL is associated with. */
export function subnetsOf(topology: Topology, aclId: string): string[] {
  return Object.values(topology.subnets)
    .filter((subnet) => subnet.aclId === aclId)
    .map((subnet) => subnet.id);
}

/** The network ACL in effect on a subnet. */
export function aclOf(topology: Topology, subnetId: string): Acl | undefined {
  return topology.acls[topology.subnets[subnetId]?.aclId ?? ""];
}

/** Network ACLs of this name in a VPC: AWS lets several have one name. The one that already guards a subnet comes first. */
export function aclsNamed(topology: Topology, vpcId: string, name: string): Acl[] {
  return Object.values(topology.acls)
    .filter((acl) => acl.name === name && acl.vpcId === vpcId && !acl.isDefault)
    .sort(
      (a, b) => subnetsOf(topology, b.id).length - subnetsOf(topology, a.id).length || (a.id < b.id ? -1 : 1),
    );
}

/**
 * The network ACL that the participant means for a subnet: the one associated with it unless that is the VPC's
 * default, else one of the guide's name that waits to be associated.
 */
export function candidate(topology: Topology, subnetId: string, name: string): Acl | undefined {
  const current = aclOf(topology, subnetId);
  if (current && !current.isDefault) return current;
  return aclsNamed(topology, topology.subnets[subnetId]?.vpcId ?? "", name)[0];
}

/** The topology as it is once these network ACLs are associated. */
export function associated(topology: Topology, acls: Record<string, Acl | undefined>): Topology {
  const subnets = { ...topology.subnets };
  for (const [subnetId, acl] of Object.entries(acls))
    if (acl) subnets[subnetId] = { ...subnets[subnetId]!, aclId: acl.id };
  return { ...topology, subnets };
}

/** Where a network ACL of the guide's name is, when it is not where it should be. */
export function whereIs(topology: Topology, name: string): string {
  const acls = Object.values(topology.acls).filter((acl) => acl.name === name && !acl.isDefault);
  if (acls.length === 0) return `There is no network ACL ${name} yet.`;
  return acls
    .map((acl) => {
      const subnets = subnetsOf(topology, acl.id).map((id) => subnetLabel(topology, id));
      const vpc = topology.vpcs[acl.vpcId]?.name ?? acl.vpcId;
      return subnets.length > 0
        ? `${aclLabel(acl)} is associated with ${list(subnets)}.`
        : `${aclLabel(acl)} is in the ${vpc} and associated with no subnet.`;
    })
    .join(" ");
}
