import { pageOf } from "../../paging.ts";
import { validation } from "./errors.ts";

const LARGEST_PAGE = 400;

/**
 * One page of a list, and the marker of the next.
 * @throws AwsError `ValidationError` for a page size outside 1–400 or a marker that is not ours.
 */
export function page<T>(list: readonly T[], request: { Marker?: string; PageSize?: number }) {
  const { Marker, PageSize = LARGEST_PAGE } = request;
  if (PageSize < 1 || PageSize > LARGEST_PAGE) {
    validation(`PageSize must be between 1 and ${LARGEST_PAGE}, was ${PageSize}`);
  }
  const { items, next } = pageOf(list, PageSize, Marker || undefined, invalidMarker);
  return { items, NextMarker: next };
}

const invalidMarker = () => validation("The specified marker is not valid");
