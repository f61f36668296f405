import { invalidParameter } from "./errors.ts";

const MAX_PAGE = 50;

/** How many items a page holds. @throws AwsError BadRequestException outside of 1 to `most` */
export function pageSize(asked: number | undefined, most: number = MAX_PAGE): number {
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1 || asked > most))
    throw invalidParameter("maxResults");
  return asked ?? MAX_PAGE;
}

export const unknownToken = () => invalidParameter("nextToken");

/** A list of at most 50 strings, each of 1 to `length` characters. @throws AwsError BadRequestException */
export function atMostFifty(parameter: string, values: readonly string[], length: number): readonly string[] {
  if (values.length > 50 || values.some((value) => value.length < 1 || value.length > length))
    throw invalidParameter(parameter);
  return values;
}
