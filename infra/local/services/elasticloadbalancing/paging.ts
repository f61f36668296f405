import { validation } from "./errors.ts";

/**
 * One page of an answer. Markers are offsets in a dress: opaque to clients, as AWS's are.
 * @throws AwsError `ValidationError` for a page size outside 1–400 or a marker that is not ours.
 */
export function page<T>(
  items: readonly T[],
  request: { Marker?: string | undefined; PageSize?: number | undefined },
): { items: T[]; NextMarker?: string } {
  const size = request.PageSize ?? 400;
  if (size < 1 || size > 400) validation(`PageSize must be between 1 and 400, was ${size}`);
  const start = request.Marker ? Number(Buffer.from(request.Marker, "base64").toString()) : 0;
  if (!Number.isInteger(start) || start < 0) validation("The specified marker is not valid");
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { NextMarker: Buffer.from(String(end)).toString("base64") }),
  };
}
