import { createHash } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { validateMembers } from "../../../validation.ts";

interface PageRequest {
  maxResults?: number;
  nextToken?: string;
}

/** AWS answers 100 items a page unless told, and 1,000 at most; 0 means the default. */
const [DEFAULT_PAGE, LARGEST_PAGE] = [100, 1000];

/**
 * One page of a list, and the token of the next. A token is good for the request that it answered alone, but for
 * `maxResults`, and goes on after the last item that was shown, whatever has come or gone before it meanwhile.
 * @param operation whose list it is
 * @param keyOf an item's own name or number
 * @throws AwsError `ValidationException`, `InvalidToken`
 */
export function page<T>(
  operation: string,
  list: readonly T[],
  { maxResults, nextToken, ...request }: PageRequest,
  keyOf: (item: T) => string | number,
) {
  validateMembers("ValidationException", {
    maxResults: [maxResults, { atLeast: 0, atMost: LARGEST_PAGE }],
    nextToken: [nextToken, { min: 1, max: 1024 }],
  });
  const bound = digest(JSON.stringify([operation, Object.entries(request).sort()]));
  const start = nextToken === undefined ? 0 : startOf(list, nextToken, bound, keyOf);
  const end = start + (maxResults || DEFAULT_PAGE);
  const items = list.slice(start, end);
  if (end >= list.length) return { items, nextToken: undefined };
  return { items, nextToken: tokenOf({ bound, end, last: keyOf(items.at(-1)!) }) };
}

interface Token {
  bound: string;
  /** Where the next page begins, if the last item that was shown is gone. */
  end: number;
  last: string | number;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 16);

const tokenOf = (token: Token): string => Buffer.from(JSON.stringify(token)).toString("base64url");

function startOf<T>(
  list: readonly T[],
  nextToken: string,
  bound: string,
  keyOf: (item: T) => string | number,
): number {
  const { bound: given, end, last } = read(nextToken) ?? {};
  if (given !== bound || typeof end !== "number") {
    throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  }
  const before = list[end - 1];
  if (before !== undefined && keyOf(before) === last) return end;
  const found = list.findIndex((item) => keyOf(item) === last);
  return found < 0 ? end : found + 1;
}

function read(nextToken: string): Partial<Token> | undefined {
  try {
    return JSON.parse(Buffer.from(nextToken, "base64url").toString()) as Token;
  } catch {
    return undefined;
  }
}
