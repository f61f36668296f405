import { AwsError } from "../../../errors.ts";
import type { Operations } from "../../../service.ts";
import { describe, withTagsIfAny } from "../describe.ts";
import { supports } from "../errors.ts";
import { find } from "../kinds.ts";
import { forget } from "../settle.ts";
import { ec2 } from "../store.ts";

export const volumeOperations: Operations<"ec2"> = {
  DescribeVolumes(input, call) {
    supports(input, "VolumeIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "volumes", input, {
      ids: input.VolumeIds,
      idsParameter: "volumeIds",
      shape: ({ goneAt: _, ...volume }) => ({ ...volume, ...withTagsIfAny(store, volume.VolumeId) }),
      filters: {
        "attachment.attach-time": (volume) => volume.Attachments?.map((it) => it.AttachTime),
        "attachment.delete-on-termination": (volume) =>
          volume.Attachments?.map((it) => it.DeleteOnTermination),
        "attachment.device": (volume) => volume.Attachments?.map((it) => it.Device),
        "attachment.instance-id": (volume) => volume.Attachments?.map((it) => it.InstanceId),
        "attachment.status": (volume) => volume.Attachments?.map((it) => it.State),
        "availability-zone": (volume) => volume.AvailabilityZone,
        "create-time": (volume) => volume.CreateTime,
        encrypted: (volume) => volume.Encrypted,
        size: (volume) => volume.Size,
        "snapshot-id": (volume) => volume.SnapshotId,
        status: (volume) => volume.State,
        "volume-id": (volume) => volume.VolumeId,
        "volume-type": (volume) => volume.VolumeType,
      },
    });
    return { Volumes: items, NextToken };
  },

  DeleteVolume(input, call) {
    supports(input, "VolumeId");
    const store = ec2(call);
    const volume = find(store, "volumes", input.VolumeId, "VolumeId");
    const [attachment] = volume.Attachments ?? [];
    if (attachment) {
      throw new AwsError(
        "VolumeInUse",
        `Volume ${volume.VolumeId} is currently attached to ${attachment.InstanceId}`,
      );
    }
    forget(store, "volumes", volume.VolumeId);
    return {};
  },
};
