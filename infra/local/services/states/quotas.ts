import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { signalsOf } from "./signals.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * How many of each there may be: machines, activities and open Map Runs in a Region of an account, the others of one
 * machine, one activity, one Map Run or one resource. Those that are sizes of data stand in `asl/limits.ts`;
 * docs/decisions.md names those that are not held to.
 * Source: Step Functions Developer Guide, "Step Functions service quotas".
 */
export const QUOTAS = {
  machines: 100_000,
  activities: 100_000,
  /**
   * A deliberate difference: of all accounts and both types together, where AWS has a million standard ones in a Region of
   * an account. Each takes some 25 kB, and a machine that starts itself would leave the process no room.
   */
  openExecutions: 20_000,
  openMapRuns: 1_000,
  versions: 1_000,
  aliases: 100,
  pollers: 1_000,
  mapRunRedrives: 1_000,
  /** Those of AWS itself, which begin with `aws:`, do not count. */
  tags: 50,
  /** The events of one standard execution. */
  events: 25_000,
  executionSeconds: { STANDARD: YEAR_SECONDS, EXPRESS: 300 },
} as const;

/** Unsure: AWS's words. */
export const quotaExceeded = (what: "versions" | "aliases"): AwsError =>
  new AwsError(
    "ServiceQuotaExceededException",
    `The maximum number of state machine ${what} (${QUOTAS[what]}) has been reached.`,
    402,
  );

/**
 * Refuses one execution more than may be open. Unsure: AWS's words.
 * @throws AwsError ExecutionLimitExceeded
 */
export function requireRoomForExecution({ cloud }: Call): void {
  if (signalsOf(cloud).runs.size < QUOTAS.openExecutions) return;
  throw new AwsError(
    "ExecutionLimitExceeded",
    `The maximum number of open executions (${QUOTAS.openExecutions}) has been reached.`,
  );
}
