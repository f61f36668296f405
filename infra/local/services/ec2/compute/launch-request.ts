import type {
  BlockDeviceMapping,
  GroupIdentifier,
  InstanceMetadataOptionsResponse,
  InstanceNetworkInterfaceSpecification,
  RunInstancesRequest,
  Tag,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { PublicImage } from "../../../images.ts";
import type { Call } from "../../../service.ts";
import { invalidCombination, invalidValue, required, supports } from "../errors.ts";
import { find } from "../kinds.ts";
import { type Ec2Store, ec2, type SubnetRecord } from "../store.ts";
import { tagsFor } from "../tags.ts";
import { publicImage } from "./catalogue.ts";
import { checkOffered, instanceType, type TypeFacts } from "./instance-types.ts";
import { keyPairNamed } from "./key-pairs.ts";
import { metadataOptions } from "./metadata-options.ts";
import { type Profile, resolveProfile } from "./profiles.ts";

/** A checked RunInstances request: everything in it exists and fits together. */
export interface Launch {
  image: PublicImage;
  type: TypeFacts;
  count: number;
  subnet: SubnetRecord;
  /** The primary interface: an existing one, or what a new one is to be. */
  primary: { interfaceId: string } | NewPrimary;
  keyName?: string;
  profile?: Profile;
  metadata: InstanceMetadataOptionsResponse;
  mappings: BlockDeviceMapping[];
  tags: { instance: Tag[]; volume: Tag[]; "network-interface": Tag[] };
  monitoring: boolean;
}

export interface NewPrimary {
  securityGroupIds: string[];
  privateAddress?: string;
  publicAddress: boolean;
  description: string;
  deleteOnTermination: boolean;
}

/** Checks a launch as EC2 does, before anything is made. */
export async function checkLaunch(input: RunInstancesRequest, call: Call): Promise<Launch> {
  supports(
    input,
    "ImageId",
    "InstanceType",
    "KeyName",
    "MinCount",
    "MaxCount",
    "SubnetId",
    "SecurityGroupIds",
    "SecurityGroups",
    "UserData",
    "IamInstanceProfile",
    "MetadataOptions",
    "BlockDeviceMappings",
    "NetworkInterfaces",
    "TagSpecifications",
    "ClientToken",
    "DisableApiTermination",
    "InstanceInitiatedShutdownBehavior",
    "PrivateIpAddress",
    "Placement",
    "Monitoring",
    "EbsOptimized",
    "CreditSpecification",
  );
  const store = ec2(call);
  const image = publicImage(call.region, required(input.ImageId, "ImageId"));
  const type = checkType(input.InstanceType, image);
  const count = checkCount(input);
  if (input.KeyName) keyPairNamed(store, input.KeyName);
  if (input.UserData && Buffer.from(input.UserData, "base64").length > 16_384) {
    throw invalidValue("User data is limited to 16384 bytes");
  }
  const specification = primarySpecification(input);
  const subnet = chooseSubnet(store, input, specification, type);
  checkOffered(call.region, type, subnet.AvailabilityZone);
  const profile = input.IamInstanceProfile && (await resolveProfile(call, input.IamInstanceProfile));
  const tags = (kind: "instance" | "volume" | "network-interface") =>
    tagsFor(
      input.TagSpecifications?.filter((it) => it.ResourceType === kind || !isTaggable(it.ResourceType)),
      kind,
    );
  return {
    image,
    type,
    count,
    subnet,
    primary: primaryInterface(store, input, specification, subnet, count),
    ...(input.KeyName && { keyName: input.KeyName }),
    ...(profile && { profile }),
    metadata: metadataOptions(input.MetadataOptions, image),
    mappings: input.BlockDeviceMappings ?? [],
    tags: {
      instance: tags("instance"),
      volume: tags("volume"),
      "network-interface": tags("network-interface"),
    },
    monitoring: input.Monitoring?.Enabled ?? false,
  };
}

const isTaggable = (type: string | undefined): boolean =>
  type === "instance" || type === "volume" || type === "network-interface";

function checkType(name: string | undefined, image: PublicImage): TypeFacts {
  // Without one EC2 takes m1.small, which boots no HVM image of Linux.
  if (!name) {
    throw invalidCombination(
      "Non-Windows instances with a virtualization type of 'hvm' are currently not supported for this instance type : m1.small",
    );
  }
  const type = instanceType(name);
  if (type.architecture !== image.architecture) {
    throw invalidValue(
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture ` +
        `'${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. ` +
        "You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.",
    );
  }
  return type;
}

function checkCount({ MinCount, MaxCount }: RunInstancesRequest): number {
  const least = required(MinCount, "MinCount");
  const most = required(MaxCount, "MaxCount");
  if (least < 1)
    throw invalidValue(`Invalid value '${least}' for MinCount. Must be greater than or equal to 1.`);
  if (most < least)
    throw invalidValue(`Invalid value '${most}' for MaxCount. Must be greater than MinCount.`);
  return most;
}

function primarySpecification(input: RunInstancesRequest): InstanceNetworkInterfaceSpecification | undefined {
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

function chooseSubnet(
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

function primaryInterface(
  store: Ec2Store,
  input: RunInstancesRequest,
  specification: InstanceNetworkInterfaceSpecification | undefined,
  subnet: SubnetRecord,
  count: number,
): Launch["primary"] {
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
