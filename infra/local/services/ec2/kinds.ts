import { AwsError } from "../../errors.ts";
import { required } from "./errors.ts";
import { prefixOf } from "./ids.ts";
import type { Ec2Store } from "./store.ts";

/** A kind of EC2 resource: its id's prefix, its name in tags and ARNs, and the errors for a wrong id. */
export interface Kind {
  prefix: string;
  /** As in `ResourceType` of a tag specification, and in ARNs. */
  type: string;
  notFound: string;
  /** How AWS speaks of it: `The vpc ID 'vpc-…' does not exist`. */
  noun: string;
  /** Absent where AWS answers NotFound to any text, as it does for subnets and network ACLs. */
  malformed?: string;
  /** Where the message does not follow the others. */
  message?: (id: string) => string;
}

/** The kinds that have ids and tags, by their collection in the store. Source: "Error codes for the Amazon EC2 API". */
export const KINDS = {
  vpcs: {
    prefix: "vpc",
    type: "vpc",
    notFound: "InvalidVpcID.NotFound",
    noun: "vpc",
    malformed: "InvalidVpcID.Malformed",
  },
  subnets: { prefix: "subnet", type: "subnet", notFound: "InvalidSubnetID.NotFound", noun: "subnet" },
  routeTables: {
    prefix: "rtb",
    type: "route-table",
    notFound: "InvalidRouteTableID.NotFound",
    noun: "routeTable",
    malformed: "InvalidRouteTableId.Malformed",
  },
  internetGateways: {
    prefix: "igw",
    type: "internet-gateway",
    notFound: "InvalidInternetGatewayID.NotFound",
    noun: "internetGateway",
    malformed: "InvalidInternetGatewayId.Malformed",
  },
  vpnGateways: {
    prefix: "vgw",
    type: "vpn-gateway",
    notFound: "InvalidVpnGatewayID.NotFound",
    noun: "vpnGateway",
  },
  vpcPeeringConnections: {
    prefix: "pcx",
    type: "vpc-peering-connection",
    notFound: "InvalidVpcPeeringConnectionID.NotFound",
    noun: "vpcPeeringConnection",
    malformed: "InvalidVpcPeeringConnectionId.Malformed",
  },
  addresses: {
    prefix: "eipalloc",
    type: "elastic-ip",
    notFound: "InvalidAllocationID.NotFound",
    noun: "allocation",
  },
  natGateways: {
    prefix: "nat",
    type: "natgateway",
    notFound: "NatGatewayNotFound",
    noun: "natGateway",
    malformed: "NatGatewayMalformed",
    message: (id) => `The Nat Gateway ${id} was not found`,
  },
  vpcEndpoints: {
    prefix: "vpce",
    type: "vpc-endpoint",
    notFound: "InvalidVpcEndpointId.NotFound",
    noun: "vpcEndpoint",
    malformed: "InvalidVpcEndpointId.Malformed",
    message: (id) => `The Vpc Endpoint Id '${id}' does not exist`,
  },
  securityGroups: {
    prefix: "sg",
    type: "security-group",
    notFound: "InvalidGroup.NotFound",
    noun: "security group",
    malformed: "InvalidGroupId.Malformed",
    message: (id) => `The security group '${id}' does not exist`,
  },
  securityGroupRules: {
    prefix: "sgr",
    type: "security-group-rule",
    notFound: "InvalidSecurityGroupRuleId.NotFound",
    noun: "security group rule",
    malformed: "InvalidSecurityGroupRuleId.Malformed",
  },
  networkAcls: {
    prefix: "acl",
    type: "network-acl",
    notFound: "InvalidNetworkAclID.NotFound",
    noun: "networkAcl",
  },
  dhcpOptions: {
    prefix: "dopt",
    type: "dhcp-options",
    notFound: "InvalidDhcpOptionID.NotFound",
    noun: "dhcpOption",
  },
  networkInterfaces: {
    prefix: "eni",
    type: "network-interface",
    notFound: "InvalidNetworkInterfaceID.NotFound",
    noun: "networkInterface",
    malformed: "InvalidNetworkInterfaceId.Malformed",
  },
  instances: {
    prefix: "i",
    type: "instance",
    notFound: "InvalidInstanceID.NotFound",
    noun: "instance",
    malformed: "InvalidInstanceID.Malformed",
  },
  volumes: {
    prefix: "vol",
    type: "volume",
    notFound: "InvalidVolume.NotFound",
    noun: "volume",
    malformed: "InvalidVolumeID.Malformed",
    message: (id) => `The volume '${id}' does not exist.`,
  },
  keyPairs: {
    prefix: "key",
    type: "key-pair",
    notFound: "InvalidKeyPair.NotFound",
    noun: "key pair",
    message: (id) => `The key pair '${id}' does not exist`,
  },
} satisfies Partial<Record<keyof Ec2Store, Kind>>;

export type Collection = keyof typeof KINDS;

const byPrefix = new Map<string, [Collection, Kind]>(
  Object.entries(KINDS).map(([collection, kind]) => [kind.prefix, [collection as Collection, kind]]),
);

/** The kind of resource that an id names, by its prefix. */
export function kindOf(id: string): { collection: Collection; kind: Kind } | undefined {
  const found = byPrefix.get(prefixOf(id));
  return found && { collection: found[0], kind: found[1] };
}

/**
 * The record of an id, as an operation looks it up.
 * @throws AwsError `MissingParameter`, or the kind's own Malformed or NotFound.
 */
export function find<C extends Collection>(
  store: Ec2Store,
  collection: C,
  id: string | undefined,
  parameter: string,
): Ec2Store[C][string] {
  const wanted = required(id, parameter);
  const record = store[collection][wanted];
  if (record) return record as Ec2Store[C][string];
  throw notFound(collection, wanted);
}

export function notFound(collection: Collection, id: string): AwsError {
  const kind: Kind = KINDS[collection];
  if (kind.malformed && !new RegExp(`^${kind.prefix}-[0-9a-z]+$`).test(id)) {
    return new AwsError(kind.malformed, `Invalid id: "${id}" (expecting "${kind.prefix}-...")`);
  }
  return new AwsError(kind.notFound, kind.message?.(id) ?? `The ${kind.noun} ID '${id}' does not exist`);
}
