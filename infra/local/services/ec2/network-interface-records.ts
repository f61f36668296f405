import { randomBytes, randomInt } from "node:crypto";
import type { NetworkInterfaceAssociation, NetworkInterfaceType } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import { type Block, overlaps, parseCidr, toAddress, toNumber } from "./cidr.ts";
import { internalDomain } from "./default-network.ts";
import { newId } from "./ids.ts";
import type { Ec2Store, NetworkInterfaceRecord, SubnetRecord } from "./store.ts";

/** AWS keeps the first four addresses of a subnet and the last. Source: "Subnet CIDR blocks" of the VPC user guide. */
const RESERVED_FIRST = 4;
const RESERVED = RESERVED_FIRST + 1;

/** Observed: interfaces of NAT gateways say `nat_gateway`, where the SDK's enum has `natGateway`. */
export const NAT_GATEWAY = "nat_gateway" as string as NetworkInterfaceType;

export interface NewInterface {
  subnet: SubnetRecord;
  description: string;
  securityGroupIds: string[];
  type?: NetworkInterfaceType;
  /** The service that the interface belongs to, where it is not the account's own, such as `amazon-elb`. */
  requesterId?: string;
  privateIpAddress?: string | undefined;
}

/**
 * Makes an elastic network interface's record, in use, on a free address of its subnet.
 * @throws AwsError `InsufficientFreeAddressesInSubnet`, `InvalidIPAddress.InUse` or `InvalidParameterValue`.
 */
export function addInterface(store: Ec2Store, options: NewInterface): NetworkInterfaceRecord {
  const { subnet, requesterId } = options;
  const PrivateIpAddress = choosePrivateAddress(store, subnet, options.privateIpAddress);
  const record: NetworkInterfaceRecord = {
    NetworkInterfaceId: newId("eni"),
    InterfaceType: options.type ?? "interface",
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: store.place.accountId,
    AvailabilityZone: subnet.AvailabilityZone,
    PrivateIpAddress,
    PrivateDnsName: privateDnsName(store.place.region, PrivateIpAddress),
    MacAddress: macAddress(),
    Description: options.description,
    RequesterManaged: requesterId !== undefined,
    ...(requesterId !== undefined && { RequesterId: requesterId }),
    SourceDestCheck: true,
    Status: "in-use",
    securityGroupIds: options.securityGroupIds,
  };
  store.networkInterfaces[record.NetworkInterfaceId] = record;
  return record;
}

/** How many addresses of the subnet are free: each interface holds one. */
export function availableAddresses(store: Ec2Store, subnet: SubnetRecord): number {
  return parseCidr(subnet.CidrBlock)!.size - RESERVED - usedAddresses(store, subnet).size;
}

function usedAddresses(store: Ec2Store, subnet: SubnetRecord): Set<number> {
  return new Set(
    Object.values(store.networkInterfaces)
      .filter((networkInterface) => networkInterface.SubnetId === subnet.SubnetId)
      .map((networkInterface) => toNumber(networkInterface.PrivateIpAddress)),
  );
}

function choosePrivateAddress(store: Ec2Store, subnet: SubnetRecord, wanted?: string): string {
  const block = parseCidr(subnet.CidrBlock)!;
  const used = usedAddresses(store, subnet);
  if (wanted !== undefined) return checkedAddress(block, used, wanted);
  const usable = block.size - RESERVED;
  if (used.size >= usable) {
    throw new AwsError(
      "InsufficientFreeAddressesInSubnet",
      `There are not enough free addresses in subnet '${subnet.SubnetId}' to satisfy the requested number of instances.`,
    );
  }
  const start = randomInt(usable);
  for (let step = 0; ; step++) {
    const number = block.first + RESERVED_FIRST + ((start + step) % usable);
    if (!used.has(number)) return toAddress(number);
  }
}

function checkedAddress(block: Block, used: Set<number>, wanted: string): string {
  const single = parseCidr(`${wanted}/32`);
  if (!single || !overlaps(block, single)) {
    throw new AwsError("InvalidParameterValue", "Address does not fall within the subnet's address range");
  }
  const offset = single.first - block.first;
  if (offset < RESERVED_FIRST || offset === block.size - 1) {
    throw new AwsError("InvalidParameterValue", "Address is in subnet's reserved address range");
  }
  if (used.has(single.first)) {
    throw new AwsError("InvalidIPAddress.InUse", `Address ${wanted} is in use.`);
  }
  return wanted;
}

/**
 * A public address that nothing else of this account's Region has: from 198.18.0.0/15, which RFC 2544 keeps
 * off the Internet, so that nobody's real machine answers for an emulated one.
 */
export function newPublicAddress(store: Ec2Store): string {
  const used = new Set([
    ...Object.values(store.addresses).map((address) => address.PublicIp),
    ...Object.values(store.networkInterfaces).map((each) => each.Association?.PublicIp),
  ]);
  for (;;) {
    const address = toAddress(toNumber("198.18.0.0") + randomInt(2 ** 17));
    if (!used.has(address)) return address;
  }
}

/** Gives an interface a public address: its subnet's own kind, or an Elastic IP address's when ids are given. */
export function publicAssociation(
  store: Ec2Store,
  publicIp: string,
  elastic?: { allocationId: string; associationId: string },
): NetworkInterfaceAssociation {
  return {
    IpOwnerId: elastic ? store.place.accountId : "amazon",
    PublicIp: publicIp,
    PublicDnsName: publicDnsName(store.place.region, publicIp),
    ...(elastic && { AllocationId: elastic.allocationId, AssociationId: elastic.associationId }),
  };
}

/** `ip-10-0-0-5.ec2.internal` */
export function privateDnsName(region: string, address: string): string {
  return `ip-${address.replaceAll(".", "-")}.${internalDomain(region)}`;
}

/** `ec2-198-18-0-5.compute-1.amazonaws.com`; `<region>.compute` outside us-east-1. */
export function publicDnsName(region: string, address: string): string {
  const domain = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return `ec2-${address.replaceAll(".", "-")}.${domain}.amazonaws.com`;
}

function macAddress(): string {
  // The locally administered bit is set, as on AWS's interfaces.
  return ["02", ...randomBytes(5).toString("hex").match(/../g)!].join(":");
}
