import type { RangeSet } from "./ranges.ts";
import type { Flow } from "./traffic.ts";

/**
 * A network as the Describe calls of EC2 show it, reduced to what decides who can reach whom. Plain data,
 * indexed by id. `describedTopology` makes one.
 */
export interface Topology {
  vpcs: Record<string, { id: string; name?: string; cidrs: string[] }>;
  subnets: Record<string, Subnet>;
  routeTables: Record<string, { id: string; vpcId: string; routes: Route[] }>;
  peerings: Record<string, Peering>;
  natGateways: Record<string, NatGateway>;
  acls: Record<string, Acl>;
  groups: Record<string, Group>;
  interfaces: Record<string, Interface>;
  /** Addresses of the prefix lists whose entries are known. */
  prefixLists: Record<string, RangeSet>;
}

export interface Subnet {
  id: string;
  vpcId: string;
  name?: string;
  cidr: string;
  /** Its own association's, else the VPC's main one. */
  routeTableId?: string;
  aclId?: string;
  aclAssociationId?: string;
}

export type RouteTargetKind =
  | "local"
  | "internet-gateway"
  | "nat-gateway"
  | "peering"
  | "vpn-gateway"
  | "gateway-endpoint"
  | "other";

export interface Route {
  /** A CIDR block or a prefix list's id. */
  destination: string;
  target: { kind: RouteTargetKind; id: string };
  /** False for a blackhole: its target is gone or detached. */
  active: boolean;
  /** Learnt from a VPN gateway rather than written. */
  propagated: boolean;
}

export interface Peering {
  id: string;
  /** `active`, `pending-acceptance`, `deleted` … */
  status: string;
  vpcIds: [requester: string, accepter: string];
}

export interface NatGateway {
  id: string;
  subnetId: string;
  address: RangeSet;
  available: boolean;
  /** A private NAT gateway cannot reach the Internet. */
  public: boolean;
}

export type Direction = "ingress" | "egress";

/** One entry of a network ACL for IPv4, without the final `*`. */
export interface AclEntry {
  number: number;
  direction: Direction;
  allow: boolean;
  cidr: string;
  flow: Flow;
}

export interface Acl {
  id: string;
  vpcId: string;
  name?: string;
  isDefault: boolean;
  entries: AclEntry[];
}

/** One rule of a security group. */
export interface GroupRule {
  id: string;
  direction: Direction;
  flow: Flow;
  peer: RulePeer;
}

export type RulePeer =
  | { kind: "cidr"; cidr: string }
  | { kind: "cidr6"; cidr: string }
  | { kind: "prefix-list"; id: string }
  | { kind: "group"; id: string; peeringId?: string; peeringStatus?: string };

export interface Group {
  id: string;
  vpcId: string;
  name: string;
  rules: GroupRule[];
}

export interface Interface {
  id: string;
  vpcId: string;
  subnetId: string;
  addresses: RangeSet;
  publicAddress?: string;
  groupIds: string[];
  instanceId?: string;
  /** What EC2 says it is for, such as `ELB app/…` or `VPC Endpoint Interface vpce-…`. */
  description?: string;
}

export function find<T>(records: Record<string, T>, id: string | undefined, what: string): T {
  const found = id === undefined ? undefined : records[id];
  if (!found) throw new Error(`The topology has no ${what} ${id ?? "(none named)"}`);
  return found;
}
