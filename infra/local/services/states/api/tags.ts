import type { Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { type Checks, validateMembers } from "../../../validation.ts";
import { parseArn } from "../arns.ts";
import { statesStore } from "../store.ts";

const MAX_TAGS = 50;

const tagChecks = (tags: Tag[]): Checks =>
  Object.fromEntries(
    tags.flatMap(({ key, value }, i): [string, Checks[string]][] => [
      [`tags.${i + 1}.member.key`, [key, { min: 1, max: 128 }]],
      [`tags.${i + 1}.member.value`, [value, { max: 256 }]],
    ]),
  );

/** @throws AwsError TooManyTags, ValidationException */
export function tagRecord(tags: Tag[], existing: Record<string, string> = {}): Record<string, string> {
  validateMembers("ValidationException", tagChecks(tags));
  const all = { ...existing, ...Object.fromEntries(tags.map(({ key, value }) => [key!, value ?? ""])) };
  if (Object.keys(all).length > MAX_TAGS) throw new AwsError("TooManyTags", "Too many tags");
  return all;
}

function tagged(call: Call, arn: string | undefined): { tags: Record<string, string> } {
  parseArn(arn, "stateMachine", "activity");
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
