import { AwsError } from "../../errors.ts";
import { validateMembers } from "../../validation.ts";
import { type PageInput, page } from "./paging.ts";
import { limitExceeded } from "./rules.ts";
import type { Tag } from "./store.ts";

type TagInput = readonly { Key: string | undefined; Value: string | undefined }[];

const MAX_TAGS = 50;

/**
 * Puts tags onto others. A key is the same whatever its case, and keeps the spelling of the latest.
 * @throws AwsError `InvalidInput` for two tags of one key, `LimitExceeded` above 50 tags.
 */
export function mergeTags(existing: readonly Tag[], added: TagInput = []): Tag[] {
  const tags = new Map(existing.map((tag) => [tag.Key.toLowerCase(), tag]));
  const seen = new Set<string>();
  for (const { Key = "", Value = "" } of added) {
    const key = Key.toLowerCase();
    if (seen.has(key))
      throw new AwsError(
        "InvalidInput",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
      );
    validateMembers("ValidationError", {
      "tags.key": [Key, { min: 1, max: 128 }],
      "tags.value": [Value, { max: 256 }],
    });
    seen.add(key);
    tags.set(key, { Key, Value });
  }
  if (tags.size > MAX_TAGS)
    throw limitExceeded(`The number of tags has reached the maximum limit of ${MAX_TAGS}.`);
  return [...tags.values()];
}

interface Tagged {
  tags: Tag[];
}

/** Answers a Tag operation on this. */
export function tag(record: Tagged, added: TagInput | undefined): object {
  record.tags = mergeTags(record.tags, added);
  return {};
}

/** Answers an Untag operation on this. */
export function untag(record: Tagged, keys: readonly (string | undefined)[] = []): object {
  const gone = new Set(keys.map((key) => key?.toLowerCase()));
  record.tags = record.tags.filter(({ Key }) => !gone.has(Key.toLowerCase()));
  return {};
}

/** Answers a List…Tags operation with a page of these. */
export function listTags(tags: readonly Tag[], input: PageInput) {
  const { items, paging } = page(tags, input);
  return { Tags: items, ...paging };
}
