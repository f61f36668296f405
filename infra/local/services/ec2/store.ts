import type {
  Address,
  DhcpOptions,
  IamInstanceProfileAssociation,
  Instance,
  InstanceStateName,
  InternetGateway,
  KeyPairInfo,
  NatGateway,
  NetworkAclEntry,
  NetworkInterface,
  Route,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Tag,
  Volume,
  Vpc,
  VpcEndpoint,
  VpcPeeringConnection,
  VpnGateway,
} from "@aws-sdk/client-ec2";
import { defineStore, type Place } from "../../cloud.ts";
import type { Call } from "../../service.ts";
import type { Provisioning } from "./compute/user-data.ts";
import { createDefaultNetwork } from "./default-network.ts";
import { settle } from "./settle.ts";

/**
 * A record is the SDK's own shape with the members that are always there made so. Tags live in one table of
 * the store, and states that pass by themselves are derived from the moments that a record keeps.
 *
 * One file, however long, so that what EC2 keeps is seen in one place.
 */
type Stored<T, Always extends keyof T, Derived extends PropertyKey = never> = Omit<
  T,
  Always | Derived | "Tags" | "TagSet"
> & { [K in Always]-?: NonNullable<T[K]> };

/** Something that AWS goes on showing for a while: it is dropped once `goneAt` has passed (see settle.ts). */
interface Departing {
  goneAt?: Date;
}

export interface VpcRecord
  extends Stored<
    Vpc,
    | "VpcId"
    | "OwnerId"
    | "CidrBlock"
    | "CidrBlockAssociationSet"
    | "DhcpOptionsId"
    | "InstanceTenancy"
    | "IsDefault",
    "State"
  > {
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
}

export interface SubnetRecord
  extends Stored<
    Subnet,
    | "SubnetId"
    | "SubnetArn"
    | "OwnerId"
    | "VpcId"
    | "CidrBlock"
    | "AvailabilityZone"
    | "AvailabilityZoneId"
    | "DefaultForAz"
    | "MapPublicIpOnLaunch",
    "State" | "AvailableIpAddressCount"
  > {}

export interface RouteTableAssociationRecord {
  id: string;
  main: boolean;
  subnetId?: string;
}

export interface RouteTableRecord {
  RouteTableId: string;
  VpcId: string;
  OwnerId: string;
  /** Without `State`, which depends on whether the target still exists. */
  routes: Omit<Route, "State">[];
  associations: RouteTableAssociationRecord[];
  /** VPN gateways whose routes are propagated. */
  propagatingGateways: string[];
}

export interface InternetGatewayRecord extends Stored<InternetGateway, "InternetGatewayId" | "OwnerId"> {
  Attachments: { VpcId: string; State: "attached" }[];
}

export interface VpnGatewayRecord
  extends Departing,
    Stored<VpnGateway, "VpnGatewayId" | "Type" | "AmazonSideAsn", "State" | "VpcAttachments"> {
  /** Attaching and detaching take a while: `until` is when the attachment has settled. */
  attachments: { vpcId: string; direction: "attaching" | "detaching"; until: Date }[];
}

export interface VpcPeeringConnectionRecord
  extends Departing,
    Stored<
      VpcPeeringConnection,
      "VpcPeeringConnectionId" | "AccepterVpcInfo" | "RequesterVpcInfo" | "Status"
    > {}

export interface AddressRecord
  extends Stored<Address, "AllocationId" | "PublicIp" | "Domain" | "NetworkBorderGroup"> {}

export interface NatGatewayRecord
  extends Departing,
    Stored<
      NatGateway,
      "NatGatewayId" | "CreateTime" | "NatGatewayAddresses" | "SubnetId" | "VpcId" | "ConnectivityType",
      "State" | "DeleteTime"
    > {
  availableAt: Date;
  /** When DeleteNatGateway was called, and when the gateway is `deleted`. */
  deletion?: { begunAt: Date; doneAt: Date };
}

export interface VpcEndpointRecord
  extends Departing,
    Stored<
      VpcEndpoint,
      | "VpcEndpointId"
      | "VpcEndpointType"
      | "VpcId"
      | "ServiceName"
      | "PolicyDocument"
      | "RouteTableIds"
      | "SubnetIds"
      | "NetworkInterfaceIds"
      | "CreationTimestamp"
      | "OwnerId"
      | "PrivateDnsEnabled",
      "State" | "Groups"
    > {
  securityGroupIds: string[];
  availableAt: Date;
  deleting: boolean;
}

export interface SecurityGroupRecord
  extends Stored<
    SecurityGroup,
    "GroupId" | "GroupName" | "Description" | "OwnerId" | "VpcId",
    "IpPermissions" | "IpPermissionsEgress" | "SecurityGroupArn"
  > {}

/** One rule, with one source or destination. The peering of a reference is derived on each read. */
export interface SecurityGroupRuleRecord
  extends Stored<
    SecurityGroupRule,
    "SecurityGroupRuleId" | "GroupId" | "GroupOwnerId" | "IsEgress" | "IpProtocol" | "FromPort" | "ToPort",
    "ReferencedGroupInfo" | "SecurityGroupRuleArn"
  > {
  /** `peeringId` is the connection that a reference into another VPC was made over. */
  referencedGroup?: { groupId: string; userId: string; vpcId: string; peeringId?: string };
}

export interface NetworkAclRecord {
  NetworkAclId: string;
  VpcId: string;
  OwnerId: string;
  IsDefault: boolean;
  entries: NetworkAclEntry[];
  associations: { id: string; subnetId: string }[];
}

interface DhcpOptionsRecord extends Stored<DhcpOptions, "DhcpOptionsId" | "DhcpConfigurations" | "OwnerId"> {}

/** `Groups` hold ids only: names are looked up when the interface is described. */
export interface NetworkInterfaceRecord
  extends Departing,
    Stored<
      NetworkInterface,
      | "NetworkInterfaceId"
      | "InterfaceType"
      | "SubnetId"
      | "VpcId"
      | "OwnerId"
      | "AvailabilityZone"
      | "PrivateIpAddress"
      | "MacAddress"
      | "Description"
      | "RequesterManaged"
      | "SourceDestCheck"
      | "Status",
      "Groups" | "PrivateIpAddresses"
    > {
  securityGroupIds: string[];
}

/** Instances, volumes and key pairs are kept by the compute operations, which may extend these records. */
export interface InstanceRecord
  extends Departing,
    Stored<
      Instance,
      "InstanceId" | "ImageId" | "InstanceType" | "SubnetId" | "VpcId" | "LaunchTime",
      "State" | "SecurityGroups" | "NetworkInterfaces"
    > {
  /** The states that the instance goes through, in order: the last one begun is its state. */
  timeline: { state: InstanceStateName; at: Date }[];
  networkInterfaceIds: string[];
  securityGroupIds: string[];
  reservationId: string;
  /** Base64, as RunInstances was given it. */
  userData?: string;
  disableApiTermination: boolean;
  disableApiStop: boolean;
  shutdownBehavior: "stop" | "terminate";
  /** When cloud-init has run the user data, and what came of it once somebody needed to know (first-boot.ts). */
  firstBoot: { endsAt: Date; provisioning?: Provisioning };
}

export interface VolumeRecord
  extends Departing,
    Stored<Volume, "VolumeId" | "AvailabilityZone" | "Size" | "VolumeType" | "CreateTime"> {}

export interface KeyPairRecord
  extends Stored<KeyPairInfo, "KeyPairId" | "KeyName" | "KeyType" | "KeyFingerprint" | "CreateTime"> {}

export interface Ec2Store {
  place: Place;
  vpcs: Record<string, VpcRecord>;
  subnets: Record<string, SubnetRecord>;
  routeTables: Record<string, RouteTableRecord>;
  internetGateways: Record<string, InternetGatewayRecord>;
  vpnGateways: Record<string, VpnGatewayRecord>;
  vpcPeeringConnections: Record<string, VpcPeeringConnectionRecord>;
  addresses: Record<string, AddressRecord>;
  natGateways: Record<string, NatGatewayRecord>;
  vpcEndpoints: Record<string, VpcEndpointRecord>;
  securityGroups: Record<string, SecurityGroupRecord>;
  securityGroupRules: Record<string, SecurityGroupRuleRecord>;
  networkAcls: Record<string, NetworkAclRecord>;
  dhcpOptions: Record<string, DhcpOptionsRecord>;
  networkInterfaces: Record<string, NetworkInterfaceRecord>;
  instances: Record<string, InstanceRecord>;
  volumes: Record<string, VolumeRecord>;
  /** By key pair id. */
  keyPairs: Record<string, KeyPairRecord>;
  /** By association id. */
  instanceProfileAssociations: Record<
    string,
    Stored<IamInstanceProfileAssociation, "AssociationId" | "InstanceId">
  >;
  /** Every resource's tags, by the resource's id. */
  tags: Record<string, Tag[]>;
  /** What a client token made, by `Operation:token`; see idempotency.ts. */
  clientTokens: Record<string, { resourceId: string; parameters: string }>;
}

/** For what looks through every account and Region; handlers use `ec2(call)`. */
export const ec2Store = defineStore<Ec2Store>({
  name: "ec2",
  scope: "region",
  create: (place) => {
    const empty: Ec2Store = {
      place,
      vpcs: {},
      subnets: {},
      routeTables: {},
      internetGateways: {},
      vpnGateways: {},
      vpcPeeringConnections: {},
      addresses: {},
      natGateways: {},
      vpcEndpoints: {},
      securityGroups: {},
      securityGroupRules: {},
      networkAcls: {},
      dhcpOptions: {},
      networkInterfaces: {},
      instances: {},
      volumes: {},
      keyPairs: {},
      instanceProfileAssociations: {},
      tags: {},
      clientTokens: {},
    };
    createDefaultNetwork(empty);
    return empty;
  },
});

/** The call's EC2 state, with everything dropped whose time has passed. */
export function ec2(call: Call): Ec2Store {
  const state = call.store(ec2Store);
  settle(state, call.cloud.clock.now());
  return state;
}
