import type { Call, Operations } from "../../service.ts";
import { badRequest, invalidParameter } from "./errors.ts";
import { guardDutyStore } from "./store.ts";

const MAX_TAGS = 50;

export const tagOperations = {
  TagResource({ ResourceArn, Tags = {} }, call) {
    const resource = taggable(ResourceArn, call);
    resource.tags = checkTags({ ...resource.tags, ...checkTags(Tags) });
    return {};
  },
  UntagResource({ ResourceArn, TagKeys = [] }, call) {
    const { tags } = taggable(ResourceArn, call);
    for (const key of TagKeys) delete tags[key];
    return {};
  },
  ListTagsForResource: ({ ResourceArn }, call) => ({ Tags: taggable(ResourceArn, call).tags }),
} satisfies Operations<"guardduty">;

/** @returns the tags. @throws AwsError BadRequestException for one that AWS keeps for itself, or too many */
export function checkTags(tags: Record<string, string>): Record<string, string> {
  for (const [key, value] of Object.entries(tags))
    if (key.length < 1 || key.length > 128 || value.length > 256 || key.startsWith("aws:"))
      throw invalidParameter("tags");
  if (Object.keys(tags).length > MAX_TAGS) throw invalidParameter("tags");
  return tags;
}

/** The detector or the filter that an ARN names. */
function taggable(arn: string | undefined, call: Call): { tags: Record<string, string> } {
  const [, place, id, name] =
    /^arn:aws:guardduty:([^:]*:\d{12}):detector\/([^/]+)(?:\/filter\/(.+))?$/.exec(arn ?? "") ?? [];
  if (id === undefined) throw invalidParameter("resourceArn");
  const { detector } = call.store(guardDutyStore);
  if (place === `${call.region}:${call.accountId}` && detector?.id === id) {
    const found = name === undefined ? detector : detector.filters.find((filter) => filter.name === name);
    if (found) return found;
  }
  throw badRequest(
    "The request is rejected because the input resourceArn is not owned by the current account.",
  );
}
