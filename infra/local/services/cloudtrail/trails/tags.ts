import type { Tag } from "@aws-sdk/client-cloudtrail";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { findOwnTrail, findTrail } from "./find.ts";
import type { Trail } from "./store.ts";

/** Source: Tag and AddTags, CloudTrail API reference. */
const MAX_TAGS = 50;

export const tagOperations: Operations<"cloudtrail"> = {
  AddTags({ ResourceId, TagsList }, call) {
    const trail = taggable(call, ResourceId, findOwnTrail);
    trail.tags = checkTags(trail.tags, TagsList);
    return {};
  },

  RemoveTags({ ResourceId, TagsList = [] }, call) {
    const trail = taggable(call, ResourceId, findOwnTrail);
    // A tag is removed whatever its value; a value that is given must be the tag's.
    trail.tags = trail.tags.filter(
      ({ Key, Value }) =>
        !TagsList.some((each) => each.Key === Key && (each.Value === undefined || each.Value === Value)),
    );
    return {};
  },

  ListTags({ ResourceIdList = [] }, call) {
    return {
      ResourceTagList: ResourceIdList.map((ResourceId) => ({
        ResourceId,
        TagsList: taggable(call, ResourceId, (...asked) => findTrail(...asked).trail).tags,
      })),
    };
  },
};

/** Tags go by ARN only. */
function taggable(
  call: Call,
  arn: string | undefined,
  find: (call: Call, arn: string | undefined) => Trail,
): Trail {
  if (!arn?.startsWith("arn:"))
    throw new AwsError("CloudTrailARNInvalidException", `Trail ARN is not valid: ${arn}`);
  try {
    return find(call, arn);
  } catch (error) {
    if (!AwsError.is(error, "TrailNotFoundException")) throw error;
    throw new AwsError("ResourceNotFoundException", error.message);
  }
}

/**
 * A trail's tags with these added to them.
 * @throws AwsError `InvalidTagParameterException`, `TagsLimitExceededException`
 */
export function checkTags(present: readonly Tag[], added: readonly Tag[] = []): Tag[] {
  const keys = new Set<string>();
  for (const { Key = "", Value = "" } of added) {
    if (Key === "" || Key.length > 128 || Value.length > 256 || Key.startsWith("aws:") || keys.has(Key))
      throw new AwsError("InvalidTagParameterException", `The tag key or value is not valid: ${Key}`);
    keys.add(Key);
  }
  const tags = [...present.filter(({ Key = "" }) => !keys.has(Key)), ...added];
  if (tags.length > MAX_TAGS)
    throw new AwsError("TagsLimitExceededException", `A trail can have no more than ${MAX_TAGS} tags.`);
  return tags;
}
