import { AwsError } from "../../errors.ts";
import { invalidCombination, invalidValue } from "./errors.ts";

/**
 * One page of a DescribeX. Without MaxResults everything is on it, as EC2 answers for accounts of this size.
 * @param ids the ids asked for by name: together with MaxResults they are refused, as by EC2.
 */
export function page<T>(
  resources: T[],
  input: { MaxResults?: number; NextToken?: string },
  options: { ids?: string[] | undefined; idsParameter?: string; minimum?: number; maximum?: number } = {},
): { items: T[]; NextToken: string | undefined } {
  const { MaxResults, NextToken } = input;
  const { ids, idsParameter = "ids", minimum = 5, maximum = 1000 } = options;
  if (MaxResults !== undefined) {
    if (ids?.length) {
      throw invalidCombination(`The parameter ${idsParameter} cannot be used with the parameter maxResults`);
    }
    if (MaxResults < minimum || MaxResults > maximum) {
      throw invalidValue(
        `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${minimum} and ${maximum}.`,
      );
    }
  }
  const start = NextToken === undefined ? 0 : parseToken(NextToken);
  const end = start + (MaxResults ?? resources.length);
  return {
    items: resources.slice(start, end),
    NextToken: end < resources.length ? formatToken(end) : undefined,
  };
}

function formatToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString("base64url");
}

function parseToken(token: string): number {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    const offset = (parsed as { offset?: unknown }).offset;
    if (typeof offset === "number" && Number.isInteger(offset) && offset >= 0) return offset;
  } catch {
    // Not a token of ours: answered like a stale one.
  }
  throw new AwsError("InvalidPaginationToken", "The specified pagination token is not valid or is expired.");
}
