import type { Image } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { type PublicImage, publicImages } from "../../../images.ts";
import type { Operations } from "../../../service.ts";
import { supports } from "../errors.ts";
import { applyFilters } from "../filters.ts";
import { page } from "../paging.ts";

export const imageOperations: Operations<"ec2"> = {
  /** Every image of the account is Amazon's own: CreateImage and RegisterImage are not known here. */
  DescribeImages(input, call) {
    supports(
      input,
      "ImageIds",
      "Owners",
      "ExecutableUsers",
      "Filters",
      "IncludeDeprecated",
      "MaxResults",
      "NextToken",
    );
    const named = input.ImageIds?.map((id) => publicImage(call.region, id));
    const shaped = (named?.length ? named : uniqueImages(call.region)).map(describeImage);
    const owned = shaped.filter(
      (image) =>
        !input.Owners?.length ||
        input.Owners.some((owner) => owner === image.ImageOwnerAlias || owner === image.OwnerId),
    );
    const filtered = applyFilters(
      owned.filter(() => !input.ExecutableUsers?.length || input.ExecutableUsers.includes("all")),
      input.Filters,
      {
        architecture: (image) => image.Architecture,
        "block-device-mapping.volume-type": (image) =>
          image.BlockDeviceMappings?.map((it) => it.Ebs?.VolumeType),
        "creation-date": (image) => image.CreationDate,
        description: (image) => image.Description,
        "ena-support": (image) => image.EnaSupport,
        hypervisor: (image) => image.Hypervisor,
        "image-id": (image) => image.ImageId,
        "image-type": (image) => image.ImageType,
        "is-public": (image) => image.Public,
        name: (image) => image.Name,
        "owner-alias": (image) => image.ImageOwnerAlias,
        "owner-id": (image) => image.OwnerId,
        platform: () => [],
        "root-device-name": (image) => image.RootDeviceName,
        "root-device-type": (image) => image.RootDeviceType,
        state: (image) => image.State,
        "virtualization-type": (image) => image.VirtualizationType,
      },
      () => [],
    );
    const { items, NextToken } = page(filtered, input, {
      ids: input.ImageIds,
      idsParameter: "imagesSet",
      minimum: 1,
    });
    return { Images: items, NextToken };
  },
};

/** @throws AwsError `InvalidAMIID.NotFound` or `InvalidAMIID.Malformed` */
export function publicImage(region: string, id: string): PublicImage {
  const image = publicImages(region).find((it) => it.id === id);
  if (image) return image;
  if (!/^ami-[0-9a-f]+$/.test(id)) {
    throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${id}" (expecting "ami-...")`);
  }
  throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
}

/** `publicImages` has an entry a parameter: one image may come twice. */
function uniqueImages(region: string): PublicImage[] {
  return [...new Map(publicImages(region).map((image) => [image.id, image])).values()];
}

/** The type of the root volume that an image asks for: Amazon Linux 2's name says it, Amazon Linux 2023 has gp3. */
export const rootVolumeType = (image: PublicImage): "gp2" | "gp3" =>
  image.name.endsWith("-gp2") ? "gp2" : "gp3";

/** The size of Amazon Linux's root volume, in GiB; the minimal variant's is 2. */
export const rootVolumeSize = (image: PublicImage): number => (image.name.includes("-minimal-") ? 2 : 8);

/** The snapshot that the root volume is made from. */
export const rootSnapshot = (image: PublicImage): string => image.id.replace("ami-", "snap-");

/** Amazon Linux 2023 prefers UEFI; Amazon Linux 2 names no mode. */
export const bootMode = (image: PublicImage): { BootMode?: "uefi-preferred" } =>
  image.imdsSupport ? { BootMode: "uefi-preferred" } : {};

export const ROOT_DEVICE = "/dev/xvda";

function describeImage(image: PublicImage): Image {
  return {
    ImageId: image.id,
    ImageLocation: `amazon/${image.name}`,
    ImageType: "machine",
    Name: image.name,
    Description: image.description,
    Architecture: image.architecture,
    CreationDate: image.creationDate,
    ImageOwnerAlias: "amazon",
    OwnerId: "137112412989",
    PlatformDetails: "Linux/UNIX",
    UsageOperation: "RunInstances",
    Public: true,
    State: "available",
    Hypervisor: "xen",
    EnaSupport: true,
    SriovNetSupport: "simple",
    RootDeviceName: ROOT_DEVICE,
    RootDeviceType: image.rootDeviceType,
    VirtualizationType: image.virtualizationType,
    ...bootMode(image),
    ...(image.imdsSupport && { ImdsSupport: image.imdsSupport }),
    BlockDeviceMappings: [
      {
        DeviceName: ROOT_DEVICE,
        Ebs: {
          DeleteOnTermination: true,
          Encrypted: false,
          SnapshotId: rootSnapshot(image),
          VolumeSize: rootVolumeSize(image),
          VolumeType: rootVolumeType(image),
        },
      },
    ],
  };
}
