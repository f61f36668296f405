import type { _InstanceType, Image, InstanceTypeOffering } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { type PublicImage, publicImages } from "../../../images.ts";
import type { Operations } from "../../../service.ts";
import { invalidValue, supports } from "../errors.ts";
import { applyFilters } from "../filters.ts";
import { page } from "../paging.ts";
import { regions, zonesOf } from "../zones.ts";
import { describeType, INSTANCE_TYPES, instanceType, zonesOffering } from "./instance-types.ts";

/** What EC2 offers to every account: Regions, zones, instance types, Amazon's images. */
export const catalogueOperations: Operations<"ec2"> = {
  DescribeRegions(input) {
    supports(input, "RegionNames", "Filters", "AllRegions");
    const shaped = regions().map(({ name, optIn }) => ({
      RegionName: name,
      Endpoint: `ec2.${name}.amazonaws.com`,
      OptInStatus: optIn ? ("not-opted-in" as const) : ("opt-in-not-required" as const),
    }));
    for (const name of input.RegionNames ?? []) {
      if (!shaped.some((region) => region.RegionName === name))
        throw invalidValue(`Invalid region provided: ${name}`);
    }
    const asked = shaped.filter((region) =>
      input.RegionNames?.length
        ? input.RegionNames.includes(region.RegionName)
        : input.AllRegions || region.OptInStatus !== "not-opted-in",
    );
    return {
      Regions: applyFilters(
        asked,
        input.Filters,
        {
          endpoint: (region) => region.Endpoint,
          "opt-in-status": (region) => region.OptInStatus,
          "region-name": (region) => region.RegionName,
        },
        () => [],
      ),
    };
  },

  DescribeAvailabilityZones(input, call) {
    supports(input, "ZoneNames", "ZoneIds", "Filters", "AllAvailabilityZones");
    const zones = zonesOf(call.region).map(({ name, id }) => ({
      State: "available" as const,
      OptInStatus: "opt-in-not-required" as const,
      Messages: [],
      RegionName: call.region,
      ZoneName: name,
      ZoneId: id,
      GroupName: `${call.region}-zg-1`,
      NetworkBorderGroup: call.region,
      ZoneType: "availability-zone",
    }));
    for (const name of input.ZoneNames ?? []) {
      if (!zones.some((zone) => zone.ZoneName === name))
        throw invalidValue(`Invalid availability zone: [${name}]`);
    }
    for (const id of input.ZoneIds ?? []) {
      if (!zones.some((zone) => zone.ZoneId === id))
        throw invalidValue(`Invalid availability zone-id: [${id}]`);
    }
    const asked = zones.filter(
      (zone) =>
        (!input.ZoneNames?.length || input.ZoneNames.includes(zone.ZoneName)) &&
        (!input.ZoneIds?.length || input.ZoneIds.includes(zone.ZoneId)),
    );
    return {
      AvailabilityZones: applyFilters(
        asked,
        input.Filters,
        {
          "group-name": (zone) => zone.GroupName,
          message: () => [],
          "opt-in-status": (zone) => zone.OptInStatus,
          "parent-zone-id": () => [],
          "parent-zone-name": () => [],
          "region-name": (zone) => zone.RegionName,
          state: (zone) => zone.State,
          "zone-id": (zone) => zone.ZoneId,
          "zone-name": (zone) => zone.ZoneName,
          "zone-type": (zone) => zone.ZoneType,
        },
        () => [],
      ),
    };
  },

  DescribeInstanceTypes(input) {
    supports(input, "InstanceTypes", "Filters", "MaxResults", "NextToken");
    const types = input.InstanceTypes?.length ? input.InstanceTypes.map(instanceType) : INSTANCE_TYPES;
    const filtered = applyFilters(
      types.map(describeType),
      input.Filters,
      {
        "bare-metal": (type) => type.BareMetal,
        "burstable-performance-supported": (type) => type.BurstablePerformanceSupported,
        "current-generation": (type) => type.CurrentGeneration,
        "free-tier-eligible": (type) => type.FreeTierEligible,
        hypervisor: (type) => type.Hypervisor,
        "instance-type": (type) => type.InstanceType,
        "memory-info.size-in-mib": (type) => type.MemoryInfo?.SizeInMiB,
        "processor-info.supported-architecture": (type) => type.ProcessorInfo?.SupportedArchitectures,
        "supported-root-device-type": (type) => type.SupportedRootDeviceTypes,
        "supported-usage-class": (type) => type.SupportedUsageClasses,
        "supported-virtualization-type": (type) => type.SupportedVirtualizationTypes,
        "vcpu-info.default-vcpus": (type) => type.VCpuInfo?.DefaultVCpus,
      },
      () => [],
    );
    const { items, NextToken } = page(filtered, input);
    return { InstanceTypes: items, NextToken };
  },

  DescribeInstanceTypeOfferings(input, call) {
    supports(input, "LocationType", "Filters", "MaxResults", "NextToken");
    const LocationType = input.LocationType ?? "region";
    const offerings = INSTANCE_TYPES.flatMap((type): InstanceTypeOffering[] => {
      // The SDK's enum has every type that there is; ours are some of them.
      const InstanceType = type.name as _InstanceType;
      if (LocationType === "region") return [{ InstanceType, LocationType, Location: call.region }];
      const zones = zonesOf(call.region).filter((zone) =>
        zonesOffering(call.region, type).includes(zone.name),
      );
      if (LocationType === "outpost") return [];
      const byName = LocationType === "availability-zone";
      return zones.map((zone) => ({ InstanceType, LocationType, Location: byName ? zone.name : zone.id }));
    });
    const filtered = applyFilters(
      offerings,
      input.Filters,
      { "instance-type": (it) => it.InstanceType, location: (it) => it.Location },
      () => [],
    );
    const { items, NextToken } = page(filtered, input);
    return { InstanceTypeOfferings: items, NextToken };
  },

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
    ...(image.imdsSupport && { ImdsSupport: image.imdsSupport, BootMode: "uefi-preferred" as const }),
    BlockDeviceMappings: [
      {
        DeviceName: ROOT_DEVICE,
        Ebs: {
          DeleteOnTermination: true,
          Encrypted: false,
          VolumeSize: rootVolumeSize(image),
          VolumeType: rootVolumeType(image),
        },
      },
    ],
  };
}
