const TIMESTAMP =
  /^(?<date>\d{4}-\d{2}-(?<day>\d{2}))T(?<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(?<fraction>\d{1,9}))?(?:Z|(?<sign>[+-])(?<hours>0\d|1[0-8]):(?<minutes>[0-5]\d))$/;

const MINUTE = 60_000_000_000n;

/**
 * The nanoseconds since the epoch of a time stamp; undefined for anything else. An upper-case T and an offset or an
 * upper-case Z are required (recorded: `test_wait_timestamp_path` NO_T and NO_Z; "Choice workflow state"). AWS's words
 * for others are the description of Java's ISO_OFFSET_DATE_TIME. That takes up to nine digits of a second (recorded:
 * NANOSECONDS), days that there are, no hour 24, no second 60 and no offset beyond 18 hours.
 */
export function parseTimestamp(value: unknown): bigint | undefined {
  const parts = typeof value === "string" ? TIMESTAMP.exec(value)?.groups : undefined;
  if (!parts) return;
  const { date, day, time, fraction = "", sign, hours = 0, minutes = 0 } = parts;
  const local = new Date(`${date}T${time}Z`);
  // JavaScript takes the 30th of February as the 1st of March.
  if (local.getUTCDate() !== Number(day)) return;
  const offset = BigInt(60 * Number(hours) + Number(minutes)) * MINUTE;
  return (
    BigInt(local.getTime()) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) + (sign === "-" ? offset : -offset)
  );
}
