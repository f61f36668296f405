import type { InventoryItem } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { listStacks } from "./cloudformation.ts";
import { listChannels, listRecorders, listRules } from "./config.ts";
import { NETWORK_KINDS, SERVER_KINDS } from "./ec2.ts";
import { listDetectors } from "./guardduty.ts";
import { listInstanceProfiles, listRoles } from "./iam.ts";
import { listLoadBalancers, listTargetGroups } from "./load-balancing.ts";
import { listServiceLinkedRoles } from "./service-linked-roles.ts";
import { listSessionDocuments } from "./session-documents.ts";
import { listBuckets, listLogGroups } from "./storage.ts";
import { listTrails } from "./trails.ts";

/** One kind of thing that a lab could leave behind, and how to list every one that the account has. */
export interface InventoryKind {
  kind: string;
  list(clients: Clients): Promise<Omit<InventoryItem, "kind">[]>;
}

/** Every kind. The order is the order in which a person would look for leftovers: what costs most comes first. */
export const KINDS: readonly InventoryKind[] = [
  { kind: "stack", list: listStacks },
  ...SERVER_KINDS,
  { kind: "load balancer", list: listLoadBalancers },
  { kind: "target group", list: listTargetGroups },
  ...NETWORK_KINDS,
  { kind: "trail", list: listTrails },
  { kind: "Config recorder", list: listRecorders },
  { kind: "delivery channel", list: listChannels },
  { kind: "Config rule", list: listRules },
  { kind: "GuardDuty detector", list: listDetectors },
  { kind: "bucket", list: listBuckets },
  { kind: "log group", list: listLogGroups },
  { kind: "session document", list: listSessionDocuments },
  { kind: "role", list: listRoles },
  { kind: "instance profile", list: listInstanceProfiles },
  { kind: "service-linked role", list: listServiceLinkedRoles },
];
