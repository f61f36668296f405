import { AwsError } from "../../../errors.ts";

interface PageRequest {
  maxResults?: number;
  nextToken?: string;
}

/** AWS answers 100 items a page unless told, and 1,000 at most; 0 means the default. */
const [DEFAULT_PAGE, LARGEST_PAGE] = [100, 1000];

/** One page of a list, and the token of the next. */
export function page<T>(items: readonly T[], { maxResults, nextToken }: PageRequest) {
  if (maxResults !== undefined && (maxResults < 0 || maxResults > LARGEST_PAGE)) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to ${LARGEST_PAGE}`,
    );
  }
  const from = nextToken === undefined ? 0 : decode(nextToken);
  const to = from + (maxResults || DEFAULT_PAGE);
  return { items: items.slice(from, to), nextToken: to < items.length ? encode(to) : undefined };
}

const encode = (offset: number): string => Buffer.from(`offset:${offset}`).toString("base64");

function decode(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, "base64").toString())?.[1];
  if (offset === undefined) throw new AwsError("InvalidToken", `Invalid Token: 'Invalid token'`);
  return Number(offset);
}
