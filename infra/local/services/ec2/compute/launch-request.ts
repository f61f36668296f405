import type {
  BlockDeviceMapping,
  InstanceMetadataOptionsResponse,
  RunInstancesRequest,
  Tag,
} from "@aws-sdk/client-ec2";
import type { PublicImage } from "../../../images.ts";
import type { Call } from "../../../service.ts";
import { invalidCombination, invalidValue, required, supports } from "../errors.ts";
import { ec2, type SubnetRecord } from "../store.ts";
import { tagsFor } from "../tags.ts";
import { publicImage } from "./images.ts";
import { checkOffered, instanceType, type TypeFacts } from "./instance-types.ts";
import { keyPairNamed } from "./key-pairs.ts";
import { chooseSubnet, type Primary, primaryInterface, primarySpecification } from "./launch-network.ts";
import { metadataOptions } from "./metadata-options.ts";
import { type Profile, resolveProfile } from "./profiles.ts";

/** A checked RunInstances request: everything in it exists and fits together. */
export interface Launch {
  image: PublicImage;
  type: TypeFacts;
  count: number;
  subnet: SubnetRecord;
  primary: Primary;
  keyName?: string;
  profile?: Profile;
  metadata: InstanceMetadataOptionsResponse;
  mappings: BlockDeviceMapping[];
  tags: { instance: Tag[]; volume: Tag[]; "network-interface": Tag[] };
  monitoring: boolean;
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
