import { cidrRange } from "../../network/addresses.ts";
import type { AclEntry, Topology } from "../../network/topology.ts";
import { EVERYTHING, isNone, to, trafficSubtract } from "../../network/traffic.ts";
import { aclOf, aclsNamed, subnetsOf } from "./acl-candidates.ts";

/** A network ACL as it should be: by this name, with these entries and no others, guarding these subnets and no others. */
export interface AclSpec {
  name: string;
  vpcId: string;
  subnetIds: string[];
  entries: AclEntry[];
}

export type AclChange =
  | { do: "create" }
  | { do: "add-entry"; entry: AclEntry }
  | { do: "replace-entry"; entry: AclEntry }
  | { do: "remove-entry"; direction: AclEntry["direction"]; number: number }
  /** To the network ACL of the plan, or to the VPC's default one. */
  | { do: "associate"; subnetId: string; associationId: string; defaultAclId?: string };

/** What has to change, in an order that never leaves a guarded subnet without its rules. */
export interface AclPlan {
  spec: AclSpec;
  /** The network ACL to change; none if it is to be created. */
  aclId?: string;
  changes: AclChange[];
}

/** An entry for all traffic. */
export function everything(
  direction: AclEntry["direction"],
  number: number,
  action: "allow" | "deny",
  cidr: string,
): AclEntry {
  return { direction, number, allow: action === "allow", cidr, flow: EVERYTHING };
}

/** Plans how to get from the network as it is to the specs; without changes where it is so already. */
export function planAcls(topology: Topology, specs: AclSpec[]): AclPlan[] {
  const handled = new Set(specs.flatMap((spec) => spec.subnetIds));
  return specs.map((spec) => {
    const acl = aclsNamed(topology, spec.vpcId, spec.name)[0];
    const strays = acl ? subnetsOf(topology, acl.id).filter((id) => !handled.has(id)) : [];
    const defaultAclId = Object.values(topology.acls).find(
      (each) => each.isDefault && each.vpcId === spec.vpcId,
    )?.id;
    return {
      spec,
      aclId: acl?.id,
      changes: [
        ...(acl ? [] : [{ do: "create" } as const]),
        // Entries before associations: a network ACL denies everything until it has some.
        ...entryChanges(acl?.entries ?? [], spec.entries),
        ...spec.subnetIds
          .filter((id) => !acl || aclOf(topology, id)?.id !== acl.id)
          .map((id) => association(topology, id)),
        ...strays.map((id) => ({ ...association(topology, id), defaultAclId })),
      ],
    };
  });
}

function association(topology: Topology, subnetId: string) {
  const associationId = topology.subnets[subnetId]?.aclAssociationId ?? "";
  return { do: "associate" as const, subnetId, associationId };
}

const sameEntry = (a: AclEntry, b: AclEntry): boolean => a.number === b.number && a.direction === b.direction;

function sameMeaning(a: AclEntry, b: AclEntry): boolean {
  const [x, y] = [to([cidrRange(a.cidr)], a.flow), to([cidrRange(b.cidr)], b.flow)];
  return a.allow === b.allow && isNone(trafficSubtract(x, y)) && isNone(trafficSubtract(y, x));
}

function entryChanges(have: AclEntry[], want: AclEntry[]): AclChange[] {
  const puts = want.flatMap((entry): AclChange[] => {
    const old = have.find((each) => sameEntry(each, entry));
    if (old && sameMeaning(old, entry)) return [];
    return [{ do: old ? "replace-entry" : "add-entry", entry }];
  });
  const removes = have
    .filter((old) => !want.some((entry) => sameEntry(entry, old)))
    .map(({ direction, number }): AclChange => ({ do: "remove-entry", direction, number }));
  return [...puts, ...removes];
}
