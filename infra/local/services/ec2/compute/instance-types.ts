import type { _InstanceType, InstanceTypeInfo } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { invalidValue } from "../errors.ts";
import { zonesOf } from "../zones.ts";

/** What the account knows of an instance type. */
export interface TypeFacts {
  name: string;
  vcpus: number;
  memoryMib: number;
  interfaces: number;
  addressesPerInterface: number;
  architecture: "x86_64" | "arm64";
  hypervisor: "nitro" | "xen";
  network: string;
  burstable: boolean;
}

type Size = [size: string, vcpus: number, memoryMib: number, interfaces: number, addresses: number];

const BURSTABLE: Size[] = [
  ["nano", 2, 512, 2, 2],
  ["micro", 2, 1024, 2, 2],
  ["small", 2, 2048, 3, 4],
  ["medium", 2, 4096, 3, 6],
  ["large", 2, 8192, 3, 12],
];

const singleCore = ([size, vcpus, ...rest]: Size): Size => [
  size,
  size === "medium" || size === "large" ? vcpus : 1,
  ...rest,
];

type Family = Pick<TypeFacts, "architecture" | "hypervisor" | "network" | "burstable"> & { sizes: Size[] };

/** The types that labs use, and some beside them. Source: "Amazon EC2 instance types" and "IP addresses per interface". */
const FAMILIES: Record<string, Family> = {
  t2: family("x86_64", "xen", "Low to Moderate", BURSTABLE.map(singleCore), true),
  t3: family("x86_64", "nitro", "Up to 5 Gigabit", BURSTABLE, true),
  t3a: family("x86_64", "nitro", "Up to 5 Gigabit", BURSTABLE, true),
  t4g: family("arm64", "nitro", "Up to 5 Gigabit", BURSTABLE, true),
  m5: family("x86_64", "nitro", "Up to 10 Gigabit", [
    ["large", 2, 8192, 3, 10],
    ["xlarge", 4, 16384, 4, 15],
  ]),
  m7g: family("arm64", "nitro", "Up to 12.5 Gigabit", [
    ["medium", 1, 4096, 2, 4],
    ["large", 2, 8192, 3, 10],
  ]),
  c5: family("x86_64", "nitro", "Up to 10 Gigabit", [
    ["large", 2, 4096, 3, 10],
    ["xlarge", 4, 8192, 4, 15],
  ]),
};

function family(
  architecture: Family["architecture"],
  hypervisor: Family["hypervisor"],
  network: string,
  sizes: Size[],
  burstable = false,
): Family {
  return { architecture, hypervisor, network, sizes, burstable };
}

export const INSTANCE_TYPES: readonly TypeFacts[] = Object.entries(FAMILIES).flatMap(
  ([prefix, { sizes, ...rest }]) =>
    sizes.map(([size, vcpus, memoryMib, interfaces, addressesPerInterface]) => ({
      name: `${prefix}.${size}`,
      vcpus,
      memoryMib,
      interfaces,
      addressesPerInterface,
      ...rest,
    })),
);

/** @throws AwsError `InvalidParameterValue` as RunInstances answers it. */
export function instanceType(name: string): TypeFacts {
  const facts = INSTANCE_TYPES.find((type) => type.name === name);
  if (!facts) throw invalidValue(`Invalid value '${name}' for InstanceType.`);
  return facts;
}

/** The zones of a Region that offer a type. us-east-1e is an old zone, without anything on the Nitro system. */
export function zonesOffering(region: string, type: TypeFacts): string[] {
  const names = zonesOf(region).map((zone) => zone.name);
  return type.hypervisor === "nitro" ? names.filter((name) => name !== "us-east-1e") : names;
}

/** @throws AwsError `Unsupported` where the zone does not offer the type. */
export function checkOffered(region: string, type: TypeFacts, zone: string): void {
  const zones = zonesOffering(region, type);
  if (zones.includes(zone)) return;
  throw new AwsError(
    "Unsupported",
    `Your requested instance type (${type.name}) is not supported in your requested Availability Zone (${zone}). ` +
      `Please retry your request by not specifying an Availability Zone or choosing ${zones.join(", ")}.`,
  );
}

/** A type as DescribeInstanceTypes answers it; what the account does not model of it is left out. */
export function describeType(type: TypeFacts): InstanceTypeInfo {
  const freeTier = /^(t2\.micro|t3\.(micro|small)|t4g\.(micro|small))$/.test(type.name);
  return {
    // The SDK's enum has every type that there is; ours are some of them.
    InstanceType: type.name as _InstanceType,
    CurrentGeneration: true,
    FreeTierEligible: freeTier,
    SupportedUsageClasses: ["on-demand"],
    SupportedRootDeviceTypes: ["ebs"],
    SupportedVirtualizationTypes: ["hvm"],
    BareMetal: false,
    Hypervisor: type.hypervisor,
    ProcessorInfo: { SupportedArchitectures: [type.architecture] },
    VCpuInfo: { DefaultVCpus: type.vcpus },
    MemoryInfo: { SizeInMiB: type.memoryMib },
    InstanceStorageSupported: false,
    NetworkInfo: {
      NetworkPerformance: type.network,
      MaximumNetworkInterfaces: type.interfaces,
      Ipv4AddressesPerInterface: type.addressesPerInterface,
      EnaSupport: type.hypervisor === "nitro" ? "required" : "unsupported",
    },
    BurstablePerformanceSupported: type.burstable,
    DedicatedHostsSupported: !type.burstable,
    AutoRecoverySupported: true,
  };
}
