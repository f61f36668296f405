import type { BlockDeviceMapping, RunInstancesRequest } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { keyArn, managedKey } from "../../kms/keys.ts";
import { once } from "../idempotency.ts";
import { newId } from "../ids.ts";
import { type Ec2Store, ec2, type InstanceRecord } from "../store.ts";
import { setTags } from "../tags.ts";
import { freeAddresses } from "./addresses.ts";
import { describeInstance } from "./describe-instances.ts";
import { firstBootDuration } from "./first-boot.ts";
import { bootMode, ROOT_DEVICE, rootSnapshot, rootVolumeSize, rootVolumeType } from "./images.ts";
import { instanceState } from "./instance-state.ts";
import { attach } from "./interface-attachment.ts";
import { addInterface } from "./interfaces.ts";
import { checkLaunch, type Launch } from "./launch-request.ts";
import { associate } from "./profiles.ts";
import { checkVcpus } from "./vcpu-quota.ts";
import { addVolume } from "./volume-records.ts";

/** `pending` lasts some twenty seconds. */
const PENDING = 20_000;

export const runInstancesOperations: Operations<"ec2"> = {
  async RunInstances(input, call) {
    const launch = await checkLaunch(input, call);
    const store = ec2(call);
    let made = false;
    const first = once(store, "instances", input, () => {
      made = true;
      return launchInstances(store, call, launch, input);
    });
    const { reservationId } = store.instances[first]!;
    const now = call.cloud.clock.now();
    const instances = Object.values(store.instances).filter((it) => it.reservationId === reservationId);
    return {
      ReservationId: reservationId,
      OwnerId: call.accountId,
      Groups: [],
      Instances: instances.map((instance) => ({
        ...describeInstance(store, instance, now),
        // However fast the clock, the answer to a launch is `pending`.
        ...(made && { State: instanceState("pending") }),
      })),
    };
  },
};

/** Makes the instances of a reservation and answers the first one's id. */
function launchInstances(store: Ec2Store, call: Call, launch: Launch, input: RunInstancesRequest): string {
  if (!("interfaceId" in launch.primary) && freeAddresses(store, launch.subnet) < launch.count) {
    throw new AwsError(
      "InsufficientFreeAddressesInSubnet",
      `There are not enough free addresses in subnet '${launch.subnet.SubnetId}' to satisfy the requested number of instances.`,
    );
  }
  const types = Array.from({ length: launch.count }, () => launch.type.name);
  checkVcpus(store, types, call.cloud.clock.now());
  const reservationId = newId("r");
  const ids = Array.from({ length: launch.count }, (_, index) =>
    launchOne(store, call, launch, input, reservationId, index),
  );
  return ids[0]!;
}

function launchOne(
  store: Ec2Store,
  call: Call,
  launch: Launch,
  input: RunInstancesRequest,
  reservationId: string,
  index: number,
): string {
  const { clock } = call.cloud;
  const now = clock.now();
  const InstanceId = newId("i");
  const instance: InstanceRecord = {
    InstanceId,
    ImageId: launch.image.id,
    // The SDK's enum has every type that there is; the account knows some of them.
    InstanceType: launch.type.name as InstanceRecord["InstanceType"],
    SubnetId: launch.subnet.SubnetId,
    VpcId: launch.subnet.VpcId,
    LaunchTime: now,
    AmiLaunchIndex: index,
    Architecture: launch.image.architecture,
    ...bootModes(launch),
    ...(input.ClientToken && { ClientToken: input.ClientToken }),
    EbsOptimized: input.EbsOptimized ?? false,
    EnaSupport: true,
    Hypervisor: "xen",
    ...(launch.keyName && { KeyName: launch.keyName }),
    MetadataOptions: launch.metadata,
    Monitoring: { State: launch.monitoring ? "enabled" : "disabled" },
    Placement: { AvailabilityZone: launch.subnet.AvailabilityZone, GroupName: "", Tenancy: "default" },
    PlatformDetails: "Linux/UNIX",
    RootDeviceName: ROOT_DEVICE,
    RootDeviceType: "ebs",
    SourceDestCheck: true,
    UsageOperation: "RunInstances",
    UsageOperationUpdateTime: now,
    VirtualizationType: "hvm",
    CpuOptions: {
      CoreCount: launch.type.hypervisor === "nitro" ? Math.max(1, launch.type.vcpus / 2) : launch.type.vcpus,
      ThreadsPerCore: launch.type.hypervisor === "nitro" ? 2 : 1,
    },
    timeline: [
      { state: "pending", at: now },
      { state: "running", at: clock.after(PENDING) },
    ],
    networkInterfaceIds: [],
    securityGroupIds: [],
    reservationId,
    ...(input.UserData && { userData: input.UserData }),
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: false,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? "stop",
    firstBoot: { endsAt: clock.after(PENDING + firstBootDuration(input.UserData)) },
  };
  store.instances[InstanceId] = instance;
  setTags(store, InstanceId, launch.tags.instance);
  addPrimaryInterface(store, launch, instance, now);
  addVolumes(store, call, launch, instance, now);
  if (launch.profile) associate(store, InstanceId, launch.profile, now);
  return InstanceId;
}

/** An image that prefers UEFI boots so on the Nitro system; the others boot as a BIOS does. */
function bootModes({ image, type }: Launch): Pick<InstanceRecord, "BootMode" | "CurrentInstanceBootMode"> {
  const { BootMode } = bootMode(image);
  const uefi = BootMode !== undefined && type.hypervisor === "nitro";
  return { ...(BootMode && { BootMode }), CurrentInstanceBootMode: uefi ? "uefi" : "legacy-bios" };
}

function addPrimaryInterface(store: Ec2Store, launch: Launch, instance: InstanceRecord, now: Date): void {
  const { primary, subnet } = launch;
  if ("interfaceId" in primary) {
    const existing = store.networkInterfaces[primary.interfaceId]!;
    attach(store, instance, existing, { deviceIndex: 0, deleteOnTermination: false, now });
    return;
  }
  const record = addInterface(store, {
    subnet,
    description: primary.description,
    securityGroupIds: primary.securityGroupIds,
    publicAddress: primary.publicAddress,
    ...(primary.privateAddress && { privateAddress: primary.privateAddress }),
  });
  setTags(store, record.NetworkInterfaceId, launch.tags["network-interface"]);
  attach(store, instance, record, { deviceIndex: 0, deleteOnTermination: primary.deleteOnTermination, now });
}

/** The root volume of the image, as the mappings change it, and the further volumes that they ask for. */
function addVolumes(store: Ec2Store, call: Call, launch: Launch, instance: InstanceRecord, now: Date): void {
  const root: BlockDeviceMapping = {
    DeviceName: ROOT_DEVICE,
    Ebs: { VolumeType: rootVolumeType(launch.image), VolumeSize: rootVolumeSize(launch.image) },
  };
  const asked = launch.mappings.find((mapping) => mapping.DeviceName === ROOT_DEVICE);
  const others = launch.mappings.filter((mapping) => mapping !== asked && mapping.NoDevice === undefined);
  const mappings = [{ ...root, Ebs: { ...root.Ebs, ...asked?.Ebs } }, ...others];
  instance.BlockDeviceMappings = mappings.map(({ DeviceName, Ebs }) => {
    const volume = addVolume(store, {
      instance,
      device: DeviceName ?? "",
      asked: Ebs ?? {},
      ...(DeviceName === ROOT_DEVICE && { snapshotId: rootSnapshot(launch.image) }),
      // EBS encrypts with the account's AWS managed key where no other is named.
      defaultKey: () => keyArn(call, managedKey(call.cloud, call, "alias/aws/ebs")!.id),
      now,
    });
    setTags(store, volume.VolumeId, launch.tags.volume);
    return {
      DeviceName,
      Ebs: {
        AttachTime: now,
        DeleteOnTermination: Ebs?.DeleteOnTermination ?? true,
        Status: "attached",
        VolumeId: volume.VolumeId,
      },
    };
  });
}
