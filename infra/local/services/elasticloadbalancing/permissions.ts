import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Call, Permission } from "../../service.ts";
import { arn } from "./names.ts";

/** The members of the inputs by which resources are named. */
interface Names {
  Name?: string;
  LoadBalancerArn?: string;
  TargetGroupArn?: string;
  ListenerArn?: string;
  RuleArn?: string;
  ResourceArns?: string[];
  Tags?: Tag[];
  TagKeys?: string[];
}

/**
 * Service Authorization Reference, "AWS Elastic Load Balancing V2": reads have no resource-level permissions, and
 * creating something with tags needs AddTags on it as well.
 */
export function loadBalancingPermissions(
  operation: string,
  input: object,
  call: Call,
): Permission[] | undefined {
  if (operation.startsWith("Describe")) return undefined;
  const names = input as Names;
  const resources = resourcesOf(operation, names, call);
  const context = requestTags(names);
  const permission = { action: `elasticloadbalancing:${operation}`, resources, context };
  if (!operation.startsWith("Create") || !names.Tags?.length) return [permission];
  const tagging = { ...context, "elasticloadbalancing:CreateAction": operation };
  return [permission, { action: "elasticloadbalancing:AddTags", resources, context: tagging }];
}

function resourcesOf(operation: string, names: Names, call: Call): string[] {
  switch (operation) {
    case "CreateLoadBalancer":
      return [arn(call, `loadbalancer/app/${names.Name}/*`)];
    case "CreateTargetGroup":
      return [arn(call, `targetgroup/${names.Name}/*`)];
    default: {
      const named = [
        names.RuleArn ?? names.ListenerArn ?? names.TargetGroupArn ?? names.LoadBalancerArn,
      ].flatMap((it) => it ?? []);
      return names.ResourceArns ?? (named.length > 0 ? named : ["*"]);
    }
  }
}

function requestTags({ Tags, TagKeys }: Names): Record<string, string | string[]> {
  const tags = Object.fromEntries((Tags ?? []).map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value ?? ""]));
  const keys = TagKeys ?? (Tags ?? []).flatMap((tag) => tag.Key ?? []);
  return keys.length > 0 ? { ...tags, "aws:TagKeys": keys } : tags;
}
