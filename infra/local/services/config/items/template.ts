import type { Json } from "./resource.ts";

/**
 * Which members a configuration has, in which order: `null` is a plain value, `[]` a list of plain values, `[{…}]` a
 * list of structures, `{…}` a structure, and `ANY` whatever there is. Items of EC2 keep members that have no value as
 * null (observed in version 1.3); a list without a value is empty.
 */
export type Template = null | typeof ANY | readonly Template[] | { readonly [member: string]: Template };

export const ANY = "any";

/** A member of the SDK's, by the name that items give it: `dNSName` is `DNSName`. */
const sdkName = (member: string): string => member.charAt(0).toUpperCase() + member.slice(1);

const itemName = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1);

/** A description of the SDK's in the shape that an item's configuration has. Dates become ISO 8601. */
export function fill(value: unknown, template: Template): Json {
  if (template === ANY) return plain(value);
  if (template === null) return value === undefined || value === null ? null : plain(value);
  if (Array.isArray(template)) {
    if (!Array.isArray(value)) return [];
    return value.map((item) => fill(item, template[0] ?? ANY));
  }
  if (value === undefined || value === null) return null;
  const members = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(template as Record<string, Template>).map(([member, inner]) => [
      member,
      fill(members[sdkName(member)], inner),
    ]),
  );
}

/** Whatever there is, with members in lower camel case and without those that have no value. */
export function plain(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([member, inner]) => [itemName(member), plain(inner)]),
  );
}

/** Tags as configurations have them. */
export const TAGS = [{ key: null, value: null }] as const;
