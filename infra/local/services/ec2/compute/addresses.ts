import { randomBytes, randomInt } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { parseCidr, toAddress, toNumber } from "../cidr.ts";
import { internalDomain } from "../default-network.ts";
import type { Ec2Store, SubnetRecord } from "../store.ts";

/** The first four addresses of every subnet and the last are AWS's own ("Subnet CIDR blocks" of the VPC user guide). */
const RESERVED_FIRST = 4;
const RESERVED = RESERVED_FIRST + 1;

/** How many addresses of the subnet are free: each interface holds one. */
export function freeAddresses(store: Ec2Store, subnet: SubnetRecord): number {
  return parseCidr(subnet.CidrBlock)!.size - RESERVED - usedAddresses(store, subnet.SubnetId).size;
}

/**
 * Takes an address from a subnet: the one asked for, or any free one.
 * @throws AwsError `InvalidIPAddress.InUse`, `InvalidParameterValue`, `InsufficientFreeAddressesInSubnet`
 */
export function takePrivateAddress(store: Ec2Store, subnet: SubnetRecord, wanted?: string): string {
  const block = parseCidr(subnet.CidrBlock)!;
  const used = usedAddresses(store, subnet.SubnetId);
  if (wanted !== undefined) {
    const offset = toNumber(wanted) - block.first;
    if (!(offset >= 0 && offset < block.size)) {
      throw new AwsError("InvalidParameterValue", "Address does not fall within the subnet's address range");
    }
    if (offset < RESERVED_FIRST || offset === block.size - 1) {
      throw new AwsError("InvalidParameterValue", "Address is in subnet's reserved address range");
    }
    if (used.has(wanted)) throw new AwsError("InvalidIPAddress.InUse", `Address ${wanted} is in use.`);
    return wanted;
  }
  // AWS hands out addresses from all over a subnet, so nothing should come to count on their order.
  const usable = block.size - RESERVED;
  const start = randomInt(usable);
  for (let step = 0; step < usable; step++) {
    const address = toAddress(block.first + RESERVED_FIRST + ((start + step) % usable));
    if (!used.has(address)) return address;
  }
  throw new AwsError(
    "InsufficientFreeAddressesInSubnet",
    "The specified subnet does not have enough free addresses to satisfy the request.",
  );
}

function usedAddresses(store: Ec2Store, subnetId: string): Set<string> {
  return new Set(
    Object.values(store.networkInterfaces)
      .filter((it) => it.SubnetId === subnetId)
      .map((it) => it.PrivateIpAddress),
  );
}

/**
 * A public address of Amazon's pool. Deliberately from 198.18.0.0/15, which is never routed on the Internet
 * (RFC 2544): whoever opens one without the account's proxy must not reach a stranger's server.
 */
export function newPublicAddress(): string {
  return toAddress(toNumber("198.18.0.0") + randomInt(1, 131_071));
}

/** `ec2-198-18-0-7.us-west-2.compute.amazonaws.com`: us-east-1's names are older than the Regions'. */
export function publicDnsName(region: string, address: string): string {
  const domain = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return `ec2-${address.replaceAll(".", "-")}.${domain}.amazonaws.com`;
}

/** `ip-10-0-1-23.us-west-2.compute.internal` */
export function privateDnsName(region: string, address: string): string {
  return `ip-${address.replaceAll(".", "-")}.${internalDomain(region)}`;
}

/** A locally administered address, as AWS's interfaces have. */
export function newMacAddress(): string {
  return ["02", ...[...randomBytes(5)].map((byte) => byte.toString(16).padStart(2, "0"))].join(":");
}
