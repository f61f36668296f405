import type { Filter, Tag } from "@aws-sdk/client-ec2";
import { applyFilters, type FilterTable } from "./filters.ts";
import { type Collection, find } from "./kinds.ts";
import { page } from "./paging.ts";
import type { Ec2Store } from "./store.ts";
import { tagsOf } from "./tags.ts";

interface Description<C extends Collection, T> {
  /** The ids asked for by name, and what their parameter is called. */
  ids?: string[] | undefined;
  idsParameter?: string;
  /** The record as the operation answers it. */
  shape: (record: Ec2Store[C][string]) => T;
  filters: FilterTable<T>;
}

/**
 * What every DescribeX does: looks the ids up (an unknown one is an error, a filter without a match is not),
 * shapes the records, filters and pages.
 */
export function describe<C extends Collection, T extends object>(
  store: Ec2Store,
  collection: C,
  input: { Filters?: Filter[]; MaxResults?: number; NextToken?: string },
  { ids, idsParameter, shape, filters }: Description<C, T>,
): { items: T[]; NextToken: string | undefined } {
  const records = ids?.length
    ? [...new Set(ids)].map((id) => find(store, collection, id, idsParameter ?? "id"))
    : (Object.values(store[collection]) as Ec2Store[C][string][]);
  const shaped = records.map(shape);
  return page(applyFilters(shaped, input.Filters, filters, shapedTags), input, { ids, idsParameter });
}

function shapedTags(resource: { Tags?: Tag[]; TagSet?: Tag[] }): Tag[] {
  return resource.Tags ?? resource.TagSet ?? [];
}

/**
 * The same for the kinds whose untagged resources AWS describes without the member, as observed: addresses,
 * instances, security groups, subnets, volumes and VPCs.
 */
export function withTagsIfAny(store: Ec2Store, id: string): { Tags?: Tag[] } {
  const Tags = tagsOf(store, id);
  return Tags.length > 0 ? { Tags } : {};
}

/** A resource's tags as a member of its description. */
export function withTags(store: Ec2Store, id: string): { Tags: Tag[] } {
  return { Tags: tagsOf(store, id) };
}
