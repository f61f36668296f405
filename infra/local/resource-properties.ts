import { z } from "zod";
import { AwsError } from "./errors.ts";

/** Templates may write a number or a truth value as text; CloudFormation takes either. */
export const integer = z.coerce.number().int();
export const bool = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);
export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.coerce.string() }));

/** A policy document: a template holds one as an object, a parameter may hold one as text. Read as text. */
export const policyDocument = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((document) => (typeof document === "string" ? document : JSON.stringify(document)));

export interface Tag {
  Key: string;
  Value: string;
}

/** What reading properties needs to know of CloudFormation's request. */
interface PropertiesRequest {
  type: string;
  logicalId: string;
  properties: Record<string, unknown>;
}

/**
 * Reads a resource's properties by its type's schema. What the schema does not have is refused, as CloudFormation
 * refuses what the type does not have: a property that is not known here must not be lost in silence.
 * @param properties the request's own, or those that the template gave before.
 * @throws AwsError `ValidationError` in CloudFormation's words
 */
export function readProperties<T>(
  schema: z.ZodType<T>,
  request: PropertiesRequest,
  properties = request.properties,
): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const where = `#${issue.path.map((part) => `/${String(part)}`).join("")}`;
    if (issue.code === "unrecognized_keys")
      return issue.keys
        .map(
          (key) => `${where}: extraneous key [${key}] is not permitted (or not known to the local account)`,
        )
        .join("\n");
    return `${where}: ${issue.message}`;
  });
  throw new AwsError(
    "ValidationError",
    `Properties validation failed for resource ${request.logicalId} with message:\n[${problems.join("\n")}]`,
  );
}

/** A resource's own tags and those that its stack gives it; its own win. */
export function allTags(own: readonly Tag[] | undefined, stack: readonly Tag[]): Tag[] {
  const byKey = new Map([...stack, ...(own ?? [])].map((tag) => [tag.Key, tag]));
  return [...byKey.values()];
}

/** The same as a map, which some services' operations take. */
export function tagMap(all: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(all.map(({ Key, Value }) => [Key, Value]));
}

/**
 * The keys of the tags that a template gave a resource and gives it no longer. Tags that somebody added by hand are
 * not among them: CloudFormation leaves those alone.
 */
export function droppedTags(old: readonly Tag[] | undefined, wanted: readonly Tag[]): string[] {
  const kept = new Set(wanted.map(({ Key }) => Key));
  return (old ?? []).map(({ Key }) => Key).filter((key) => !kept.has(key));
}

/** Awaits a deletion; what is gone already is success. `codes` are the service's words for "not there". */
export async function unlessGone(deletion: Promise<unknown>, ...codes: string[]): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!AwsError.is(error, ...codes)) throw error;
  }
}
