import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { iamState, type Tag } from "./store.ts";

const NAME = "[\\w+=,.@-]+";
const PATH = "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)";

/** The IAM state of the account that is called. */
export const stateOf = (call: Call) => iamState(call.cloud, call.accountId);

/** Checks a name and a path as IAM's model says; lengths differ by kind. */
export function validateName(member: string, name: string | undefined, max: number, path?: string): void {
  validateMembers("ValidationError", {
    [member]: [name ?? "", { min: 1, max, pattern: NAME }],
    path: [path, { min: 1, max: 512, pattern: PATH }],
  });
}

/** Names are unique without regard to case, though they are found by their exact spelling. */
export function takenIn(records: Record<string, { name: string }>, name: string): boolean {
  const wanted = name.toLowerCase();
  return Object.values(records).some((record) => record.name.toLowerCase() === wanted);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceeded", message, 409);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflict", message, 409);
}

/** By name, as IAM lists them. */
export function byName<T extends { name: string }>(records: Record<string, T>): T[] {
  return Object.values(records).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a tag's input may leave out. */
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

export function withoutTags(tags: readonly Tag[], keys: readonly (string | undefined)[] = []): Tag[] {
  const gone = new Set(keys.map((key) => key?.toLowerCase()));
  return tags.filter(({ Key }) => !gone.has(Key.toLowerCase()));
}
