import { AwsError } from "../../../errors.ts";
import { readProperties } from "../../../resource-properties.ts";
import type {
  ExistingResource,
  Resource,
  ResourceProvider,
  ResourceRequest,
} from "../../cloudformation/provider.ts";
import {
  isMissing,
  markAsOfStack,
  pause,
  tagSpecifications,
  until,
  updateTags,
} from "../providers/handling.ts";
import { changed } from "../providers/properties.ts";
import { ec2 } from "../store.ts";
import { addTags } from "../tags.ts";
import { type Properties, properties } from "./instance-properties.ts";

/** What an update changes without a new instance. Source: `AWS::EC2::Instance` of the CloudFormation user guide. */
const IN_PLACE = [
  "DisableApiTermination",
  "IamInstanceProfile",
  "InstanceInitiatedShutdownBehavior",
  "InstanceType",
  "MetadataOptions",
  "SecurityGroupIds",
  "SourceDestCheck",
  "Tags",
  "UserData",
];

/** What an instance must be stopped for. */
const WHILE_STOPPED = ["InstanceType", "UserData"];

export const instanceProvider: ResourceProvider = {
  async create(request) {
    const wanted = readProperties(properties, request);
    const { Instances } = await request.call.invoke("ec2", "RunInstances", launchOf(request, wanted));
    const id = Instances![0]!.InstanceId!;
    markAsOfStack(request, id);
    if (wanted.PropagateTagsToVolumeOnCreation) markVolumes(request, id);
    if (wanted.SourceDestCheck === false)
      await setAttribute(request, id, { SourceDestCheck: { Value: false } });
    return await instanceResource(request, id);
  },

  async stabilise(request) {
    await until(request, async () => (await stateOf(request, request.physicalId)) !== "pending", 5_000);
    const state = await stateOf(request, request.physicalId);
    if (state === "running") return;
    throw new AwsError("NotStabilized", `Instance ${request.physicalId} failed to start: it is ${state}.`);
  },

  async update(request, old) {
    const names = changed(request, old);
    if (names.some((name) => !IN_PLACE.includes(name))) return "replace";
    await modify(request, names, readProperties(properties, request));
    await updateTags(request, request.physicalId, old);
    return await instanceResource(request, request.physicalId);
  },

  async delete(request) {
    const { call, physicalId } = request;
    try {
      await call.invoke("ec2", "TerminateInstances", { InstanceIds: [physicalId] });
      await until(request, async () => (await stateOf(request, physicalId)) === "terminated", 5_000);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

function launchOf(request: ResourceRequest, wanted: Properties) {
  const {
    AvailabilityZone,
    CreditSpecification,
    IamInstanceProfile,
    InstanceType,
    Monitoring,
    NetworkInterfaces,
    PropagateTagsToVolumeOnCreation,
    SourceDestCheck: _later,
    Tags: _specified,
    ...rest
  } = wanted;
  return {
    ...rest,
    MinCount: 1,
    MaxCount: 1,
    // The SDK's enum has every type that there is; RunInstances refuses what is none.
    InstanceType: InstanceType as never,
    ...(AvailabilityZone && { Placement: { AvailabilityZone } }),
    ...(CreditSpecification && { CreditSpecification: { CpuCredits: CreditSpecification.CPUCredits } }),
    ...(IamInstanceProfile && { IamInstanceProfile: { Name: IamInstanceProfile } }),
    ...(Monitoring !== undefined && { Monitoring: { Enabled: Monitoring } }),
    NetworkInterfaces: NetworkInterfaces?.map(({ GroupSet, ...one }) => ({ ...one, Groups: GroupSet })),
    TagSpecifications: [
      ...tagSpecifications(request, "instance"),
      ...(PropagateTagsToVolumeOnCreation ? tagSpecifications(request, "volume") : []),
    ],
  };
}

function markVolumes(request: ResourceRequest, id: string): void {
  const store = ec2(request.call);
  const system = request.tags.filter((tag) => tag.Key.startsWith("aws:"));
  for (const mapping of store.instances[id]?.BlockDeviceMappings ?? []) {
    if (mapping.Ebs?.VolumeId) addTags(store, mapping.Ebs.VolumeId, system);
  }
}

async function modify(request: ExistingResource, names: string[], wanted: Properties): Promise<void> {
  const { call, physicalId: id } = request;
  const has = (name: string) => names.includes(name);
  if (has("DisableApiTermination")) {
    await setAttribute(request, id, {
      DisableApiTermination: { Value: wanted.DisableApiTermination ?? false },
    });
  }
  if (has("InstanceInitiatedShutdownBehavior")) {
    const Value = wanted.InstanceInitiatedShutdownBehavior ?? "stop";
    await setAttribute(request, id, { InstanceInitiatedShutdownBehavior: { Value } });
  }
  if (has("SecurityGroupIds")) await setAttribute(request, id, { Groups: wanted.SecurityGroupIds });
  if (has("SourceDestCheck")) {
    await setAttribute(request, id, { SourceDestCheck: { Value: wanted.SourceDestCheck ?? true } });
  }
  if (has("MetadataOptions") && wanted.MetadataOptions) {
    await call.invoke("ec2", "ModifyInstanceMetadataOptions", { InstanceId: id, ...wanted.MetadataOptions });
  }
  if (has("IamInstanceProfile")) await changeProfile(request, wanted.IamInstanceProfile);
  if (!WHILE_STOPPED.some(has)) return;
  await call.invoke("ec2", "StopInstances", { InstanceIds: [id] });
  await until(request, async () => (await stateOf(request, id)) === "stopped", 5_000);
  if (has("InstanceType")) await setAttribute(request, id, { InstanceType: { Value: wanted.InstanceType } });
  if (has("UserData")) {
    await setAttribute(request, id, { UserData: { Value: Buffer.from(wanted.UserData ?? "", "base64") } });
  }
  await call.invoke("ec2", "StartInstances", { InstanceIds: [id] });
  await until(request, async () => (await stateOf(request, id)) === "running", 5_000);
}

function setAttribute(request: ResourceRequest, InstanceId: string, attribute: object): Promise<object> {
  return request.call.invoke("ec2", "ModifyInstanceAttribute", { InstanceId, ...attribute });
}

async function changeProfile(request: ExistingResource, name: string | undefined): Promise<void> {
  const { call, physicalId } = request;
  const { IamInstanceProfileAssociations } = await call.invoke(
    "ec2",
    "DescribeIamInstanceProfileAssociations",
    {
      Filters: [{ Name: "instance-id", Values: [physicalId] }],
    },
  );
  const AssociationId = IamInstanceProfileAssociations?.[0]?.AssociationId;
  if (AssociationId) await call.invoke("ec2", "DisassociateIamInstanceProfile", { AssociationId });
  if (!name) return;
  await pause(request, 1_000);
  await call.invoke("ec2", "AssociateIamInstanceProfile", {
    InstanceId: physicalId,
    IamInstanceProfile: { Name: name },
  });
}

async function describe(request: ResourceRequest, id: string) {
  const { Reservations } = await request.call.invoke("ec2", "DescribeInstances", { InstanceIds: [id] });
  return Reservations![0]!.Instances![0]!;
}

const stateOf = async (request: ResourceRequest, id: string) => (await describe(request, id)).State?.Name;

async function instanceResource(request: ResourceRequest, id: string): Promise<Resource> {
  const instance = await describe(request, id);
  return {
    physicalId: id,
    attributes: {
      AvailabilityZone: instance.Placement?.AvailabilityZone ?? "",
      InstanceId: id,
      PrivateDnsName: instance.PrivateDnsName ?? "",
      PrivateIp: instance.PrivateIpAddress ?? "",
      PublicDnsName: instance.PublicDnsName ?? "",
      PublicIp: instance.PublicIpAddress ?? "",
      VpcId: instance.VpcId ?? "",
    },
  };
}
