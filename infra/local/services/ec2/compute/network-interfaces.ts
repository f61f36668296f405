import type { NetworkInterface } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { Operations } from "../../../service.ts";
import { describe } from "../describe.ts";
import { required, supports } from "../errors.ts";
import type { FilterTable } from "../filters.ts";
import { once } from "../idempotency.ts";
import { find } from "../kinds.ts";
import { forget, release } from "../settle.ts";
import { type Ec2Store, ec2, type NetworkInterfaceRecord } from "../store.ts";
import { setTags, tagsFor, tagsOf } from "../tags.ts";
import { groupsOf } from "./describe-instances.ts";
import { stateAt } from "./instance-state.ts";
import { instanceType } from "./instance-types.ts";
import { attach, detach } from "./interface-attachment.ts";
import { addInterface } from "./interfaces.ts";
import { checkGroups } from "./launch-network.ts";

const FILTERS: FilterTable<NetworkInterface> = {
  "addresses.association.public-ip": (it) => it.Association?.PublicIp,
  "addresses.primary": () => true,
  "addresses.private-ip-address": (it) => it.PrivateIpAddress,
  "association.allocation-id": (it) => it.Association?.AllocationId,
  "association.association-id": (it) => it.Association?.AssociationId,
  "association.ip-owner-id": (it) => it.Association?.IpOwnerId,
  "association.public-dns-name": (it) => it.Association?.PublicDnsName,
  "association.public-ip": (it) => it.Association?.PublicIp,
  "attachment.attachment-id": (it) => it.Attachment?.AttachmentId,
  "attachment.device-index": (it) => it.Attachment?.DeviceIndex,
  "attachment.instance-id": (it) => it.Attachment?.InstanceId,
  "attachment.instance-owner-id": (it) => it.Attachment?.InstanceOwnerId,
  "attachment.status": (it) => it.Attachment?.Status,
  "availability-zone": (it) => it.AvailabilityZone,
  description: (it) => it.Description,
  "group-id": (it) => it.Groups?.map((group) => group.GroupId),
  "group-name": (it) => it.Groups?.map((group) => group.GroupName),
  "interface-type": (it) => it.InterfaceType,
  "mac-address": (it) => it.MacAddress,
  "network-interface-id": (it) => it.NetworkInterfaceId,
  "owner-id": (it) => it.OwnerId,
  "private-dns-name": (it) => it.PrivateDnsName,
  "private-ip-address": (it) => it.PrivateIpAddress,
  "requester-id": (it) => it.RequesterId,
  "requester-managed": (it) => it.RequesterManaged,
  "source-dest-check": (it) => it.SourceDestCheck,
  status: (it) => it.Status,
  "subnet-id": (it) => it.SubnetId,
  "vpc-id": (it) => it.VpcId,
};

/** An interface as DescribeNetworkInterfaces answers it: its tags are in `TagSet`, unlike everything else's. */
function describeInterface(store: Ec2Store, record: NetworkInterfaceRecord): NetworkInterface {
  const { securityGroupIds, goneAt: _goneAt, ...networkInterface } = record;
  return {
    ...networkInterface,
    Groups: groupsOf(store, securityGroupIds),
    PrivateIpAddresses: [
      {
        Association: record.Association,
        Primary: true,
        PrivateDnsName: record.PrivateDnsName,
        PrivateIpAddress: record.PrivateIpAddress,
      },
    ],
    TagSet: tagsOf(store, record.NetworkInterfaceId),
  };
}

export const networkInterfaceOperations: Operations<"ec2"> = {
  DescribeNetworkInterfaces(input, call) {
    supports(input, "NetworkInterfaceIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "networkInterfaces", input, {
      ids: input.NetworkInterfaceIds,
      idsParameter: "networkInterfaceIds",
      shape: (record) => describeInterface(store, record),
      filters: FILTERS,
    });
    return { NetworkInterfaces: items, NextToken };
  },

  CreateNetworkInterface(input, call) {
    supports(
      input,
      "SubnetId",
      "Description",
      "Groups",
      "PrivateIpAddress",
      "TagSpecifications",
      "ClientToken",
    );
    const store = ec2(call);
    const subnet = find(store, "subnets", input.SubnetId, "SubnetId");
    const tags = tagsFor(input.TagSpecifications, "network-interface");
    const groups = input.Groups?.length
      ? checkGroups(store, input.Groups, subnet.VpcId)
      : Object.values(store.securityGroups)
          .filter((group) => group.VpcId === subnet.VpcId && group.GroupName === "default")
          .map((group) => group.GroupId);
    const id = once(store, "networkInterfaces", input, () => {
      const record = addInterface(store, {
        subnet,
        securityGroupIds: groups,
        description: input.Description ?? "",
        ...(input.PrivateIpAddress && { privateAddress: input.PrivateIpAddress }),
      });
      record.RequesterId = call.accountId;
      setTags(store, record.NetworkInterfaceId, tags);
      return record.NetworkInterfaceId;
    });
    return {
      NetworkInterface: describeInterface(store, store.networkInterfaces[id]!),
      ...(input.ClientToken && { ClientToken: input.ClientToken }),
    };
  },

  DeleteNetworkInterface(input, call) {
    supports(input, "NetworkInterfaceId");
    const store = ec2(call);
    const record = find(store, "networkInterfaces", input.NetworkInterfaceId, "NetworkInterfaceId");
    if (record.Status !== "available") {
      throw new AwsError(
        "InvalidParameterValue",
        `Network interface '${record.NetworkInterfaceId}' is currently in use.`,
      );
    }
    for (const address of Object.values(store.addresses)) {
      if (address.NetworkInterfaceId === record.NetworkInterfaceId) release(address);
    }
    forget(store, "networkInterfaces", record.NetworkInterfaceId);
    return {};
  },

  AttachNetworkInterface(input, call) {
    supports(input, "NetworkInterfaceId", "InstanceId", "DeviceIndex", "NetworkCardIndex");
    const store = ec2(call);
    const record = own(find(store, "networkInterfaces", input.NetworkInterfaceId, "NetworkInterfaceId"));
    const instance = find(store, "instances", input.InstanceId, "InstanceId");
    const deviceIndex = required(input.DeviceIndex, "DeviceIndex");
    if (record.Status !== "available") {
      throw new AwsError(
        "InvalidNetworkInterface.InUse",
        `Interface: [${record.NetworkInterfaceId}] in use.`,
      );
    }
    const state = stateAt(instance, call.cloud.clock.now());
    if (state !== "running" && state !== "stopped") {
      throw new AwsError(
        "IncorrectInstanceState",
        `The instance '${instance.InstanceId}' is not in a valid state for this operation.`,
      );
    }
    if (record.AvailabilityZone !== instance.Placement?.AvailabilityZone) {
      throw new AwsError(
        "InvalidParameterCombination",
        "You may not attach a network interface to an instance if they are not in the same availability zone",
      );
    }
    const attached = instance.networkInterfaceIds.map(
      (id) => store.networkInterfaces[id]?.Attachment?.DeviceIndex,
    );
    if (attached.includes(deviceIndex)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Instance '${instance.InstanceId}' already has an interface attached at device index '${deviceIndex}'.`,
      );
    }
    const limit = instanceType(instance.InstanceType).interfaces;
    if (attached.length >= limit) {
      throw new AwsError(
        "AttachmentLimitExceeded",
        `Interface count ${attached.length + 1} exceeds the limit for ${instance.InstanceType}`,
      );
    }
    const now = call.cloud.clock.now();
    return {
      AttachmentId: attach(store, instance, record, { deviceIndex, deleteOnTermination: false, now }),
      NetworkCardIndex: 0,
    };
  },

  DetachNetworkInterface(input, call) {
    supports(input, "AttachmentId", "Force");
    const store = ec2(call);
    const id = required(input.AttachmentId, "AttachmentId");
    const found = Object.values(store.networkInterfaces).find((it) => it.Attachment?.AttachmentId === id);
    if (!found) {
      throw new AwsError("InvalidAttachmentID.NotFound", `The interface attachment '${id}' does not exist.`);
    }
    const record = found;
    const kind = id.slice(0, id.lastIndexOf("-"));
    if (record.RequesterManaged) {
      throw new AwsError("OperationNotPermitted", `You are not allowed to manage '${kind}' attachments.`);
    }
    if (record.Attachment?.DeviceIndex === 0 && record.Attachment.InstanceId) {
      throw new AwsError(
        "OperationNotPermitted",
        "The network interface at device index 0 and networkCard index 0 cannot be detached.",
      );
    }
    detach(store, record);
    return {};
  },

  ModifyNetworkInterfaceAttribute(input, call) {
    supports(input, "NetworkInterfaceId", "Groups", "Description", "SourceDestCheck", "Attachment");
    const store = ec2(call);
    const record = own(find(store, "networkInterfaces", input.NetworkInterfaceId, "NetworkInterfaceId"));
    if (input.Groups?.length) {
      record.securityGroupIds = checkGroups(store, input.Groups, record.VpcId);
      const instance = store.instances[record.Attachment?.InstanceId ?? ""];
      if (instance && record.Attachment?.DeviceIndex === 0)
        instance.securityGroupIds = record.securityGroupIds;
    }
    if (input.Description?.Value !== undefined) record.Description = input.Description.Value;
    if (input.SourceDestCheck?.Value !== undefined) record.SourceDestCheck = input.SourceDestCheck.Value;
    if (input.Attachment) {
      if (record.Attachment?.AttachmentId !== input.Attachment.AttachmentId) {
        throw new AwsError(
          "InvalidAttachmentID.NotFound",
          `The interface attachment '${input.Attachment.AttachmentId}' does not exist.`,
        );
      }
      record.Attachment!.DeleteOnTermination = input.Attachment.DeleteOnTermination ?? false;
    }
    return {};
  },
};

/** A service's interface can be looked at, and changed by that service only. Unsure: the code, for a change. */
function own(record: NetworkInterfaceRecord): NetworkInterfaceRecord {
  if (!record.RequesterManaged) return record;
  throw new AwsError("AuthFailure", "You do not have permission to access the specified resource.", 403);
}
