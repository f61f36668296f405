import type { Filter, Tag } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import { invalidValue } from "./errors.ts";

type Value = string | number | boolean | Date | undefined;

/** The filters of one DescribeX, by name: what a described resource has under each. */
export type FilterTable<T> = Record<string, (resource: T) => Value | readonly Value[]>;

/**
 * The resources that match every filter; within one filter any of its values will do. Values are compared as
 * text, case and all, with the wildcards `*` and `?`, escaped by a backslash. Source: "Filter" of the EC2 API.
 * @throws AwsError `InvalidParameterValue` where the operation has no such filter.
 */
export function applyFilters<T>(
  resources: T[],
  filters: Filter[] | undefined,
  table: FilterTable<T>,
  tagsOf: (resource: T) => Tag[],
): T[] {
  return (filters ?? []).reduce((left, filter) => {
    const name = filter.Name ?? "null";
    const read = tagFilter(name, tagsOf) ?? (Object.hasOwn(table, name) ? table[name] : undefined);
    if (!read) throw invalidValue(`The filter '${name}' is invalid`);
    const values = filter.Values ?? [];
    if (values.length > 200) {
      throw new AwsError(
        "FilterLimitExceeded",
        "The maximum number of filter values specified on a single call is 200",
      );
    }
    const patterns = values.map(wildcard);
    return left.filter((resource) => {
      const held = [read(resource)].flat().filter((value) => value !== undefined);
      return held.some((value) => patterns.some((pattern) => pattern.test(text(value))));
    });
  }, resources);
}

function tagFilter<T>(name: string, tagsOf: (resource: T) => Tag[]) {
  if (name === "tag-key") return (resource: T) => tagsOf(resource).map((tag) => tag.Key);
  if (name === "tag-value") return (resource: T) => tagsOf(resource).map((tag) => tag.Value);
  if (!name.startsWith("tag:")) return;
  const key = name.slice("tag:".length);
  return (resource: T) =>
    tagsOf(resource)
      .filter((tag) => tag.Key === key)
      .map((tag) => tag.Value ?? "");
}

function text(value: NonNullable<Value>): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\[*?\\]|[*?]|[.+^${}()|[\]\\]/g, (match) => {
    if (match === "*") return ".*";
    if (match === "?") return ".";
    return match.length === 2 ? match : `\\${match}`;
  });
  return new RegExp(`^${source}$`, "s");
}
