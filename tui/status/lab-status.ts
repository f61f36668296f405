import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { Verb } from "../../workflows/contract.ts";
import { isTerminals, stepInName } from "../execution/execution-name.ts";
import type { PastExecution } from "../execution/past-executions.ts";

/** An execution, as a status tells of it. Times are ISO 8601. */
export interface Work {
  verb: Verb;
  /** The one step that it is about, where it is about one. */
  step?: string;
  status: PastExecution["status"];
  startedAt: string;
  endedAt?: string;
  executionArn: string;
  /** Of a clean-up that runs: it may wait for somebody's yes. The list says no more; a reset's or a validation's never waits. */
  mayWait?: true;
}

/** Where somebody stands with a lab, as far as the list of executions tells: nothing else is asked. */
export interface LabStatus {
  lab: string;
  /**
   * Of the lab itself: `none` where it was never built, `unclear` where a build or a clean-up did not come to a good end.
   */
  stands: "none" | "building" | "built" | "cleaning" | "cleaned" | "unclear";
  /** The step that was verified or solved last, since the lab was built. */
  step?: string;
  /** What runs, the newest first. A clean-up that runs may wait for somebody's yes. */
  running: Work[];
  /** What did not succeed, and was not done again since with success, the newest first. */
  failed: Work[];
  /** When anything began last. */
  lastAt?: string;
}

/**
 * Sums executions up.
 *
 * @param executions of the lab, the newest first
 */
export function labStatus({ id, steps }: LabGuide, executions: readonly PastExecution[]): LabStatus {
  const validating = executions.some(({ verb, status }) => verb === "validate-lab" && isRunning(status));
  const work = executions.map((execution) => workOf(execution, validating));
  const life = work.find(({ verb }) => verb === "build-lab" || verb === "clean-up");
  const stands = standsAfter(life, work);
  const since = work.findLast(({ verb }) => verb === "build-lab")?.startedAt ?? "";
  const built = newestBuild(work) ?? since;
  const atStep = work.find(
    ({ verb, step, startedAt }) =>
      (verb === "verify-steps" || verb === "solve-step") &&
      steps.some((one) => one.id === step) &&
      startedAt >= built,
  );
  return {
    lab: id,
    stands,
    ...(atStep && (stands === "built" || stands === "cleaning") ? { step: atStep.step } : {}),
    running: work.filter(({ status }) => isRunning(status)),
    failed: work.filter(
      (one, index) => hasFailed(one) && !work.slice(0, index).some((later) => mends(later, one)),
    ),
    ...(work[0] ? { lastAt: work[0].startedAt } : {}),
  };
}

function workOf(
  { verb, status, startedAt, endedAt, executionArn }: PastExecution,
  validating: boolean,
): Work {
  // An execution's ARN ends in its name.
  const name = executionArn.split(":").at(-1)!;
  const step = stepInName(name);
  const mayWait = verb === "clean-up" && isRunning(status) && !validating && isTerminals(name);
  return {
    verb,
    ...(step ? { step } : {}),
    status,
    startedAt: startedAt.toISOString(),
    ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
    executionArn,
    ...(mayWait ? { mayWait } : {}),
  };
}

const isRunning = (status: Work["status"]): boolean => status === "RUNNING" || status === "PENDING_REDRIVE";

/** The watch stops a look that a later one takes the place of: that is no failure. */
const hasFailed = ({ verb, status }: Work): boolean =>
  !isRunning(status) && status !== "SUCCEEDED" && !(verb === "verify-steps" && status === "ABORTED");

/** Whether what came later makes an earlier failure a thing of the past. */
const mends = (later: Work, earlier: Work): boolean =>
  later.status === "SUCCEEDED" &&
  ((later.verb === earlier.verb && later.step === earlier.step) ||
    // A lab that is gone takes its troubles with it.
    later.verb === "clean-up");

function standsAfter(life: Work | undefined, work: readonly Work[]): LabStatus["stands"] {
  if (!life) return "none";
  if (life.verb === "build-lab")
    return isRunning(life.status) ? "building" : life.status === "SUCCEEDED" ? "built" : "unclear";
  if (isRunning(life.status)) return "cleaning";
  if (life.status === "SUCCEEDED") return "cleaned";
  // A plan that was not approved has left the lab as it was; what the error was is not in the list.
  return newestBuild(work) ? "unclear" : "none";
}

const newestBuild = (work: readonly Work[]): string | undefined =>
  work.find(({ verb, status }) => verb === "build-lab" && status === "SUCCEEDED")?.startedAt;
