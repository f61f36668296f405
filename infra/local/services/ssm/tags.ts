import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { ssmStore } from "./store.ts";

interface Tag {
  Key: string;
  Value: string;
}

const MAX_TAGS = 50;

export const tagOperations = {
  AddTagsToResource: (input, call) => {
    const parameter = taggable(input, call);
    parameter.tags = mergeTags(parameter.tags, input.Tags);
    return {};
  },

  RemoveTagsFromResource: (input, call) => {
    const parameter = taggable(input, call);
    parameter.tags = parameter.tags.filter(({ Key }) => !input.TagKeys?.includes(Key));
    return {};
  },

  ListTagsForResource: (input, call) => ({ TagList: taggable(input, call).tags }),
} satisfies Operations<"ssm">;

function taggable(input: { ResourceType?: string; ResourceId?: string }, call: Call) {
  if (input.ResourceType !== "Parameter")
    throw new AwsError(
      "NotImplemented",
      `The local account does not know tags of ${input.ResourceType} in Systems Manager yet.`,
      501,
    );
  const parameter = call.store(ssmStore).parameters[input.ResourceId ?? ""];
  if (!parameter)
    throw new AwsError(
      "InvalidResourceId",
      "The resource ID is not valid. Verify that you entered the correct ID and try again.",
    );
  return parameter;
}

/** @throws AwsError `TooManyTagsError` above 50 tags. */
export function mergeTags(
  existing: readonly Tag[],
  added: readonly { Key: string | undefined; Value: string | undefined }[] = [],
): Tag[] {
  const tags = new Map(existing.map((tag) => [tag.Key, tag]));
  for (const { Key = "", Value = "" } of added) tags.set(Key, { Key, Value });
  if (tags.size > MAX_TAGS)
    throw new AwsError("TooManyTagsError", `A resource can have a maximum of ${MAX_TAGS} tags.`);
  return [...tags.values()];
}
