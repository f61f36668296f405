import { DescribeStacksCommand, UpdateTerminationProtectionCommand } from "@aws-sdk/client-cloudformation";
import { DescribeInstanceAttributeCommand, ModifyInstanceAttributeCommand } from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancerAttributesCommand,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError } from "../../runtime/errors.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

const DELETION_PROTECTION = "deletion_protection.enabled";

/**
 * Protections that a participant switched on and that would make the stack refuse to go: the stack's own, an
 * instance's, the load balancer's. The plan names each, and its approval is the consent to switch it off.
 *
 * An item's id is that of what is protected.
 */
export const protections: Sweeper = {
  kind: "protection",
  async find(clients, scope) {
    const found = await Promise.all([
      stackProtection(clients, scope),
      ...[...(scope.stackResources.get("AWS::EC2::Instance") ?? [])].map((id) =>
        instanceProtection(clients, id),
      ),
      ...[...(scope.stackResources.get("AWS::ElasticLoadBalancingV2::LoadBalancer") ?? [])].map((arn) =>
        loadBalancerProtection(clients, arn),
      ),
    ]);
    return found.flat();
  },
  async sweep({ cloudFormation, ec2, elb }, { id }) {
    if (id.startsWith("i-"))
      await ec2.send(
        new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: false } }),
      );
    else if (id.includes(":loadbalancer/"))
      await elb.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: id,
          Attributes: [{ Key: DELETION_PROTECTION, Value: "false" }],
        }),
      );
    else
      await cloudFormation.send(
        new UpdateTerminationProtectionCommand({ StackName: id, EnableTerminationProtection: false }),
      );
  },
};

const protectedThing = (id: string, title: string): Finding => ({
  action: "remove",
  id,
  name: title,
  why: "It protects something of the lab from deletion.",
});

async function stackProtection({ cloudFormation }: Clients, { stack }: Scope): Promise<Finding[]> {
  if (!stack) return [];
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack.id }));
  return Stacks[0]?.EnableTerminationProtection
    ? [protectedThing(stack.id, "stack termination protection")]
    : [];
}

async function instanceProtection({ ec2 }: Clients, id: string): Promise<Finding[]> {
  try {
    const { DisableApiTermination } = await ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: "disableApiTermination" }),
    );
    return DisableApiTermination?.Value ? [protectedThing(id, "instance termination protection")] : [];
  } catch (error) {
    if (isAwsError(error, "InvalidInstanceID.NotFound")) return [];
    throw error;
  }
}

async function loadBalancerProtection({ elb }: Clients, arn: string): Promise<Finding[]> {
  try {
    const { Attributes = [] } = await elb.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }),
    );
    return Attributes.some(({ Key, Value }) => Key === DELETION_PROTECTION && Value === "true")
      ? [protectedThing(arn, "load balancer deletion protection")]
      : [];
  } catch (error) {
    if (isAwsError(error, "LoadBalancerNotFoundException", "LoadBalancerNotFound")) return [];
    throw error;
  }
}
