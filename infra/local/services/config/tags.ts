import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Call, Operations } from "../../service.ts";
import { invalidToken } from "./errors.ts";
import { configStore } from "./store.ts";

/** Config Developer Guide, "Service Limits". */
const MAX_TAGS = 50;

/** The tags of recorders and rules. */
export const tagOperations = {
  TagResource({ ResourceArn, Tags = [] }, call) {
    const { state, arn } = tagged(ResourceArn, call);
    const merged = new Map((state.tags[arn] ?? []).concat(Tags).map((tag) => [tag.Key, tag]));
    if (merged.size > MAX_TAGS)
      throw new AwsError("TooManyTagsException", `A resource has at most ${MAX_TAGS} tags.`);
    state.tags[arn] = [...merged.values()];
    return {};
  },

  UntagResource({ ResourceArn, TagKeys = [] }, call) {
    const { state, arn } = tagged(ResourceArn, call);
    state.tags[arn] = (state.tags[arn] ?? []).filter(({ Key = "" }) => !TagKeys.includes(Key));
    return {};
  },

  ListTagsForResource({ ResourceArn, Limit, NextToken }, call) {
    const { state, arn } = tagged(ResourceArn, call);
    const { items, next } = pageOf(state.tags[arn] ?? [], Limit || MAX_TAGS, NextToken, invalidToken);
    return { Tags: items, NextToken: next };
  },
} satisfies Operations<"config">;

function tagged(arn = "", call: Call) {
  const state = call.store(configStore);
  const known = [
    ...Object.values(state.recorders).map((recorder) => recorder.arn),
    ...Object.values(state.rules).map((rule) => rule.ConfigRuleArn),
  ];
  if (!known.includes(arn))
    throw new AwsError("ResourceNotFoundException", `The resource ${arn} does not exist.`);
  return { state, arn };
}
