import type { Branch } from "../branch.ts";
import type { JsonObject, Retrier } from "./definition.ts";
import { beginDelay, finishDelay } from "./delay.ts";
import { QueryError, RuntimeError, StateError } from "./errors.ts";
import { commitExit, prepareExit } from "./exit.ts";
import { retryDelay } from "./retry.ts";

/**
 * Runs a state that Retry and Catch can apply to: Task, Parallel or Map. `attempt` runs it once and commits its
 * exit; `giveUp` records that it failed for good (MapStateFailed, ParallelStateFailed).
 */
export async function withRecovery(
  branch: Branch,
  attempt: () => Promise<void>,
  giveUp?: () => void,
): Promise<void> {
  for (;;) {
    if (branch.frame.work?.kind === "backoff") await finishDelay(branch);
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      // A path of the state's own that leads nowhere ends the execution there and then.
      if (error instanceof RuntimeError) throw error;
      if (error instanceof QueryError) recordEvaluationFailed(branch, error);
      if (!scheduleRetry(branch, error)) {
        await catchError(branch, error, giveUp);
        return;
      }
    }
  }
}

/** Uses up one retry of the first retrier that matches, and starts its back-off; false where none is left. */
function scheduleRetry(branch: Branch, error: StateError): boolean {
  const { state, frame } = branch;
  const index = (state.Retry ?? []).findIndex((r) => r.ErrorEquals.some((name) => error.matches(name)));
  if (index < 0) return false;
  const retrier: Retrier = state.Retry![index]!;
  const entered = frame.entered!;
  const made = entered.retriesBy[index] ?? 0;
  if (made >= (retrier.MaxAttempts ?? 3)) return false;
  entered.retriesBy = state.Retry!.map((_, i) => (entered.retriesBy[i] ?? 0) + (i === index ? 1 : 0));
  entered.retries += 1;
  delete frame.abandoned;
  beginDelay(branch, "backoff", retryDelay(retrier, made + 1));
  return true;
}

/** What a catcher is given: AWS binds an empty text where a part is absent (observed of time-outs; getmoto/moto). */
export const errorOutputOf = ({ error, cause }: StateError): JsonObject => ({
  Error: error ?? "",
  Cause: cause ?? "",
});

/**
 * Leaves the state by the first catcher that matches; with none, the branch fails. A catcher that fails itself fails
 * the state a second time, from where it stood before the first (measured: floci-io/floci's
 * AslExecutorBranchHistoryEventsTest).
 */
async function catchError(branch: Branch, error: StateError, giveUp?: () => void): Promise<void> {
  const { previous } = branch.frame;
  giveUp?.();
  const { Catch = [] } = branch.state;
  const index = Catch.findIndex((catcher) => catcher.ErrorEquals.some((name) => error.matches(name)));
  if (index < 0) throw error;
  const catcher = { ...Catch[index]!, at: `Catch[${index}]/` };
  const errorOutput = errorOutputOf(error);
  try {
    commitExit(branch, await prepareExit(branch, errorOutput, catcher, { result: undefined, errorOutput }));
  } catch (failure) {
    if (failure instanceof QueryError) {
      branch.frame.previous = previous;
      recordEvaluationFailed(branch, failure);
      giveUp?.();
    }
    throw failure;
  }
}

/** AWS numbers EvaluationFailed as following what preceded the state's Entered event (observed). */
export function recordEvaluationFailed(branch: Branch, error: QueryError): void {
  if (error.recorded) return;
  error.recorded = true;
  const { frame } = branch;
  const entered = frame.entered!;
  const previous = frame.previous === entered.event && !error.afterEntered ? entered.before : frame.previous;
  const event = branch.recordAside(
    "EvaluationFailed",
    {
      cause: error.cause,
      error: error.error,
      ...(error.location !== undefined && { location: error.location }),
      state: frame.state,
    },
    previous,
  );
  frame.previous = event.id!;
}

/** `{ error, cause }` of an event, each only where there is one. */
export const failureOf = ({ error, cause }: { error?: string; cause?: string }) => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});
