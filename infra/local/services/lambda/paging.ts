import { pageOf } from "../../paging.ts";
import { validateMembers } from "../../validation.ts";
import { invalidParameter } from "./errors.ts";

/** How many items a page holds at most, even where `MaxItems` (1 to 10,000) asks for more. */
const LARGEST_PAGE = 50;

/**
 * One page of a list, and the marker of the next.
 * @throws AwsError `ValidationException`, `InvalidParameterValueException`
 */
export function page<T>(list: readonly T[], input: { Marker?: string; MaxItems?: number }) {
  const { Marker, MaxItems = LARGEST_PAGE } = input;
  validateMembers("ValidationException", { maxItems: [MaxItems, { atLeast: 1, atMost: 10_000 }] });
  const { items, next } = pageOf(list, Math.min(MaxItems, LARGEST_PAGE), Marker, invalidMarker);
  return { items, NextMarker: next };
}

const invalidMarker = () => invalidParameter("Invalid Marker");
