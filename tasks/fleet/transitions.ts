import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** What Step Functions bills, as far as a history tells: each state that was entered, and each time that one was retried. */
export function transitionsIn(events: readonly Pick<HistoryEvent, "type">[]): number {
  const count = (pattern: RegExp) => events.filter(({ type = "" }) => pattern.test(type)).length;
  const retries = count(/^TaskScheduled$/) - count(/^TaskStateEntered$/);
  return count(/StateEntered$/) + Math.max(0, retries);
}
