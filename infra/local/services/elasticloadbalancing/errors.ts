import { AwsError } from "../../errors.ts";

const NOT_FOUND = {
  "load balancer": "LoadBalancerNotFound",
  "target group": "TargetGroupNotFound",
  listener: "ListenerNotFound",
  rule: "RuleNotFound",
} as const;

export type Kind = keyof typeof NOT_FOUND;

/**
 * Elastic Load Balancing mostly names the kind alone. Observed to be named: load balancers that DescribeLoadBalancers
 * looks for (as a list of one), and target groups that are looked for by their ARN.
 */
export function notFound(kind: Kind, which?: string): never {
  const what = kind === "load balancer" ? "Load balancers" : "Target groups";
  throw new AwsError(
    NOT_FOUND[kind],
    which === undefined ? `One or more ${kind}s not found` : `${what} '${which}' not found`,
  );
}

export function validation(message: string): never {
  throw new AwsError("ValidationError", message);
}

/**
 * Fails for parameters that would change what the call means and that the local account does not act on.
 * Said as ours, not in AWS's words, because AWS would have accepted them.
 */
export function refuseUnsupported<T extends object>(
  input: T,
  operation: string,
  ...members: (keyof T & string)[]
): void {
  const given = members.filter((member) => {
    const value = input[member];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  if (given.length > 0) {
    throw new AwsError(
      "NotImplemented",
      `The local account does not support ${given.join(", ")} in elasticloadbalancing:${operation} yet.`,
      501,
    );
  }
}
