import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { addInterface } from "../ec2/compute/interfaces.ts";
import { newId } from "../ec2/ids.ts";
import { ec2, type SubnetRecord } from "../ec2/store.ts";
import { validation } from "./errors.ts";
import { loadBalancerFullName } from "./names.ts";
import type { LoadBalancerNode, LoadBalancerRecord } from "./store.ts";

/** AWS keeps a deleted load balancer's interfaces for some seconds: groups and subnets are blocked that long. */
export const NODE_RELEASE = 15_000;

/**
 * The subnets of a load balancer, checked as AWS checks them: one in each of at least two zones of one VPC, which
 * has an Internet gateway if the load balancer faces the Internet.
 */
export function checkSubnets(call: Call, ids: readonly string[], scheme: string): SubnetRecord[] {
  const store = ec2(call);
  if (ids.length === 0) validation("At least one subnet must be specified");
  const subnets = ids.map((id) => {
    const subnet = store.subnets[id];
    if (!subnet) throw new AwsError("SubnetNotFound", `The subnet ID '${id}' does not exist`);
    return subnet;
  });
  if (new Set(ids).size !== ids.length) validation("A subnet cannot be specified more than once");
  const vpcId = subnets[0]!.VpcId;
  if (subnets.some((subnet) => subnet.VpcId !== vpcId)) {
    throw new AwsError(
      "InvalidConfigurationRequest",
      `All subnets must belong to the same VPC: ${[...new Set(subnets.map((it) => it.VpcId))].join(", ")}`,
    );
  }
  const zones = new Set(subnets.map((subnet) => subnet.AvailabilityZone));
  if (zones.size < subnets.length) {
    throw new AwsError(
      "InvalidConfigurationRequest",
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  }
  if (zones.size < 2)
    validation("At least two subnets in two different Availability Zones must be specified");
  const attached = Object.values(store.internetGateways).some((gateway) =>
    gateway.Attachments.some((attachment) => attachment.VpcId === vpcId),
  );
  if (scheme === "internet-facing" && !attached) {
    throw new AwsError("InvalidSubnet", `VPC ${vpcId} has no internet gateway`);
  }
  return subnets;
}

/** The security groups of a load balancer: the VPC's default group where none is given. */
export function checkSecurityGroups(call: Call, ids: readonly string[] | undefined, vpcId: string): string[] {
  const groups = Object.values(ec2(call).securityGroups).filter((group) => group.VpcId === vpcId);
  if (!ids?.length) return groups.filter((it) => it.GroupName === "default").map((it) => it.GroupId);
  const missing = ids.filter((id) => !groups.some((group) => group.GroupId === id));
  if (missing.length > 0) {
    throw new AwsError("InvalidSecurityGroup", "One or more security groups are invalid");
  }
  return [...ids];
}

/** Makes the interface by which a load balancer stands in a subnet. */
export function addNode(
  call: Call,
  balancer: Pick<LoadBalancerRecord, "arn" | "scheme" | "securityGroups">,
  subnet: SubnetRecord,
): LoadBalancerNode {
  const record = addInterface(ec2(call), {
    subnet,
    securityGroupIds: [...balancer.securityGroups],
    description: `ELB ${loadBalancerFullName(balancer.arn)}`,
    publicAddress: balancer.scheme === "internet-facing",
    requester: "amazon-elb",
  });
  record.Status = "in-use";
  record.Attachment = {
    AttachmentId: newId("ela-attach"),
    InstanceOwnerId: "amazon-aws",
    DeviceIndex: 1,
    Status: "attached",
    AttachTime: call.cloud.clock.now(),
    DeleteOnTermination: false,
  };
  return {
    subnetId: subnet.SubnetId,
    zoneName: subnet.AvailabilityZone,
    interfaceId: record.NetworkInterfaceId,
  };
}

/** Lets the interfaces of nodes go, some seconds from now. */
export function releaseNodes(call: Call, nodes: readonly LoadBalancerNode[]): void {
  const interfaces = ec2(call).networkInterfaces;
  for (const node of nodes) {
    const record = interfaces[node.interfaceId];
    if (record) record.goneAt = call.cloud.clock.after(NODE_RELEASE);
  }
}

/** Puts every node into these groups. */
export function regroupNodes(call: Call, balancer: LoadBalancerRecord): void {
  const interfaces = ec2(call).networkInterfaces;
  for (const node of balancer.nodes) {
    const record = interfaces[node.interfaceId];
    if (record) record.securityGroupIds = [...balancer.securityGroups];
  }
}
