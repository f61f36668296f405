import { AwsError } from "../../../errors.ts";
import { pageOf } from "../../../paging.ts";
import { validateMembers } from "../../../validation.ts";

interface PageRequest {
  maxResults?: number;
  nextToken?: string;
}

/** AWS answers 100 items a page unless told, and 1,000 at most; 0 means the default. */
const [DEFAULT_PAGE, LARGEST_PAGE] = [100, 1000];

/** One page of a list, and the token of the next. @throws AwsError `ValidationException`, `InvalidToken` */
export function page<T>(list: readonly T[], { maxResults, nextToken }: PageRequest) {
  validateMembers("ValidationException", {
    maxResults: [maxResults, { atLeast: 0, atMost: LARGEST_PAGE }],
  });
  const { items, next } = pageOf(list, maxResults || DEFAULT_PAGE, nextToken, invalidToken);
  return { items, nextToken: next };
}

const invalidToken = () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
