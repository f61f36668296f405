import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetInstanceProfileCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import type { Clients } from "../runtime/clients.ts";
import { isAwsError } from "../runtime/errors.ts";

/** How to find a thing of a name, by its type in a template, and the error that says there is none. */
const LOOK_UPS: Record<
  string,
  { title: string; find: (clients: Clients, name: string) => Promise<unknown>; none: string }
> = {
  "AWS::IAM::Role": {
    title: "an IAM role",
    find: ({ iam }, RoleName) => iam.send(new GetRoleCommand({ RoleName })),
    none: "NoSuchEntityException",
  },
  "AWS::IAM::InstanceProfile": {
    title: "an instance profile",
    find: ({ iam }, InstanceProfileName) => iam.send(new GetInstanceProfileCommand({ InstanceProfileName })),
    none: "NoSuchEntityException",
  },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": {
    title: "a load balancer",
    find: ({ elb }, name) => elb.send(new DescribeLoadBalancersCommand({ Names: [name] })),
    none: "LoadBalancerNotFoundException",
  },
  "AWS::ElasticLoadBalancingV2::TargetGroup": {
    title: "a target group",
    find: ({ elb }, name) => elb.send(new DescribeTargetGroupsCommand({ Names: [name] })),
    none: "TargetGroupNotFoundException",
  },
};

/** What the account has of this type and name, in words, or undefined. */
export async function findCollision(
  clients: Clients,
  type: string,
  name: string,
): Promise<string | undefined> {
  const lookUp = LOOK_UPS[type];
  if (!lookUp) return undefined;
  try {
    await lookUp.find(clients, name);
    return `${lookUp.title} named ${name}`;
  } catch (error) {
    if (isAwsError(error, lookUp.none)) return undefined;
    throw error;
  }
}
