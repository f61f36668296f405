import type { NetworkInterfaceType } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { newPublicAddress, publicDnsName } from "./compute/addresses.ts";
import { withTagsIfAny } from "./describe.ts";
import { invalidCombination, invalidValue, required, supports } from "./errors.ts";
import { applyFilters } from "./filters.ts";
import { newId } from "./ids.ts";
import { internetGatewayOf } from "./internet-gateways.ts";
import { find } from "./kinds.ts";
import { forget, release } from "./settle.ts";
import { type AddressRecord, type Ec2Store, ec2, type NetworkInterfaceRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";

/** "Elastic IP address quota": five a Region. */
const MAX_ADDRESSES = 5;

/** Observed: interfaces of NAT gateways say `nat_gateway`, where the SDK's enum has `natGateway`. */
export const NAT_GATEWAY = "nat_gateway" as string as NetworkInterfaceType;

export const addressOperations: Operations<"ec2"> = {
  AllocateAddress(input, call) {
    supports(input, "Domain", "NetworkBorderGroup", "TagSpecifications");
    const store = ec2(call);
    if (input.Domain !== undefined && input.Domain !== "vpc") {
      throw invalidValue(`Value (${input.Domain}) for parameter domain is invalid.`);
    }
    const tags = tagsFor(input.TagSpecifications, "elastic-ip");
    if (Object.keys(store.addresses).length >= MAX_ADDRESSES) {
      throw new AwsError("AddressLimitExceeded", "The maximum number of addresses has been reached.");
    }
    const address: AddressRecord = {
      AllocationId: newId("eipalloc"),
      PublicIp: freePublicAddress(store),
      Domain: "vpc",
      NetworkBorderGroup: call.region,
      PublicIpv4Pool: "amazon",
    };
    store.addresses[address.AllocationId] = address;
    setTags(store, address.AllocationId, tags);
    const { AllocationId, PublicIp, Domain, NetworkBorderGroup, PublicIpv4Pool } = address;
    return { AllocationId, PublicIp, Domain, NetworkBorderGroup, PublicIpv4Pool };
  },

  // It has no paging on AWS.
  DescribeAddresses(input, call) {
    supports(input, "AllocationIds", "PublicIps", "Filters");
    const store = ec2(call);
    const named = [
      ...(input.AllocationIds ?? []).map((id) => find(store, "addresses", id, "AllocationId")),
      ...(input.PublicIps ?? []).map((ip) => findByIp(store, ip)),
    ];
    const asked = (input.AllocationIds?.length ?? 0) + (input.PublicIps?.length ?? 0) > 0;
    const shaped = (asked ? named : Object.values(store.addresses)).map((address) => ({
      ...address,
      ...withTagsIfAny(store, address.AllocationId),
    }));
    const Addresses = applyFilters(
      shaped,
      input.Filters,
      {
        "allocation-id": (address) => address.AllocationId,
        "association-id": (address) => address.AssociationId,
        domain: (address) => address.Domain,
        "instance-id": (address) => address.InstanceId,
        "network-border-group": (address) => address.NetworkBorderGroup,
        "network-interface-id": (address) => address.NetworkInterfaceId,
        "network-interface-owner-id": (address) => address.NetworkInterfaceOwnerId,
        "private-ip-address": (address) => address.PrivateIpAddress,
        "public-ip": (address) => address.PublicIp,
      },
      (address) => address.Tags ?? [],
    );
    return { Addresses };
  },

  AssociateAddress(input, call) {
    supports(
      input,
      "AllocationId",
      "InstanceId",
      "NetworkInterfaceId",
      "PrivateIpAddress",
      "AllowReassociation",
    );
    const store = ec2(call);
    const address = find(store, "addresses", input.AllocationId, "AllocationId");
    const target = associationTarget(store, input.InstanceId, input.NetworkInterfaceId);
    if (input.PrivateIpAddress && input.PrivateIpAddress !== target.PrivateIpAddress) {
      throw invalidValue(
        `The private IP address ${input.PrivateIpAddress} is not assigned to ${target.NetworkInterfaceId}`,
      );
    }
    if (address.AssociationId && address.NetworkInterfaceId !== target.NetworkInterfaceId) {
      if (!input.AllowReassociation) throw alreadyAssociated(address);
      unmap(store, address);
    }
    return { AssociationId: address.AssociationId ?? map(store, address, target) };
  },

  DisassociateAddress(input, call) {
    supports(input, "AssociationId");
    const store = ec2(call);
    const wanted = required(input.AssociationId, "AssociationId");
    const address = Object.values(store.addresses).find((each) => each.AssociationId === wanted);
    if (!address) {
      throw new AwsError("InvalidAssociationID.NotFound", `The association ID '${wanted}' does not exist`);
    }
    refuseManaged(store, address);
    unmap(store, address);
    return {};
  },

  ReleaseAddress(input, call) {
    supports(input, "AllocationId", "NetworkBorderGroup");
    const store = ec2(call);
    const address = find(store, "addresses", input.AllocationId, "AllocationId");
    if (address.AssociationId) {
      throw new AwsError("InvalidIPAddress.InUse", `Address ${address.PublicIp} is in use.`);
    }
    forget(store, "addresses", address.AllocationId);
    return {};
  },
};

function findByIp(store: Ec2Store, ip: string): AddressRecord {
  const found = Object.values(store.addresses).find((address) => address.PublicIp === ip);
  if (found) return found;
  throw new AwsError("InvalidAddress.NotFound", `Address '${ip}' not found.`);
}

function freePublicAddress(store: Ec2Store): string {
  const used = new Set([
    ...Object.values(store.addresses).map((address) => address.PublicIp),
    ...Object.values(store.networkInterfaces).map((each) => each.Association?.PublicIp),
  ]);
  for (;;) {
    const address = newPublicAddress();
    if (!used.has(address)) return address;
  }
}

function associationTarget(
  store: Ec2Store,
  instanceId: string | undefined,
  networkInterfaceId: string | undefined,
): NetworkInterfaceRecord {
  if (instanceId && networkInterfaceId) {
    throw invalidCombination("You may specify either an instance or a network interface, but not both");
  }
  const id = instanceId
    ? find(store, "instances", instanceId, "InstanceId").networkInterfaceIds[0]
    : networkInterfaceId;
  const target = find(store, "networkInterfaces", id, "NetworkInterfaceId");
  if (!internetGatewayOf(store, target.VpcId)) {
    throw new AwsError(
      "Gateway.NotAttached",
      `Network ${target.VpcId} is not attached to any internet gateway`,
    );
  }
  return target;
}

function alreadyAssociated(address: AddressRecord): AwsError {
  return new AwsError(
    "Resource.AlreadyAssociated",
    `resource ${address.AllocationId} is already associated with associate-id ${address.AssociationId}`,
  );
}

/** A NAT gateway's address stays with it for as long as the gateway is there. */
function refuseManaged(store: Ec2Store, address: AddressRecord): void {
  const target = store.networkInterfaces[address.NetworkInterfaceId ?? ""];
  if (target?.InterfaceType !== NAT_GATEWAY) return;
  throw new AwsError("AuthFailure", "You do not have permission to access the specified resource.", 403);
}

/** Maps an Elastic IP address to an interface; any public address that it had goes. Answers the association's id. */
export function map(store: Ec2Store, address: AddressRecord, target: NetworkInterfaceRecord): string {
  const id = newId("eipassoc");
  address.AssociationId = id;
  address.NetworkInterfaceId = target.NetworkInterfaceId;
  address.NetworkInterfaceOwnerId = target.OwnerId;
  address.PrivateIpAddress = target.PrivateIpAddress;
  if (target.Attachment?.InstanceId) address.InstanceId = target.Attachment.InstanceId;
  target.Association = {
    AllocationId: address.AllocationId,
    AssociationId: id,
    IpOwnerId: target.OwnerId,
    PublicIp: address.PublicIp,
    PublicDnsName: store.vpcs[target.VpcId]?.enableDnsHostnames
      ? publicDnsName(store.place.region, address.PublicIp)
      : "",
  };
  return id;
}

function unmap(store: Ec2Store, address: AddressRecord): void {
  const target = store.networkInterfaces[address.NetworkInterfaceId ?? ""];
  if (target) delete target.Association;
  release(address);
}
