const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The milliseconds since the epoch of an ISO 8601 extended offset date-time; undefined for anything else. */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value !== "string" || !ISO_8601.test(value)) return;
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : moment;
}
