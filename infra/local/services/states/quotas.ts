import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { signalsOf } from "./signals.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * How many of each there may be: machines, activities, open executions and open Map Runs in a Region of an account, the
 * others of one machine, one activity, one Map Run or one resource. Those that are sizes of data stand in
 * `asl/limits.ts`; docs/decisions.md names those that are not held to.
 * Source: Step Functions Developer Guide, "Step Functions service quotas".
 */
export const QUOTAS = {
  machines: 100_000,
  activities: 100_000,
  /** Of standard executions. */
  openExecutions: 1_000_000,
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
 * Refuses one standard execution more than may be open. Unsure: AWS's words, and whether a Map Run's children count.
 * @throws AwsError ExecutionLimitExceeded
 */
export function requireRoomForExecution({ cloud, accountId, region }: Call): void {
  const { runs } = signalsOf(cloud);
  // They are counted only where they could be too many, all accounts' and express ones together.
  if (runs.size < QUOTAS.openExecutions) return;
  let open = 0;
  for (const { place, execution } of runs.values()) {
    if (place.accountId === accountId && place.region === region && execution.type === "STANDARD") open++;
  }
  if (open < QUOTAS.openExecutions) return;
  throw new AwsError(
    "ExecutionLimitExceeded",
    `The maximum number of open executions (${QUOTAS.openExecutions}) has been reached.`,
  );
}
