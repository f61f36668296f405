import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { type Execution, statesStore } from "../store.ts";
import { statusOf, summaryOf } from "./executions.ts";
import { findMapRun, typeNotSupported } from "./find-execution.ts";
import { resolveMachine } from "./find-machine.ts";
import { page } from "./paging.ts";

const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

export const listExecutionsOperations: Operations<"states"> = {
  ListExecutions(input, call) {
    const { mapRunArn, stateMachineArn, statusFilter, redriveFilter } = input;
    validateMembers("ValidationException", {
      statusFilter: [statusFilter, { enum: STATUSES }],
      redriveFilter: [redriveFilter, { enum: ["REDRIVEN", "NOT_REDRIVEN"] }],
    });
    if ((mapRunArn === undefined) === (stateMachineArn === undefined)) {
      throw new AwsError(
        "ValidationException",
        "Exactly one of the following parameters is required: [stateMachineArn, mapRunArn]",
      );
    }
    const belongs = mapRunArn === undefined ? ofMachine(call, stateMachineArn!) : ofMapRun(call, mapRunArn);
    const matching = Object.values(call.store(statesStore).executions).filter(
      (execution) =>
        belongs(execution) &&
        (statusFilter === undefined || statusOf(call, execution) === statusFilter) &&
        (redriveFilter === undefined || isRedriven(execution) === (redriveFilter === "REDRIVEN")),
    );
    const { items, nextToken } = page("ListExecutions", matching.reverse(), input, ({ arn }) => arn);
    return {
      executions: items.map((execution) => ({
        ...summaryOf(call, execution),
        ...(mapRunArn !== undefined && { itemCount: execution.itemCount }),
      })),
      nextToken,
    };
  },
};

const isRedriven = ({ redriveCount = 0 }: Execution): boolean => redriveCount > 0;

/** Whether an execution was started by this ARN: a machine's takes in those that its versions' and aliases' started. */
function ofMachine(call: Call, arn: string): (execution: Execution) => boolean {
  const { machine } = resolveMachine(call, arn);
  if (machine.type === "EXPRESS") throw typeNotSupported();
  return ({ mapRunArn, machineArn, machineVersionArn, machineAliasArn }) =>
    !mapRunArn && [machineArn, machineVersionArn, machineAliasArn].includes(arn);
}

/** Express executions cannot be listed. */
function ofMapRun(call: Call, arn: string): (execution: Execution) => boolean {
  findMapRun(call, arn);
  return ({ mapRunArn, type }) => mapRunArn === arn && type === "STANDARD";
}
