import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import { validateMembers } from "../../validation.ts";

const DEFAULT_LIMIT = 50;

/**
 * One page of a list, and the token of the next.
 * @throws AwsError `InvalidParameterException` for a token that no page gave.
 */
export function page<T>(
  list: readonly T[],
  { limit = DEFAULT_LIMIT, nextToken }: { limit?: number; nextToken?: string },
  atMost = 50,
): { items: T[]; nextToken: string | undefined } {
  validateMembers("InvalidParameterException", { limit: [limit, { atLeast: 1, atMost }] });
  const { items, next } = pageOf(list, limit, nextToken, invalidToken);
  return { items, nextToken: next };
}

export const invalidToken = () =>
  new AwsError("InvalidParameterException", "The specified nextToken is invalid.");
