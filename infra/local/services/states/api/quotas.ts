import { AwsError } from "../../../errors.ts";

/**
 * How many of each there may be: machines and activities in a Region, the others of one machine or one activity.
 * Those of open executions and of throttling are beyond what one process does, and are not held to.
 * Source: Step Functions Developer Guide, "Step Functions service quotas".
 */
export const QUOTAS = {
  machines: 100_000,
  activities: 100_000,
  versions: 1_000,
  aliases: 100,
  pollers: 1_000,
} as const;

/** Unsure: AWS's words. */
export const quotaExceeded = (what: "versions" | "aliases"): AwsError =>
  new AwsError(
    "ServiceQuotaExceededException",
    `The maximum number of state machine ${what} (${QUOTAS[what]}) has been reached.`,
    402,
  );
