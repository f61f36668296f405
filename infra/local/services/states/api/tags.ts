import type { Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { statesStore } from "../store.ts";

const MAX_TAGS = 50;

/** @throws AwsError TooManyTags */
export function tagRecord(tags: Tag[], existing: Record<string, string> = {}): Record<string, string> {
  const all = { ...existing, ...Object.fromEntries(tags.map(({ key, value }) => [key!, value ?? ""])) };
  if (Object.keys(all).length > MAX_TAGS) throw new AwsError("TooManyTags", "Too many tags");
  return all;
}

function tagged(call: Call, arn: string | undefined): { tags: Record<string, string> } {
  const { machines, activities } = call.store(statesStore);
  const found = machines[arn!] ?? activities[arn!];
  if (!found) throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
  return found;
}

export const tagOperations: Operations<"states"> = {
  TagResource(input, call) {
    const resource = tagged(call, input.resourceArn);
    resource.tags = tagRecord(input.tags ?? [], resource.tags);
    return {};
  },
  UntagResource(input, call) {
    const resource = tagged(call, input.resourceArn);
    for (const key of input.tagKeys ?? []) delete resource.tags[key];
    return {};
  },
  ListTagsForResource(input, call) {
    const { tags } = tagged(call, input.resourceArn);
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  },
};
