import type { Tag, TagDescription, TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { invalidValue, required, supports } from "./errors.ts";
import { applyFilters } from "./filters.ts";
import { kindOf, notFound } from "./kinds.ts";
import { page } from "./paging.ts";
import { type Ec2Store, ec2 } from "./store.ts";

/** "Tag your Amazon EC2 resources": fifty tags a resource, not counting those that AWS sets. */
const MAX_TAGS = 50;

export function tagsOf(store: Ec2Store, id: string): Tag[] {
  return store.tags[id] ?? [];
}

/**
 * The tags that a create call gives the resource that it makes.
 * @throws AwsError `InvalidParameterValue` where a specification names another type of resource.
 */
export function tagsFor(
  specifications: TagSpecification[] | undefined,
  ...types: [string, ...string[]]
): Tag[] {
  const tags: Tag[] = [];
  for (const { ResourceType, Tags } of specifications ?? []) {
    if (!ResourceType || !types.includes(ResourceType)) {
      throw invalidValue(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
    }
    if (ResourceType === types[0]) tags.push(...(Tags ?? []));
  }
  return checked(tags);
}

/** Keeps a new resource's tags. */
export function setTags(store: Ec2Store, id: string, tags: Tag[]): void {
  if (tags.length > 0) store.tags[id] = tags;
}

/** Adds tags, the `aws:` ones of CloudFormation included: only AWS's own services may set those. */
export function addTags(store: Ec2Store, id: string, tags: Tag[]): void {
  const merged = new Map([...tagsOf(store, id), ...tags].map((tag) => [tag.Key, tag.Value]));
  store.tags[id] = [...merged].map(([Key, Value]) => ({ Key, Value }));
}

function checked(tags: Tag[]): Tag[] {
  const keys = new Set<string>();
  for (const { Key, Value } of tags) {
    if (!Key) throw invalidValue("Tag key cannot be null or empty");
    if (Key.startsWith("aws:"))
      throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (Key.length > 128) throw invalidValue(`Tag key exceeds the maximum length of 128 characters`);
    if ((Value ?? "").length > 256)
      throw invalidValue(`Tag value exceeds the maximum length of 256 characters`);
    if (keys.has(Key)) throw invalidValue(`Duplicate tag key '${Key}' specified.`);
    keys.add(Key);
  }
  limited(tags);
  return tags.map(({ Key, Value }) => ({ Key, Value: Value ?? "" }));
}

function limited(tags: Tag[]): void {
  if (tags.filter((tag) => !tag.Key?.startsWith("aws:")).length > MAX_TAGS) {
    throw new AwsError(
      "TagLimitExceeded",
      "You have exceeded the maximum number of tags allowed per resource",
    );
  }
}

/** Every id must name something that exists before any is touched. */
function existing(store: Ec2Store, resources: string[] | undefined): string[] {
  const ids = required(resources?.length ? resources : undefined, "resourceIdSet");
  for (const id of ids) {
    const found = kindOf(id);
    if (!found) throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
    if (!store[found.collection][id]) throw notFound(found.collection, id);
  }
  return ids;
}

export const tagOperations: Operations<"ec2"> = {
  CreateTags(input, call) {
    supports(input, "Resources", "Tags");
    const store = ec2(call);
    const ids = existing(store, input.Resources);
    const tags = checked(required(input.Tags?.length ? input.Tags : undefined, "tagSet"));
    for (const id of ids) {
      const keys = new Set(tags.map((tag) => tag.Key));
      limited([...tagsOf(store, id).filter((tag) => !keys.has(tag.Key)), ...tags]);
    }
    for (const id of ids) addTags(store, id, tags);
    return {};
  },

  // Without tags it deletes all of a resource's own; a tag without a value goes whatever its value is.
  DeleteTags(input, call) {
    supports(input, "Resources", "Tags");
    const store = ec2(call);
    const ids = existing(store, input.Resources);
    if (input.Tags?.some((tag) => tag.Key?.startsWith("aws:"))) {
      throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    }
    const goes = (held: Tag) =>
      input.Tags?.length
        ? input.Tags.some((tag) => tag.Key === held.Key && (tag.Value ?? held.Value) === held.Value)
        : !held.Key?.startsWith("aws:");
    for (const id of ids) store.tags[id] = tagsOf(store, id).filter((tag) => !goes(tag));
    return {};
  },

  DescribeTags(input, call) {
    supports(input, "Filters", "MaxResults", "NextToken");
    const descriptions = Object.entries(ec2(call).tags).flatMap(([ResourceId, tags]) =>
      tags.map((tag): TagDescription => {
        // The SDK's enum lists the types; ours are a subset of it.
        const ResourceType = kindOf(ResourceId)?.kind.type as TagDescription["ResourceType"];
        return { ResourceId, ResourceType, Key: tag.Key, Value: tag.Value };
      }),
    );
    const found = applyFilters(
      descriptions,
      input.Filters,
      {
        key: (tag) => tag.Key,
        value: (tag) => tag.Value,
        "resource-id": (tag) => tag.ResourceId,
        "resource-type": (tag) => tag.ResourceType,
      },
      (tag) => [tag],
    );
    const { items, NextToken } = page(found, input);
    return { Tags: items, NextToken };
  },
};
