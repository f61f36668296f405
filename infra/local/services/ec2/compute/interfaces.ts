import { newId } from "../ids.ts";
import type { Ec2Store, NetworkInterfaceRecord, SubnetRecord } from "../store.ts";
import {
  newMacAddress,
  newPublicAddress,
  privateDnsName,
  publicDnsName,
  takePrivateAddress,
} from "./addresses.ts";

/** What a new network interface is asked to be. */
export interface InterfaceRequest {
  subnet: SubnetRecord;
  securityGroupIds: string[];
  description?: string;
  privateAddress?: string;
  /** Whether it gets a public address of Amazon's pool, which goes when the interface goes. */
  publicAddress?: boolean;
  /** The service that keeps it, such as `amazon-elb`: the account's users can then not delete it. */
  requester?: string;
}

/** Makes a network interface in a subnet, on a free address of it. It is `available` until something takes it. */
export function addInterface(store: Ec2Store, request: InterfaceRequest): NetworkInterfaceRecord {
  const { subnet, requester } = request;
  const { region, accountId } = store.place;
  const address = takePrivateAddress(store, subnet, request.privateAddress);
  const record: NetworkInterfaceRecord = {
    NetworkInterfaceId: newId("eni"),
    InterfaceType: "interface",
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: accountId,
    AvailabilityZone: subnet.AvailabilityZone,
    PrivateIpAddress: address,
    ...(store.vpcs[subnet.VpcId]?.enableDnsHostnames && { PrivateDnsName: privateDnsName(region, address) }),
    MacAddress: newMacAddress(),
    Description: request.description ?? "",
    RequesterManaged: requester !== undefined,
    ...(requester && { RequesterId: requester }),
    SourceDestCheck: true,
    Status: "available",
    Ipv6Addresses: [],
    securityGroupIds: request.securityGroupIds,
  };
  if (request.publicAddress) mapPublicAddress(store, record, requester);
  store.networkInterfaces[record.NetworkInterfaceId] = record;
  return record;
}

/** Gives an interface a public address of Amazon's pool. */
export function mapPublicAddress(store: Ec2Store, record: NetworkInterfaceRecord, ownerId = "amazon"): void {
  const address = newPublicAddress();
  record.Association = {
    IpOwnerId: ownerId,
    PublicIp: address,
    // A VPC without DNS hostnames gives no public names either ("DNS attributes for your VPC").
    PublicDnsName: store.vpcs[record.VpcId]?.enableDnsHostnames
      ? publicDnsName(store.place.region, address)
      : "",
  };
}
