import type {
  Address,
  Instance,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  Volume,
  Vpc,
  VpcEndpoint,
} from "@aws-sdk/client-ec2";
import type { Relationship } from "./resource.ts";

/** EC2 as it is now. */
export interface Ec2Network {
  acls: NetworkAcl[];
  subnets: Subnet[];
  vpcs: Vpc[];
  tables: RouteTable[];
  groups: SecurityGroup[];
  interfaces: NetworkInterface[];
  instances: Instance[];
  internetGateways: InternetGateway[];
  natGateways: NatGateway[];
  endpoints: VpcEndpoint[];
  addresses: Address[];
  volumes: Volume[];
}

/** What types are called at the end of a relationship's name. */
const NOUNS: Record<string, string> = { VPC: "Vpc", EIP: "ElasticIp" };

type Verb = "Is contained in" | "Is attached to" | "Is associated with" | "Contains";

/**
 * The relationships of every resource, by type and id. Direct ones are read off a resource's own description, and
 * the others off its neighbours': an item has both (observed). Newer types leave the noun out and keep the blank.
 */
export function linksOf(network: Ec2Network): (type: string, id: string) => Relationship[] {
  const links = new Map<string, Relationship[]>();
  const add = (
    from: [type: string, id: string],
    verb: Verb,
    to: [type: string, id: string | undefined],
  ): void => {
    const [toType, toId] = to;
    if (toId === undefined) return;
    const bare = from[0] === "NatGateway" || from[0] === "VPCEndpoint";
    const key = `AWS::EC2::${from[0]} ${from[1]}`;
    const known = links.get(key) ?? [];
    known.push({
      resourceType: `AWS::EC2::${toType}`,
      resourceId: toId,
      relationshipName: `${verb} ${bare ? "" : (NOUNS[toType] ?? toType)}`,
    });
    links.set(key, known);
  };

  for (const { NetworkAclId: id = "", VpcId, Associations = [] } of network.acls) {
    for (const { SubnetId } of Associations) {
      add(["NetworkAcl", id], "Is attached to", ["Subnet", SubnetId]);
      add(["Subnet", SubnetId!], "Is attached to", ["NetworkAcl", id]);
    }
    add(["NetworkAcl", id], "Is contained in", ["VPC", VpcId]);
    add(["VPC", VpcId!], "Contains", ["NetworkAcl", id]);
  }
  for (const { NetworkInterfaceId: id = "", ...one } of network.interfaces) {
    const instance = one.Attachment?.InstanceId;
    add(["NetworkInterface", id], "Is attached to", ["Instance", instance]);
    for (const { GroupId } of one.Groups ?? []) {
      add(["NetworkInterface", id], "Is associated with", ["SecurityGroup", GroupId]);
      add(["SecurityGroup", GroupId!], "Is associated with", ["NetworkInterface", id]);
    }
    add(["NetworkInterface", id], "Is attached to", ["EIP", one.Association?.AllocationId]);
    add(["NetworkInterface", id], "Is contained in", ["Subnet", one.SubnetId]);
    add(["NetworkInterface", id], "Is contained in", ["VPC", one.VpcId]);
    add(["Subnet", one.SubnetId!], "Contains", ["NetworkInterface", id]);
    add(["VPC", one.VpcId!], "Contains", ["NetworkInterface", id]);
  }
  for (const { InstanceId: id = "", ...one } of network.instances) {
    for (const { NetworkInterfaceId } of one.NetworkInterfaces ?? [])
      add(["Instance", id], "Contains", ["NetworkInterface", NetworkInterfaceId]);
    for (const { GroupId } of one.SecurityGroups ?? []) {
      add(["Instance", id], "Is associated with", ["SecurityGroup", GroupId]);
      add(["SecurityGroup", GroupId!], "Is associated with", ["Instance", id]);
    }
    for (const { Ebs } of one.BlockDeviceMappings ?? []) {
      add(["Instance", id], "Is attached to", ["Volume", Ebs?.VolumeId]);
      if (Ebs?.VolumeId) add(["Volume", Ebs.VolumeId], "Is attached to", ["Instance", id]);
    }
    add(["Instance", id], "Is contained in", ["Subnet", one.SubnetId]);
    add(["Instance", id], "Is contained in", ["VPC", one.VpcId]);
    if (one.SubnetId) add(["Subnet", one.SubnetId], "Contains", ["Instance", id]);
    if (one.VpcId) add(["VPC", one.VpcId], "Contains", ["Instance", id]);
  }
  for (const { RouteTableId: id = "", VpcId, Associations = [] } of network.tables) {
    // The main association is none of a subnet's own.
    for (const { SubnetId } of Associations) {
      add(["RouteTable", id], "Contains", ["Subnet", SubnetId]);
      if (SubnetId) add(["Subnet", SubnetId], "Is contained in", ["RouteTable", id]);
    }
    add(["RouteTable", id], "Is contained in", ["VPC", VpcId]);
    add(["VPC", VpcId!], "Contains", ["RouteTable", id]);
  }
  for (const { GroupId: id = "", VpcId } of network.groups) {
    add(["SecurityGroup", id], "Is contained in", ["VPC", VpcId]);
    add(["VPC", VpcId!], "Contains", ["SecurityGroup", id]);
  }
  for (const { SubnetId: id = "", VpcId } of network.subnets) {
    add(["Subnet", id], "Is contained in", ["VPC", VpcId]);
    add(["VPC", VpcId!], "Contains", ["Subnet", id]);
  }
  for (const { InternetGatewayId: id = "", Attachments = [] } of network.internetGateways)
    for (const { VpcId } of Attachments) {
      add(["InternetGateway", id], "Is attached to", ["VPC", VpcId]);
      add(["VPC", VpcId!], "Is attached to", ["InternetGateway", id]);
    }
  for (const { NatGatewayId: id = "", VpcId, SubnetId } of network.natGateways) {
    add(["NatGateway", id], "Is contained in", ["VPC", VpcId]);
    add(["NatGateway", id], "Is contained in", ["Subnet", SubnetId]);
  }
  for (const { VpcEndpointId: id = "", VpcId, SubnetIds = [] } of network.endpoints) {
    add(["VPCEndpoint", id], "Is contained in", ["VPC", VpcId]);
    for (const subnet of SubnetIds) add(["VPCEndpoint", id], "Is contained in", ["Subnet", subnet]);
  }
  for (const { AllocationId: id = "", NetworkInterfaceId, InstanceId } of network.addresses) {
    add(["EIP", id], "Is attached to", ["NetworkInterface", NetworkInterfaceId]);
    add(["EIP", id], "Is attached to", ["Instance", InstanceId]);
    if (InstanceId) add(["Instance", InstanceId], "Is attached to", ["EIP", id]);
  }
  return (type, id) => links.get(`${type} ${id}`) ?? [];
}
