import type { Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, CallOrigin, Operations } from "../../../service.ts";
import { type Checks, validateMembers } from "../../../validation.ts";
import { parseArn } from "../arns.ts";
import { QUOTAS } from "../quotas.ts";
import { statesStore } from "../store.ts";

/** Letters, digits, white space and some symbols. Source: Developer Guide, "Restrictions related to tagging". */
const PATTERN = "[\\p{L}\\p{N}\\p{Z}_.:/=+\\-@]*";

const tagChecks = (tags: Tag[]): Checks =>
  Object.fromEntries(
    tags.flatMap(({ key, value }, i): [string, Checks[string]][] => [
      [`tags.${i + 1}.member.key`, [key, { min: 1, max: 128, pattern: PATTERN }]],
      [`tags.${i + 1}.member.value`, [value, { max: 256, pattern: PATTERN }]],
    ]),
  );

const isReserved = (key: string): boolean => key.startsWith("aws:");

/**
 * The tags that a resource has after these were added. Unsure: AWS's words for reserved ones and for signs that tags
 * cannot have.
 * @throws AwsError TooManyTags, ValidationException
 */
export function tagRecord(
  { origin }: Call,
  tags: Tag[],
  existing: Record<string, string> = {},
): Record<string, string> {
  // Unsure: that AWS asks for a key, which its model lets be absent.
  if (tags.some(({ key }) => key === undefined)) {
    throw new AwsError("ValidationException", "Tag keys must not be null");
  }
  validateMembers("ValidationException", tagChecks(tags));
  refuseReserved(
    origin,
    tags.map(({ key }) => key!),
  );
  const all = { ...existing, ...Object.fromEntries(tags.map(({ key, value }) => [key!, value ?? ""])) };
  const own = Object.keys(all).filter((key) => !isReserved(key));
  if (own.length > QUOTAS.tags) throw new AwsError("TooManyTags", "Too many tags");
  return all;
}

/** Tags that begin with `aws:` are AWS's own to set and to remove, as CloudFormation does. */
function refuseReserved(origin: CallOrigin, keys: string[]): void {
  if ("invokedBy" in origin || !keys.some(isReserved)) return;
  throw new AwsError("ValidationException", "Tag keys that begin with 'aws:' are reserved for AWS use");
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
    resource.tags = tagRecord(call, input.tags ?? [], resource.tags);
    return {};
  },
  UntagResource(input, call) {
    const resource = tagged(call, input.resourceArn);
    refuseReserved(call.origin, input.tagKeys ?? []);
    for (const key of input.tagKeys ?? []) delete resource.tags[key];
    return {};
  },
  ListTagsForResource(input, call) {
    const { tags } = tagged(call, input.resourceArn);
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  },
};
