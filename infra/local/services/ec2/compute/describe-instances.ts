import type { Instance, InstanceNetworkInterface, Reservation } from "@aws-sdk/client-ec2";
import type { Operations } from "../../../service.ts";
import { withTagsIfAny } from "../describe.ts";
import { supports } from "../errors.ts";
import { applyFilters, type FilterTable } from "../filters.ts";
import { find } from "../kinds.ts";
import { page } from "../paging.ts";
import { type Ec2Store, ec2, type InstanceRecord } from "../store.ts";
import { privateDnsName } from "./addresses.ts";
import { instanceState, stateAt } from "./instance-state.ts";

/** What every instance is described with and nothing here changes: the defaults of launches. */
const DEFAULTS = {
  CapacityReservationSpecification: { CapacityReservationPreference: "open" },
  EnclaveOptions: { Enabled: false },
  HibernationOptions: { Configured: false },
  MaintenanceOptions: { AutoRecovery: "default" },
  PrivateDnsNameOptions: {
    HostnameType: "ip-name",
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  },
  ProductCodes: [],
  StateTransitionReason: "",
} satisfies Instance;

/** An instance as DescribeInstances answers it. A terminated one has lost its network, and soon its tags. */
export function describeInstance(store: Ec2Store, record: InstanceRecord, now: Date): Instance {
  const {
    timeline: _timeline,
    networkInterfaceIds,
    securityGroupIds: _groups,
    reservationId: _reservation,
    userData: _userData,
    disableApiTermination: _termination,
    disableApiStop: _stop,
    shutdownBehavior: _behaviour,
    firstBoot: _firstBoot,
    goneAt: _goneAt,
    SubnetId,
    VpcId,
    ...instance
  } = record;
  const state = stateAt(record, now);
  const common = {
    ...DEFAULTS,
    ...instance,
    State: instanceState(state),
    ...withTagsIfAny(store, instance.InstanceId),
  };
  if (state === "terminated") {
    return {
      ...common,
      BlockDeviceMappings: [],
      NetworkInterfaces: [],
      SecurityGroups: [],
      PrivateDnsName: "",
      PublicDnsName: "",
    };
  }
  const interfaces = networkInterfaceIds
    .flatMap((id) => store.networkInterfaces[id] ?? [])
    .sort((one, other) => (one.Attachment?.DeviceIndex ?? 0) - (other.Attachment?.DeviceIndex ?? 0));
  const [primary] = interfaces;
  const address = primary?.PrivateIpAddress;
  return {
    ...common,
    SubnetId,
    VpcId,
    ...(address && { PrivateIpAddress: address }),
    PrivateDnsName: address ? privateDnsName(store.place.region, address) : "",
    ...(primary?.Association && { PublicIpAddress: primary.Association.PublicIp }),
    PublicDnsName: primary?.Association?.PublicDnsName ?? "",
    SourceDestCheck: primary?.SourceDestCheck ?? true,
    SecurityGroups: groupsOf(store, primary?.securityGroupIds ?? []),
    NetworkInterfaces: interfaces.map((it) => ({
      Association: it.Association,
      Attachment: {
        AttachTime: it.Attachment?.AttachTime,
        AttachmentId: it.Attachment?.AttachmentId,
        DeleteOnTermination: it.Attachment?.DeleteOnTermination,
        DeviceIndex: it.Attachment?.DeviceIndex,
        NetworkCardIndex: 0,
        Status: "attached",
      },
      Description: it.Description,
      Groups: groupsOf(store, it.securityGroupIds),
      InterfaceType: "interface",
      Ipv6Addresses: [],
      MacAddress: it.MacAddress,
      NetworkInterfaceId: it.NetworkInterfaceId,
      OwnerId: it.OwnerId,
      PrivateDnsName: it.PrivateDnsName,
      PrivateIpAddress: it.PrivateIpAddress,
      PrivateIpAddresses: [
        {
          Association: it.Association,
          Primary: true,
          PrivateDnsName: it.PrivateDnsName,
          PrivateIpAddress: it.PrivateIpAddress,
        },
      ],
      SourceDestCheck: it.SourceDestCheck,
      Status: "in-use",
      SubnetId: it.SubnetId,
      VpcId: it.VpcId,
    })),
  };
}

/** Groups by id and name; a name that has changed meanwhile is the new one. */
export function groupsOf(store: Ec2Store, ids: readonly string[]): { GroupId: string; GroupName: string }[] {
  return ids.flatMap((GroupId) => {
    const group = store.securityGroups[GroupId];
    return group ? [{ GroupId, GroupName: group.GroupName }] : [];
  });
}

interface Described extends Instance {
  reservationId: string;
  ownerId: string;
}

const each =
  <T>(read: (it: InstanceNetworkInterface) => T) =>
  (instance: Described): T[] =>
    (instance.NetworkInterfaces ?? []).map(read);

const groups =
  (key: "GroupId" | "GroupName") =>
  (instance: Described): (string | undefined)[] =>
    (instance.SecurityGroups ?? []).map((group) => group[key]);

const FILTERS: FilterTable<Described> = {
  architecture: (it) => it.Architecture,
  "availability-zone": (it) => it.Placement?.AvailabilityZone,
  "block-device-mapping.device-name": (it) => it.BlockDeviceMappings?.map((mapping) => mapping.DeviceName),
  "block-device-mapping.volume-id": (it) => it.BlockDeviceMappings?.map((mapping) => mapping.Ebs?.VolumeId),
  "client-token": (it) => it.ClientToken,
  "dns-name": (it) => it.PublicDnsName,
  hypervisor: (it) => it.Hypervisor,
  "iam-instance-profile.arn": (it) => it.IamInstanceProfile?.Arn,
  "iam-instance-profile.id": (it) => it.IamInstanceProfile?.Id,
  "image-id": (it) => it.ImageId,
  "instance-id": (it) => it.InstanceId,
  "instance-lifecycle": () => [],
  "instance-state-code": (it) => it.State?.Code,
  "instance-state-name": (it) => it.State?.Name,
  "instance-type": (it) => it.InstanceType,
  "instance.group-id": groups("GroupId"),
  "instance.group-name": groups("GroupName"),
  "ip-address": (it) => it.PublicIpAddress,
  "key-name": (it) => it.KeyName,
  "launch-index": (it) => it.AmiLaunchIndex,
  "launch-time": (it) => it.LaunchTime,
  "metadata-options.http-endpoint": (it) => it.MetadataOptions?.HttpEndpoint,
  "metadata-options.http-tokens": (it) => it.MetadataOptions?.HttpTokens,
  "monitoring-state": (it) => it.Monitoring?.State,
  "network-interface.addresses.association.public-ip": each((it) => it.Association?.PublicIp),
  "network-interface.addresses.primary": (it) => it.NetworkInterfaces?.map(() => true),
  "network-interface.addresses.private-ip-address": each((it) => it.PrivateIpAddress),
  "network-interface.association.public-ip": each((it) => it.Association?.PublicIp),
  "network-interface.attachment.attachment-id": each((it) => it.Attachment?.AttachmentId),
  "network-interface.attachment.device-index": each((it) => it.Attachment?.DeviceIndex),
  "network-interface.description": each((it) => it.Description),
  "network-interface.group-id": (it) =>
    each((one) => one.Groups?.map((group) => group.GroupId) ?? [])(it).flat(),
  "network-interface.group-name": (it) =>
    each((one) => one.Groups?.map((group) => group.GroupName) ?? [])(it).flat(),
  "network-interface.mac-address": each((it) => it.MacAddress),
  "network-interface.network-interface-id": each((it) => it.NetworkInterfaceId),
  "network-interface.owner-id": each((it) => it.OwnerId),
  "network-interface.private-dns-name": each((it) => it.PrivateDnsName),
  "network-interface.status": each((it) => it.Status),
  "network-interface.subnet-id": each((it) => it.SubnetId),
  "network-interface.vpc-id": each((it) => it.VpcId),
  "owner-id": (it) => it.ownerId,
  "placement-group-name": (it) => it.Placement?.GroupName,
  platform: () => [],
  "private-dns-name": (it) => it.PrivateDnsName,
  "private-ip-address": (it) => it.PrivateIpAddress,
  reason: (it) => it.StateTransitionReason,
  "reservation-id": (it) => it.reservationId,
  "root-device-name": (it) => it.RootDeviceName,
  "root-device-type": (it) => it.RootDeviceType,
  "source-dest-check": (it) => it.SourceDestCheck,
  "state-reason-code": (it) => it.StateReason?.Code,
  "subnet-id": (it) => it.SubnetId,
  tenancy: (it) => it.Placement?.Tenancy,
  "virtualization-type": (it) => it.VirtualizationType,
  "vpc-id": (it) => it.VpcId,
};

export const describeInstancesOperations: Operations<"ec2"> = {
  DescribeInstances(input, call) {
    supports(input, "InstanceIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const now = call.cloud.clock.now();
    const records = input.InstanceIds?.length
      ? input.InstanceIds.map((id) => find(store, "instances", id, "instanceId"))
      : Object.values(store.instances);
    const shaped = records.map((record) => ({
      ...describeInstance(store, record, now),
      reservationId: record.reservationId,
      ownerId: call.accountId,
    }));
    const found = applyFilters(shaped, input.Filters, FILTERS, (it) => it.Tags ?? []);
    const { items, NextToken } = page(found, input, { ids: input.InstanceIds, idsParameter: "instancesSet" });
    return { Reservations: reservations(items), NextToken };
  },
};

function reservations(instances: readonly Described[]): Reservation[] {
  const byId = Map.groupBy(instances, (instance) => instance.reservationId);
  return [...byId].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: members[0]!.ownerId,
    Groups: [],
    Instances: members.map(({ reservationId: _, ownerId: __, ...instance }) => instance),
  }));
}
