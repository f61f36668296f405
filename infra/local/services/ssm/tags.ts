import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { documentsStore } from "./documents/store.ts";
import { ssmStore } from "./store.ts";

export interface Tag {
  Key: string;
  Value: string;
}

const MAX_TAGS = 50;

export const tagOperations = {
  AddTagsToResource: (input, call) => {
    const tagged = taggable(input, call);
    tagged.tags = mergeTags(tagged.tags, input.Tags);
    return {};
  },

  RemoveTagsFromResource: (input, call) => {
    const tagged = taggable(input, call);
    tagged.tags = tagged.tags.filter(({ Key }) => !input.TagKeys?.includes(Key));
    return {};
  },

  ListTagsForResource: (input, call) => ({ TagList: taggable(input, call).tags }),
} satisfies Operations<"ssm">;

function taggable(
  { ResourceType, ResourceId = "" }: { ResourceType?: string; ResourceId?: string },
  call: Call,
) {
  if (ResourceType !== "Parameter" && ResourceType !== "Document")
    throw new AwsError(
      "NotImplemented",
      `The local account does not know tags of ${ResourceType} in Systems Manager yet.`,
      501,
    );
  const tagged: { tags: Tag[] } | undefined =
    ResourceType === "Parameter"
      ? call.store(ssmStore).parameters[ResourceId]
      : call.store(documentsStore).documents[ResourceId];
  if (!tagged)
    throw new AwsError(
      "InvalidResourceId",
      "The resource ID is not valid. Verify that you entered the correct ID and try again.",
    );
  return tagged;
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
