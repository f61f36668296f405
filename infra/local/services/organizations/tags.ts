import type { Tag } from "@aws-sdk/client-organizations";
import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Operations } from "../../service.ts";
import { asAdministrator, asManagement } from "./callers.ts";
import { invalidToken } from "./errors.ts";
import { checked, checkedTags } from "./rules.ts";
import type { OrganizationRecord } from "./store.ts";

/** Tags of the root, of units and of accounts. */
export const tagOperations = {
  TagResource({ ResourceId, Tags }, call) {
    const target = tagged(asManagement(call), ResourceId);
    const merged = new Map([...target.get(), ...checkedTags(Tags)].map((tag) => [tag.Key, tag]));
    target.set(checkedTags([...merged.values()]));
    return {};
  },

  UntagResource({ ResourceId, TagKeys = [] }, call) {
    const target = tagged(asManagement(call), ResourceId);
    target.set(target.get().filter(({ Key = "" }) => !TagKeys.includes(Key)));
    return {};
  },

  ListTagsForResource({ ResourceId, NextToken }, call) {
    const tags = tagged(asAdministrator(call), ResourceId).get();
    const { items, next } = pageOf(tags, 50, NextToken, invalidToken);
    return { Tags: items, NextToken: next };
  },
} satisfies Operations<"organizations">;

/** @throws AwsError `InvalidInputException`, `TargetNotFoundException` */
function tagged(organization: OrganizationRecord, resourceId: string | undefined) {
  const id = checked("tagged", resourceId);
  if (id === organization.rootId)
    return {
      get: (): Tag[] => organization.rootTags,
      set: (tags: Tag[]) => {
        organization.rootTags = tags;
      },
    };
  const target = organization.units[id] ?? organization.accounts[id];
  if (!target) throw new AwsError("TargetNotFoundException", "You specified a target that doesn't exist.");
  return {
    get: (): Tag[] => target.tags,
    set: (tags: Tag[]) => {
      target.tags = tags;
    },
  };
}
