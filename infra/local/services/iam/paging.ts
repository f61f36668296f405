import { AwsError } from "../../errors.ts";
import { validateMembers } from "../../validation.ts";

const DEFAULT_ITEMS = 100;

/** What every List operation of IAM takes. */
export interface PageInput {
  Marker?: string;
  MaxItems?: number;
}

/**
 * Cuts one page out of a list that is in a steady order. The marker is opaque to clients; it holds where to go on.
 * @throws AwsError `ValidationError` for a marker that no page gave.
 */
export function paginate<T>(items: readonly T[], input: PageInput) {
  const { Marker, MaxItems = DEFAULT_ITEMS } = input;
  validateMembers("ValidationError", { maxItems: [MaxItems, { atLeast: 1, atMost: 1000 }] });
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, "base64").toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsError("ValidationError", "Invalid Marker.");
  const end = start + MaxItems;
  return {
    page: items.slice(start, end),
    paging: {
      IsTruncated: end < items.length,
      ...(end < items.length ? { Marker: Buffer.from(String(end)).toString("base64") } : {}),
    },
  };
}
