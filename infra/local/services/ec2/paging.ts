import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
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
  const { items, next } = pageOf(resources, MaxResults ?? resources.length, NextToken, invalidToken);
  return { items, NextToken: next };
}

const invalidToken = () =>
  new AwsError("InvalidPaginationToken", "The specified pagination token is not valid or is expired.");
