/** What an error says to Retry, Catch and the history. Either part can be absent: a Fail state may name neither. */
export interface ErrorOutput {
  error?: string;
  cause?: string;
}

/**
 * AWS's limit on a cause, in characters (API Reference, the `cause` of each event). Unsure: that AWS cuts off what is
 * more. Nested machines escape the cause of the one inside, which doubles its backslashes: without a limit the
 * twentieth has 44 MB of them.
 */
const LONGEST_CAUSE = 32_768;

/** An error of the States Language: a state failed, and Retry and Catch may have a say. */
export class StateError extends Error implements ErrorOutput {
  readonly error: string | undefined;

  constructor(error: string | undefined, cause: string | undefined) {
    const told = cause?.slice(0, LONGEST_CAUSE);
    super(`${error ?? "No error name"}: ${told ?? "no cause"}`);
    this.error = error;
    if (told !== undefined) this.cause = told;
  }

  declare cause?: string;

  /**
   * Whether this error name in ErrorEquals matches. Nothing catches States.Runtime, not even by its name, while
   * States.ALL does catch a task's States.DataLimitExceeded (both observed; the documentation has it otherwise
   * for the latter). States.TaskFailed matches all but States.Timeout.
   */
  matches(name: string): boolean {
    if (this.error === "States.Runtime") return false;
    if (name === "States.ALL") return true;
    if (name === "States.TaskFailed") return this.error !== "States.Timeout";
    if (name === "States.Timeout" && this.error === "States.HeartbeatTimeout") return true;
    return name === this.error;
  }
}

/** A path or a value that the running state cannot work with: fails the execution, whatever Catch says. */
export class RuntimeError extends StateError {
  constructor(cause: string) {
    super("States.Runtime", cause);
  }
}

/** A JSONata expression that fails, or answers what its field cannot take. */
export class QueryError extends StateError {
  /** Such as `Output/error`; absent where no expression is to blame. */
  readonly location: string | undefined;
  /** Whether AWS records EvaluationFailed as following the state's Entered event (observed of time stamps only). */
  readonly afterEntered: boolean;
  /** Whether the history has its EvaluationFailed. */
  recorded = false;

  constructor(cause: string, location?: string, afterEntered = false) {
    super("States.QueryEvaluationError", cause);
    this.location = location;
    this.afterEntered = afterEntered;
  }
}

/** Why a branch's work ends early, as the reason of its signal. */
export class Cancelled extends Error {
  readonly why: "sibling-failed" | "execution-stopped" | "execution-timed-out";

  constructor(why: Cancelled["why"]) {
    super(`Cancelled: ${why}`);
    this.why = why;
  }
}

/** A state's or task's result is larger than what may pass between states. */
export const dataLimitExceeded = (what: string): StateError =>
  new StateError(
    "States.DataLimitExceeded",
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
