import type { Branch } from "../branch.ts";
import type { Outcome } from "../frames.ts";
import { signalsOf } from "../signals.ts";
import type { StateType } from "./definition.ts";
import { QueryError, StateError } from "./errors.ts";
import { enterState } from "./exit.ts";
import { TOO_DEEP } from "./nesting.ts";
import { recordEvaluationFailed } from "./recovery.ts";
import { runChoice } from "./states/choice.ts";
import { runFail } from "./states/fail.ts";
import { runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runPass } from "./states/pass.ts";
import { runSucceed } from "./states/succeed.ts";
import { runTask } from "./states/task.ts";
import { runWait } from "./states/wait.ts";

const RUNNERS: Record<StateType, (branch: Branch) => Promise<void>> = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: runParallel,
  Map: runMap,
};

/**
 * Enters the branch's state, unless that was done before, and runs it until it is left.
 * @throws StateError where it fails
 */
export async function runState(branch: Branch): Promise<void> {
  enterState(branch);
  await RUNNERS[branch.state.Type](branch);
}

/** What walks through a value calls itself for what is nested. Whatever the limits let through fails its state only. */
const isOverflow = (thrown: unknown): boolean =>
  thrown instanceof RangeError && /call stack/.test(thrown.message);

/**
 * Moves a branch on until it ends, from wherever its frame stands.
 * @throws the reason of the branch's signal where that ends it first; an error of the states is an outcome.
 */
export async function runBranch(branch: Branch): Promise<Outcome> {
  const { frame } = branch;
  const { variables } = branch.run;
  variables.enter(frame);
  try {
    return frame.outcome ?? (await moveOn(branch));
  } finally {
    variables.leave(frame);
  }
}

async function moveOn(branch: Branch): Promise<Outcome> {
  const { frame, signal } = branch;
  const { turns } = signalsOf(branch.run.cloud);
  while (!frame.outcome) {
    signal.throwIfAborted();
    try {
      // Before its turn comes: branches are entered in the order in which they are written, however busy the process is.
      enterState(branch);
      if (turns.over) {
        await turns.take();
        signal.throwIfAborted();
      }
      await runState(branch);
    } catch (thrown) {
      const error = isOverflow(thrown) ? branch.runtimeError(TOO_DEEP) : thrown;
      if (!(error instanceof StateError)) throw error;
      if (error instanceof QueryError) recordEvaluationFailed(branch, error);
      frame.outcome = { failed: { error: error.error, cause: error.cause } };
    }
  }
  return frame.outcome;
}
