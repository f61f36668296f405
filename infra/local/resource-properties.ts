import * as z from "zod";
import { AwsError } from "./errors.ts";

/** Templates may write a number or a truth value as text; CloudFormation takes either. */
export const integer = z.coerce.number().int();
export const bool = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);
export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

/**
 * Reads a resource's properties by its type's schema. What the schema does not have is refused, as CloudFormation
 * refuses what the type does not have: a property that is not known here must not be lost in silence.
 * @throws AwsError `ValidationError` in CloudFormation's words
 */
export function readProperties<T>(
  schema: z.ZodType<T>,
  request: { type: string; logicalId: string; properties: Record<string, unknown> },
): T {
  const parsed = schema.safeParse(request.properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const where = `#${issue.path.map((part) => `/${String(part)}`).join("")}`;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => `${where}: extraneous key [${key}] is not permitted`).join("\n");
    return `${where}: ${issue.message}`;
  });
  throw new AwsError(
    "ValidationError",
    `Properties validation failed for resource ${request.logicalId} with message:\n[${problems.join("\n")}]`,
  );
}

/** A resource's own tags and those that its stack gives it; its own win. */
export function allTags(
  own: { Key: string; Value: string }[] | undefined,
  stack: { Key: string; Value: string }[],
): { Key: string; Value: string }[] {
  const byKey = new Map([...stack, ...(own ?? [])].map((tag) => [tag.Key, tag]));
  return [...byKey.values()];
}

/** Awaits a deletion; what is gone already is success. `codes` are the service's words for "not there". */
export async function unlessGone(deletion: Promise<unknown>, ...codes: string[]): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!AwsError.is(error, ...codes)) throw error;
  }
}
