import { invalidParameter } from "./errors.ts";

/** Markers are opaque; these carry where the next page begins. */
export const makeMarker = (index: number): string => Buffer.from(`lambda:${index}`).toString("base64");

/**
 * Where a page begins.
 * @throws AwsError `InvalidParameterValueException`
 */
export function markerIndex(marker: string | undefined): number {
  if (marker === undefined) return 0;
  const [, index] = /^lambda:(\d+)$/.exec(Buffer.from(marker, "base64").toString()) ?? [];
  if (index === undefined) throw invalidParameter("Invalid Marker");
  return Number(index);
}
