import { addresses } from "./addresses.ts";
import type { RangeSet } from "./ranges.ts";
import { find, type Interface, type NatGateway, type Subnet, type Topology } from "./topology.ts";

/** Who speaks to whom. */
export type Party =
  | { kind: "interface"; id: string }
  /** Whatever could stand in a subnet: any of its addresses, behind no security group, with a public address. */
  | { kind: "subnet"; id: string }
  /** Addresses beyond the topology's VPCs: the Internet, or a network behind a VPN. */
  | { kind: "outside"; addresses: RangeSet };

/** A party and where it stands. */
export interface Located {
  addresses: RangeSet;
  subnet?: Subnet;
  interface?: Interface;
  /** Whether an Internet gateway would carry its traffic. */
  hasPublicAddress: boolean;
}

/** @throws Error if the topology does not hold the party. */
export function locate(topology: Topology, party: Party): Located {
  switch (party.kind) {
    case "interface": {
      const found = find(topology.interfaces, party.id, "network interface");
      return {
        addresses: found.addresses,
        interface: found,
        subnet: find(topology.subnets, found.subnetId, "subnet"),
        hasPublicAddress: found.publicAddress !== undefined,
      };
    }
    case "subnet": {
      const subnet = find(topology.subnets, party.id, "subnet");
      return { addresses: addresses(subnet.cidr), subnet, hasPublicAddress: true };
    }
    case "outside":
      return { addresses: party.addresses, hasPublicAddress: true };
  }
}

export function locateNat(topology: Topology, nat: NatGateway): Located {
  const subnet = find(topology.subnets, nat.subnetId, "subnet");
  return { addresses: nat.address, subnet, hasPublicAddress: nat.public };
}
