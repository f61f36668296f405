import type { EbsBlockDevice } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { invalidValue, supports } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Ec2Store, InstanceRecord, VolumeRecord } from "../store.ts";

interface NewVolume {
  instance: InstanceRecord;
  device: string;
  asked: EbsBlockDevice;
  /** What the volume is made from, where it is not empty. */
  snapshotId?: string;
  /** The ARN of the key that encrypts where the launch names none. */
  defaultKey: () => string;
  now: Date;
}

/** Makes a volume attached to an instance that is being launched. */
export function addVolume(
  store: Ec2Store,
  { instance, device, asked, snapshotId = "", defaultKey, now }: NewVolume,
): VolumeRecord {
  supports(
    asked,
    "DeleteOnTermination",
    "Encrypted",
    "Iops",
    "KmsKeyId",
    "SnapshotId",
    "Throughput",
    "VolumeSize",
    "VolumeType",
  );
  if (asked.SnapshotId && asked.SnapshotId !== snapshotId) {
    throw new AwsError("InvalidSnapshot.NotFound", `The snapshot '${asked.SnapshotId}' does not exist.`);
  }
  const size = asked.VolumeSize ?? 8;
  if (size < 1 || size > 65_536)
    throw invalidValue(`Volume of ${size}GiB is not within the permitted sizes.`);
  const type = asked.VolumeType ?? "gp2";
  const VolumeId = newId("vol");
  const volume: VolumeRecord = {
    VolumeId,
    AvailabilityZone: instance.Placement!.AvailabilityZone!,
    Size: size,
    VolumeType: type,
    CreateTime: now,
    SnapshotId: snapshotId,
    Encrypted: asked.Encrypted ?? false,
    ...(asked.Encrypted && { KmsKeyId: asked.KmsKeyId ?? defaultKey() }),
    MultiAttachEnabled: false,
    ...performance(type, size, asked),
    State: "in-use",
    Attachments: [
      {
        AttachTime: now,
        DeleteOnTermination: asked.DeleteOnTermination ?? true,
        Device: device,
        InstanceId: instance.InstanceId,
        State: "attached",
        VolumeId,
      },
    ],
  };
  store.volumes[VolumeId] = volume;
  return volume;
}

/** "Amazon EBS volume types": gp3's baseline; gp2 has three IOPS a GiB, from 100 to 16,000. */
function performance(
  type: string,
  size: number,
  asked: EbsBlockDevice,
): { Iops?: number; Throughput?: number } {
  if (type === "gp3") return { Iops: asked.Iops ?? 3000, Throughput: asked.Throughput ?? 125 };
  if (type === "gp2") return { Iops: Math.min(16_000, Math.max(100, size * 3)) };
  return asked.Iops === undefined ? {} : { Iops: asked.Iops };
}
