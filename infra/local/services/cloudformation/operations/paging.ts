import { pageOf, positionOf, tokenAt } from "../../../paging.ts";
import { validationError } from "../errors.ts";

/** How many items CloudFormation's lists answer at once. */
const PAGE = 100;

/** One page of a list that does not change between pages by anything but growing at its end. */
export function page<T>(list: readonly T[], token: string | undefined) {
  const { items, next } = pageOf(list, PAGE, token, invalidToken);
  return { items, NextToken: next };
}

/** One page from the end of a list that grows at its end: newest first, steady while new items arrive. */
export function pageFromEnd<T>(list: readonly T[], token: string | undefined) {
  const end = token === undefined ? list.length : positionOf(token, invalidToken);
  const start = Math.max(0, end - PAGE);
  return { items: list.slice(start, end).reverse(), NextToken: start > 0 ? tokenAt(start) : undefined };
}

const invalidToken = () => validationError("The specified NextToken is invalid");
