import { AwsError } from "../../errors.ts";
import { validateMembers } from "../../validation.ts";

const DEFAULT_LIMIT = 50;

/**
 * Cuts one page out of a list that is in a steady order; the token holds where to go on.
 * @throws AwsError `InvalidParameterException` for a token that no page gave.
 */
export function paginate<T>(
  items: readonly T[],
  { limit = DEFAULT_LIMIT, nextToken }: { limit?: number; nextToken?: string },
  atMost = 50,
): { page: T[]; nextToken?: string } {
  validateMembers("InvalidParameterException", { limit: [limit, { atLeast: 1, atMost }] });
  const start = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, "base64").toString());
  if (!Number.isInteger(start) || start < 0)
    throw new AwsError("InvalidParameterException", "The specified nextToken is invalid.");
  const end = start + limit;
  return {
    page: items.slice(start, end),
    ...(end < items.length ? { nextToken: Buffer.from(String(end)).toString("base64") } : {}),
  };
}
