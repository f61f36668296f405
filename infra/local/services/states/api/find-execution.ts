import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { parseArn } from "../arns.ts";
import { signalsOf } from "../signals.ts";
import { type Execution, type MapRun, statesStore } from "../store.ts";

/** @throws AwsError InvalidArn (also for express executions, which cannot be looked up), ExecutionDoesNotExist */
export function findExecution(call: Call, arn: string | undefined): Execution {
  parseArn(arn, "execution");
  const execution = call.store(statesStore).executions[arn!];
  if (!execution) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** @throws AwsError InvalidArn, ResourceNotFound */
export function findMapRun(call: Call, arn: string | undefined): MapRun {
  parseArn(arn, "mapRun");
  const run = call.store(statesStore).mapRuns[arn!];
  if (!run) throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
  return run;
}

/** @throws AwsError StateMachineTypeNotSupported for an express execution */
export function refuseExpress(arn: string | undefined): void {
  if (parseArn(arn).kind === "express") throw typeNotSupported();
}

export const typeNotSupported = (): AwsError =>
  new AwsError(
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine",
  );
/** An execution as it was before it was packed, as a copy; one that is not packed as it is. */
export function unpacked(call: Call, execution: Execution): Execution {
  if (execution.packed === undefined) return execution;
  return { ...execution, ...signalsOf(call.cloud).contents.get(execution.packed) };
}
