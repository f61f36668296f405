import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Draft } from "./draft.ts";
import { approvalOf, failureOf, nestedOf } from "./event-contents.ts";
import type { EventPlace } from "./view.ts";

/** What a state that is at work goes through: attempts that are scheduled, fail and succeed. */
export function attempt(draft: Draft, event: HistoryEvent, index: number): void {
  const state = draft.states[index]!;
  const error = failureOf(event);
  if (error) fail(draft, index, error, event.timestamp!);
  else if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(event.type ?? "")) {
    if (state.error) draft.change(index, { retries: state.retries + 1, failedAt: undefined });
    draft.learnt.approval = approvalOf(event) ?? draft.learnt.approval;
  } else if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(event.type ?? ""))
    draft.change(index, { failedAt: undefined });
  else if (event.taskSubmittedEventDetails) draft.change(index, { started: nestedOf(event) });
  else if (event.mapRunStartedEventDetails)
    draft.change(index, { mapRun: event.mapRunStartedEventDetails.mapRunArn });
}

/** AWS has this event follow what came before the state was entered, and names the state. */
export function failEvaluation(draft: Draft, event: HistoryEvent, before: EventPlace): EventPlace {
  const { state: name } = event.evaluationFailedEventDetails ?? {};
  const index = draft.find(before, (state) => state.name === name && state.status === "running");
  const error = failureOf(event);
  if (index === undefined || !error) return before;
  fail(draft, index, error, event.timestamp!);
  return draft.placeOf(index);
}

function fail(draft: Draft, index: number, error: { name: string; cause: string }, failedAt: Date): void {
  const { failures } = draft.states[index]!;
  const count = (failures?.[error.name] ?? 0) + 1;
  draft.change(index, { error, failedAt, failures: { ...failures, [error.name]: count } });
}
