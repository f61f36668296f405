import { QUOTAS } from "../quotas.ts";
import type { Execution } from "../store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** An execution can be redriven for so long after it ended, and be open for so long in all. */
const [REDRIVABLE_MS, OPEN_MS] = [14 * DAY_MS, QUOTAS.executionSeconds.STANDARD * 1000];

/** The event ExecutionRedriven and one more must still fit into the history. */
const MOST_EVENTS = QUOTAS.events - 1;

/**
 * Why an execution cannot be redriven, in AWS's words; undefined where it can. A Map Run's child is redriven by its
 * Map Run alone. Source: Step Functions API Reference, "DescribeExecution", `redriveStatusReason`.
 */
export function whyNotRedrivable(execution: Execution, now: Date): string | undefined {
  const { status, stopDate, startDate, events, root } = execution;
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  // AWS's words for those of 2023 serve those that an earlier version of this account ended.
  if (!root) return "Execution was started before the launch of RedriveExecution";
  if (events.length >= MOST_EVENTS) return "Execution history event limit exceeded";
  if (now.getTime() - startDate.getTime() > OPEN_MS) return "Execution has exceeded the max execution time";
  if (now.getTime() - stopDate!.getTime() > REDRIVABLE_MS) return "Execution redrivable period exceeded";
  return undefined;
}
