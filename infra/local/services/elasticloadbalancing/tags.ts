import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Call, Operations } from "../../service.ts";
import { notFound, validation } from "./errors.ts";
import { listenerOf, loadBalancerOf, ruleOf, targetGroupOf } from "./store.ts";

export const tagOperations: Operations<"elasticloadbalancing"> = {
  AddTags: (input, call) => {
    const keys = (input.Tags ?? []).map((tag) => tag.Key);
    if (keys.length === 0) validation("At least one tag must be specified");
    for (const record of tagged(call, input.ResourceArns)) {
      record.tags = [...record.tags.filter((tag) => !keys.includes(tag.Key)), ...input.Tags!];
    }
    return {};
  },

  RemoveTags: (input, call) => {
    for (const record of tagged(call, input.ResourceArns)) {
      record.tags = record.tags.filter((tag) => !input.TagKeys?.includes(tag.Key ?? ""));
    }
    return {};
  },

  DescribeTags: (input, call) => ({
    TagDescriptions: tagged(call, input.ResourceArns).map(({ arn, tags }) => ({
      ResourceArn: arn,
      Tags: tags,
    })),
  }),
};

/** What can be tagged, found by the resource type in its ARN; all of them exist before any is changed. */
function tagged(call: Call, arns: readonly string[] | undefined): { arn: string; tags: Tag[] }[] {
  if (!arns?.length) validation("At least one resource ARN must be specified");
  return arns.map((arn) => taggedResource(call, arn));
}

function taggedResource(call: Call, arn: string): { arn: string; tags: Tag[] } {
  const kind = arn.split(":")[5]?.split("/")[0];
  if (kind === undefined) validation(`'${arn}' is not a valid load balancer ARN`);
  if (kind === "loadbalancer") return loadBalancerOf(call, arn);
  if (kind === "targetgroup") return targetGroupOf(call, arn);
  if (kind === "listener") return listenerOf(call, arn);
  if (kind === "listener-rule") return ruleOf(call, arn);
  // A trust store's ARN, or something else that the account cannot hold.
  notFound("load balancer");
}
