import type { Tag as TagInput } from "@aws-sdk/client-ecr";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { invalidParameter } from "./errors.ts";
import { openRepository, type Tag } from "./store.ts";

const MAX_TAGS = 50;

export const tagOperations = {
  TagResource(input, call) {
    const repository = taggable(input, call);
    repository.tags = mergeTags(repository.tags, input.tags);
    return {};
  },

  UntagResource(input, call) {
    const repository = taggable(input, call);
    repository.tags = repository.tags.filter(({ Key }) => !input.tagKeys?.includes(Key));
    return {};
  },

  ListTagsForResource: (input, call) => ({ tags: taggable(input, call).tags }),
} satisfies Operations<"ecr">;

function taggable({ resourceArn = "" }: { resourceArn?: string }, call: Call) {
  const [, place, repositoryName] = /^arn:aws:ecr:([^:]+:\d{12}):repository\/(.+)$/.exec(resourceArn) ?? [];
  if (place !== `${call.region}:${call.accountId}` || repositoryName === undefined)
    throw invalidParameter("resourceArn", "Invalid ARN");
  return openRepository(call, { repositoryName });
}

/**
 * The tags that there are after more have been added.
 * @throws AwsError `TooManyTagsException` above 50, `InvalidTagParameterException`
 */
export function mergeTags(existing: readonly Tag[], added: readonly TagInput[] = []): Tag[] {
  const tags = new Map(existing.map((tag) => [tag.Key, tag]));
  for (const { Key = "", Value = "" } of added) {
    if (Key === "" || Key.length > 128 || Value.length > 256)
      throw new AwsError("InvalidTagParameterException", "Invalid parameter provided for tag.");
    tags.set(Key, { Key, Value });
  }
  // AWS's own tags, such as CloudFormation's three, do not count.
  if ([...tags.keys()].filter((key) => !key.startsWith("aws:")).length > MAX_TAGS)
    throw new AwsError("TooManyTagsException", `The repository has more than ${MAX_TAGS} tags.`);
  return [...tags.values()];
}
