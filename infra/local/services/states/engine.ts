import type { Cloud, Place } from "../../cloud.ts";
import { Cancelled } from "./asl/errors.ts";
import { failureOf } from "./asl/recovery.ts";
import { runBranch } from "./asl/run-branch.ts";
import { recordMapRunsAborted } from "./asl/siblings.ts";
import { Branch } from "./branch.ts";
import { finishDeleting } from "./delete-machine.ts";
import type { Frame, Outcome } from "./frames.ts";
import { inputOf, outputOf, textOf } from "./history.ts";
import { settleChild } from "./map-runs/record.ts";
import { revive } from "./redrive/revive.ts";
import { forgetExecution, retireOldExecutions } from "./retention.ts";
import { ExecutionRun, tellOf } from "./run.ts";
import { signalsOf } from "./signals.ts";
import { type Execution, statesStore } from "./store.ts";

/** Begins a new execution: its first event and its root frame, and then its work, in the background. */
export function beginExecution(cloud: Cloud, place: Place, execution: Execution): void {
  cloud.store(statesStore, place).executions[execution.arn] = execution;
  const run = new ExecutionRun(cloud, place, execution);
  execution.root = {
    state: run.flow.StartAt,
    input: run.input,
    inputText: execution.input,
    variables: {},
    previous: 0,
    ahead: 0,
  };
  const root = new Branch(run, run.flow, execution.root);
  root.recordAside(
    "ExecutionStarted",
    {
      ...inputOf(execution.input),
      roleArn: execution.roleArn,
      ...(execution.machineVersionArn && { stateMachineVersionArn: execution.machineVersionArn }),
      ...(execution.machineAliasArn && { stateMachineAliasArn: execution.machineAliasArn }),
    },
    0,
  );
  work(root);
  tellOf(run, "begun");
}

/** Goes on with every execution that the stores say is running. A task that was in flight is invoked again. */
export function resumeExecutions(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(statesStore)) {
    for (const execution of Object.values(state.executions)) {
      if (execution.status !== "RUNNING" || !execution.root) continue;
      // The time for which the account was not running does not count against time-outs.
      const latest = execution.events.at(-1)?.timestamp ?? execution.startDate;
      setBack(execution.root, Date.now() - latest.getTime());
      const run = new ExecutionRun(cloud, place, execution);
      work(new Branch(run, run.flow, execution.root));
      if (state.machines[execution.machineArn]?.deleting) run.cancel("execution-stopped");
    }
  }
}

/** Has an execution that failed go on from where it did. @see whyNotRedrivable, which says whether it may */
export function redriveExecution(cloud: Cloud, place: Place, execution: Execution): void {
  execution.redriveCount = (execution.redriveCount ?? 0) + 1;
  execution.redriveDate = cloud.clock.now();
  execution.status = "RUNNING";
  for (const field of ["stopDate", "error", "cause"] as const) delete execution[field];
  const run = new ExecutionRun(cloud, place, execution);
  const root = new Branch(run, run.flow, execution.root!);
  root.record("ExecutionRedriven", { redriveCount: execution.redriveCount });
  revive(root);
  work(root);
  tellOf(run, "begun");
}

function setBack(frame: Frame, milliseconds: number): void {
  frame.ahead -= milliseconds;
  const { work } = frame;
  if (work?.kind === "wait" || work?.kind === "backoff") work.ahead -= milliseconds;
  if (work?.kind === "task" && work.timesOutAt) {
    work.timesOutAt = new Date(work.timesOutAt.getTime() + milliseconds);
  }
  if (work?.kind === "parallel") for (const inner of work.branches) setBack(inner, milliseconds);
  if (work?.kind === "map") for (const inner of work.running) setBack(inner.frame, milliseconds);
}

function work(root: Branch): void {
  const { run } = root;
  const { cloud, execution } = run;
  const signals = signalsOf(cloud);
  signals.runs.set(execution.arn, run);
  cloud.background(async () => {
    try {
      end(root, await runBranch(root));
    } catch (error) {
      if (cloud.stopping.aborted) throw error;
      if (!(error instanceof Cancelled)) {
        end(root, { failed: { error: "States.Runtime", cause: "An internal error occurred." } });
        throw error;
      }
      endCancelled(root, error);
    } finally {
      run.end();
      signals.runs.delete(execution.arn);
      signals.wake(execution.arn);
      if (execution.mapRunArn) signals.wake(execution.mapRunArn);
    }
  });
}

function end(root: Branch, outcome: Outcome): void {
  const { execution } = root.run;
  if ("failed" in outcome) {
    Object.assign(execution, failureOf(outcome.failed));
    execution.status = "FAILED";
    root.record("ExecutionFailed", failureOf(outcome.failed));
  } else {
    execution.output = outcome.outputText ?? textOf(outcome.output);
    execution.status = "SUCCEEDED";
    root.record("ExecutionSucceeded", outputOf(execution.output));
  }
  close(root);
}

/**
 * Ends an execution that was stopped, or that its own TimeoutSeconds ended. Its last event follows none, whatever state
 * was cut short, and only that event names States.Timeout (floci-io/floci issue 2733 has AWS's answers).
 */
function endCancelled(root: Branch, { why }: Cancelled): void {
  const { execution } = root.run;
  recordMapRunsAborted(root);
  if (why === "execution-timed-out") {
    execution.status = "TIMED_OUT";
    root.recordAside("ExecutionTimedOut", { error: "States.Timeout" }, 0);
  } else {
    execution.status = "ABORTED";
    root.recordAside("ExecutionAborted", failureOf(execution), 0);
  }
  close(root);
}

function close(root: Branch): void {
  const { execution, cloud, place } = root.run;
  execution.stopDate = execution.events.at(-1)!.timestamp;
  if (execution.type === "EXPRESS" || execution.status === "SUCCEEDED") delete execution.root;
  // Nobody can look an express execution up; whoever waits for it holds it.
  const store = cloud.store(statesStore, place);
  settleChild(store, execution);
  if (execution.type === "EXPRESS") forgetExecution(store, execution);
  else if (!execution.mapRunArn) retireOldExecutions(cloud, store);
  finishDeleting(store, signalsOf(cloud), execution.machineArn);
  cloud.changed();
  tellOf(root.run, "ended");
}
