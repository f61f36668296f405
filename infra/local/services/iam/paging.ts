import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import { validateMembers } from "../../validation.ts";

const DEFAULT_ITEMS = 100;

/** What every List operation of IAM takes. */
export interface PageInput {
  Marker?: string;
  MaxItems?: number;
}

/**
 * One page of a list, and the members that say whether more follows.
 * @throws AwsError `ValidationError` for a marker that no page gave.
 */
export function page<T>(list: readonly T[], input: PageInput) {
  const { Marker, MaxItems = DEFAULT_ITEMS } = input;
  validateMembers("ValidationError", { maxItems: [MaxItems, { atLeast: 1, atMost: 1000 }] });
  const { items, next } = pageOf(list, MaxItems, Marker, invalidMarker);
  return { items, paging: { IsTruncated: next !== undefined, Marker: next } };
}

const invalidMarker = () => new AwsError("ValidationError", "Invalid Marker.");
