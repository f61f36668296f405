import { validationError } from "../errors.ts";

/** How many items CloudFormation's lists answer at once. */
const PAGE = 100;

/** One page of a list that does not change between pages by anything but growing at its end. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size = PAGE,
): { items: T[]; NextToken?: string } {
  const start = token === undefined ? 0 : decode(token);
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length ? { NextToken: encode(end) } : {}) };
}

/** One page from the end of a list that grows at its end: newest first, steady while new items arrive. */
export function pageFromEnd<T>(
  items: readonly T[],
  token: string | undefined,
  size = PAGE,
): { items: T[]; NextToken?: string } {
  const end = token === undefined ? items.length : decode(token);
  const start = Math.max(0, end - size);
  return { items: items.slice(start, end).reverse(), ...(start > 0 ? { NextToken: encode(start) } : {}) };
}

function encode(position: number): string {
  return Buffer.from(`position:${position}`).toString("base64url");
}

function decode(token: string): number {
  const position = /^position:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (position === undefined) throw validationError("The specified NextToken is invalid");
  return Number(position);
}
