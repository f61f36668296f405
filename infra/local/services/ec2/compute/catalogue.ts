import type { _InstanceType, InstanceTypeOffering } from "@aws-sdk/client-ec2";
import type { Operations } from "../../../service.ts";
import { invalidValue, supports } from "../errors.ts";
import { applyFilters } from "../filters.ts";
import { page } from "../paging.ts";
import { regions, zonesOf } from "../zones.ts";
import { describeType, INSTANCE_TYPES, instanceType, zonesOffering } from "./instance-types.ts";

/** What EC2 offers to every account: Regions, zones, instance types. */
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
};
