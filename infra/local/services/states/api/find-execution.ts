import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { parseArn } from "../arns.ts";
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
