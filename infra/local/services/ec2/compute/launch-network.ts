import type {
  GroupIdentifier,
  InstanceNetworkInterfaceSpecification,
  RunInstancesRequest,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { invalidCombination, invalidValue, supports } from "../errors.ts";
import { find } from "../kinds.ts";
import type { Ec2Store, SubnetRecord } from "../store.ts";
import { checkOffered, type TypeFacts } from "./instance-types.ts";

/** The primary interface of a launch: an existing one, or what a new one is to be. */
export type Primary = { interfaceId: string } | NewPrimary;

interface NewPrimary {
  securityGroupIds: string[];
  privateAddress?: string;
  publicAddress: boolean;
  description: string;
  deleteOnTermination: boolean;
}

export function primarySpecification(
  input: RunInstancesRequest,
): InstanceNetworkInterfaceSpecification | undefined {
  const [first, ...others] = input.NetworkInterfaces ?? [];
  if (!first) return undefined;
  if (others.length > 0) {
    throw new AwsError(
      "NotImplemented",
      "The local account launches instances with one network interface; attach others afterwards.",
      501,
    );
  }
  if (
    input.SubnetId ||
    input.SecurityGroupIds?.length ||
    input.SecurityGroups?.length ||
    input.PrivateIpAddress
  ) {
    throw invalidCombination(
      "Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request",
    );
  }
  supports(
    first,
    "DeviceIndex",
    "SubnetId",
    "Groups",
    "AssociatePublicIpAddress",
    "DeleteOnTermination",
    "Description",
    "PrivateIpAddress",
    "NetworkInterfaceId",
  );
  if (first.DeviceIndex) throw invalidValue("The primary network interface must have the device index 0");
  return first;
}

export function chooseSubnet(
  store: Ec2Store,
  input: RunInstancesRequest,
  specification: InstanceNetworkInterfaceSpecification | undefined,
  type: TypeFacts,
): SubnetRecord {
  const attached =
    specification?.NetworkInterfaceId &&
    find(store, "networkInterfaces", specification.NetworkInterfaceId, "networkInterfaceId");
  if (attached) return find(store, "subnets", attached.SubnetId, "subnetId");
  const asked = specification?.SubnetId ?? input.SubnetId;
  const zone = input.Placement?.AvailabilityZone;
  if (asked && input.SecurityGroups?.length) {
    throw invalidCombination("The parameter groupName cannot be used with the parameter subnet");
  }
  if (asked) {
    const subnet = find(store, "subnets", asked, "subnetId");
    if (zone && subnet.AvailabilityZone !== zone) {
      throw invalidValue(
        `The availability zone '${zone}' does not match the subnet's availability zone '${subnet.AvailabilityZone}'`,
      );
    }
    return subnet;
  }
  const defaults = Object.values(store.subnets).filter((subnet) => subnet.DefaultForAz);
  if (defaults.length === 0) {
    throw new AwsError(
      "VPCIdNotSpecified",
      "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.",
    );
  }
  const offered = defaults.find((subnet) =>
    zone ? subnet.AvailabilityZone === zone : isOffered(store, type, subnet),
  );
  if (!offered) {
    throw new AwsError("MissingInput", `No default subnet for availability zone: '${zone}'.`);
  }
  return offered;
}

function isOffered(store: Ec2Store, type: TypeFacts, subnet: SubnetRecord): boolean {
  try {
    checkOffered(store.place.region, type, subnet.AvailabilityZone);
    return true;
  } catch {
    return false;
  }
}

export function primaryInterface(
  store: Ec2Store,
  input: RunInstancesRequest,
  specification: InstanceNetworkInterfaceSpecification | undefined,
  subnet: SubnetRecord,
  count: number,
): Primary {
  if (specification?.NetworkInterfaceId) {
    if (count > 1)
      throw invalidCombination("A network interface cannot be attached to more than one instance");
    const existing = find(store, "networkInterfaces", specification.NetworkInterfaceId, "networkInterfaceId");
    if (existing.Status !== "available") {
      throw new AwsError(
        "InvalidNetworkInterface.InUse",
        `Interface: [${existing.NetworkInterfaceId}] in use.`,
      );
    }
    return { interfaceId: existing.NetworkInterfaceId };
  }
  const privateAddress = specification?.PrivateIpAddress ?? input.PrivateIpAddress;
  if (privateAddress && count > 1) throw invalidCombination("A private address is for one instance only");
  return {
    securityGroupIds: chooseGroups(
      store,
      specification?.Groups ?? input.SecurityGroupIds,
      input.SecurityGroups,
      subnet,
    ),
    ...(privateAddress && { privateAddress }),
    publicAddress: specification?.AssociatePublicIpAddress ?? subnet.MapPublicIpOnLaunch,
    description: specification?.Description ?? "",
    deleteOnTermination: specification?.DeleteOnTermination ?? true,
  };
}

function chooseGroups(
  store: Ec2Store,
  ids: string[] | undefined,
  names: string[] | undefined,
  subnet: SubnetRecord,
): string[] {
  const here = Object.values(store.securityGroups).filter((group) => group.VpcId === subnet.VpcId);
  const byName = (names ?? []).map((name) => {
    const group = here.find((it) => it.GroupName === name);
    if (!group) {
      throw new AwsError(
        "InvalidGroup.NotFound",
        `The security group '${name}' does not exist in VPC '${subnet.VpcId}'`,
      );
    }
    return group.GroupId;
  });
  const given = [...checkGroups(store, ids ?? [], subnet.VpcId), ...byName];
  return given.length > 0 ? given : here.filter((it) => it.GroupName === "default").map((it) => it.GroupId);
}

/**
 * Security groups that an interface in this VPC may have.
 * @throws AwsError `InvalidGroup.NotFound`, or `InvalidParameter` for a group of another VPC.
 */
export function checkGroups(store: Ec2Store, ids: readonly string[], vpcId: string): string[] {
  for (const id of ids) {
    const group: { VpcId: string } & GroupIdentifier = find(store, "securityGroups", id, "groupId");
    if (group.VpcId !== vpcId) {
      throw new AwsError("InvalidParameter", `Security group ${id} and subnet belong to different networks.`);
    }
  }
  return [...new Set(ids)];
}
