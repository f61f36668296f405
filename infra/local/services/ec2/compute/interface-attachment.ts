import { newId } from "../ids.ts";
import type { Ec2Store, InstanceRecord, NetworkInterfaceRecord } from "../store.ts";

/** Attaches an interface to an instance. The instance's own groups are those of its primary interface. */
export function attach(
  store: Ec2Store,
  instance: InstanceRecord,
  networkInterface: NetworkInterfaceRecord,
  options: { deviceIndex: number; deleteOnTermination: boolean; now: Date },
): string {
  const AttachmentId = newId("eni-attach");
  networkInterface.Status = "in-use";
  networkInterface.Attachment = {
    AttachmentId,
    AttachTime: options.now,
    DeleteOnTermination: options.deleteOnTermination,
    DeviceIndex: options.deviceIndex,
    InstanceId: instance.InstanceId,
    InstanceOwnerId: store.place.accountId,
    NetworkCardIndex: 0,
    Status: "attached",
  };
  instance.networkInterfaceIds.push(networkInterface.NetworkInterfaceId);
  if (options.deviceIndex === 0) instance.securityGroupIds = networkInterface.securityGroupIds;
  return AttachmentId;
}

/** Takes an interface off its instance. */
export function detach(store: Ec2Store, networkInterface: NetworkInterfaceRecord): void {
  const instance = store.instances[networkInterface.Attachment?.InstanceId ?? ""];
  if (instance) {
    instance.networkInterfaceIds = instance.networkInterfaceIds.filter(
      (id) => id !== networkInterface.NetworkInterfaceId,
    );
  }
  delete networkInterface.Attachment;
  networkInterface.Status = "available";
}
