import {
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DetachNetworkInterfaceCommand,
  type EC2Client,
  type NetworkInterface,
} from "@aws-sdk/client-ec2";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import type { Sweeper } from "../sweeper.ts";

/**
 * Network interfaces that somebody made by hand in the lab's subnets. Those that AWS manages (a load balancer's, a
 * NAT gateway's, an endpoint's) and an instance's first one go with what they belong to.
 */
export const networkInterfaces: Sweeper = {
  kind: "network interface",
  async find({ ec2 }, scope) {
    const all = scope.vpcs.length > 0 ? await describe(ec2, "vpc-id", scope.vpcs) : [];
    return all
      .filter((one) => !one.RequesterManaged && one.InterfaceType === "interface")
      .filter((one) => one.Attachment?.DeviceIndex !== 0)
      .map((one) => ({
        action: "remove",
        id: one.NetworkInterfaceId!,
        name: one.Description || undefined,
        why: "It was made by hand in a subnet of the lab, which could not be deleted while it is there.",
      }));
  },
  async sweep({ ec2 }, item) {
    const [one] = await describe(ec2, "network-interface-id", [item.id]);
    if (!one) return;
    if (one.Status === "in-use") {
      await ec2.send(
        new DetachNetworkInterfaceCommand({ AttachmentId: one.Attachment?.AttachmentId, Force: true }),
      );
      throw new TaskError("notYet", `The network interface ${item.id} is being detached.`);
    }
    try {
      await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: item.id }));
    } catch (error) {
      if (!isAwsError(error, "InvalidNetworkInterfaceID.NotFound")) throw error;
    }
  },
};

async function describe(
  ec2: EC2Client,
  filter: string,
  values: readonly string[],
): Promise<NetworkInterface[]> {
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name: filter, Values: [...values] }] }),
  );
  return NetworkInterfaces;
}
