import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { parseArn } from "../arns.ts";
import { detailsOf, withoutExecutionData } from "../logging.ts";
import { signalsOf } from "../signals.ts";
import { type Execution, statesStore } from "../store.ts";
import { findExecution, findMapRun } from "./find-execution.ts";
import { resolveMachine } from "./find-machine.ts";
import { page } from "./paging.ts";

export const executionOperations: Operations<"states"> = {
  DescribeExecution(input, call) {
    const execution = findExecution(call, input.executionArn);
    return {
      ...summaryOf(execution),
      input: execution.input,
      inputDetails: { included: true },
      ...(execution.output !== undefined && {
        output: execution.output,
        outputDetails: { included: true },
      }),
      error: execution.error,
      cause: execution.cause,
      traceHeader: execution.traceHeader,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: notRedrivable(execution),
    };
  },

  ListExecutions(input, call) {
    const { mapRunArn, stateMachineArn } = input;
    if ((mapRunArn === undefined) === (stateMachineArn === undefined)) {
      throw new AwsError(
        "ValidationException",
        "Exactly one of the following parameters is required: [stateMachineArn, mapRunArn]",
      );
    }
    if (mapRunArn === undefined) requireListable(call, stateMachineArn);
    else findMapRun(call, mapRunArn);
    const wanted = Object.values(call.store(statesStore).executions).filter((execution) =>
      mapRunArn === undefined
        ? !execution.mapRunArn && belongsTo(execution, stateMachineArn!)
        : // Express executions cannot be listed.
          execution.mapRunArn === mapRunArn && execution.type === "STANDARD",
    );
    const matching = wanted.filter(
      ({ status }) => input.statusFilter === undefined || status === input.statusFilter,
    );
    const { items, nextToken } = page(matching.reverse(), input);
    return {
      executions: items.map((execution) => ({
        ...summaryOf(execution),
        ...(mapRunArn !== undefined && { itemCount: execution.itemCount }),
      })),
      nextToken,
    };
  },

  GetExecutionHistory(input, call) {
    const execution = findExecution(call, input.executionArn);
    const ordered = input.reverseOrder ? execution.events.toReversed() : execution.events;
    const { items, nextToken } = page(ordered, input);
    if (input.includeExecutionData ?? true) return { events: items, nextToken };
    return { events: items.map(withoutData), nextToken };
  },

  async StopExecution(input, call) {
    const { kind } = parseArn(input.executionArn);
    if (kind === "express") {
      throw new AwsError(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
      );
    }
    const execution = findExecution(call, input.executionArn);
    if (execution.status === "RUNNING") {
      execution.error = input.error;
      execution.cause = input.cause;
      const signals = signalsOf(call.cloud);
      signals.runs.get(execution.arn)?.cancel("execution-stopped");
      while (execution.status === "RUNNING") await signals.next(execution.arn, call.cloud.stopping);
    }
    return { stopDate: execution.stopDate };
  },
};

function summaryOf(execution: Execution) {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startDate,
    stopDate: execution.stopDate,
    ...(execution.mapRunArn && { mapRunArn: execution.mapRunArn }),
    ...(execution.machineVersionArn && { stateMachineVersionArn: execution.machineVersionArn }),
    ...(execution.machineAliasArn && { stateMachineAliasArn: execution.machineAliasArn }),
    redriveCount: 0,
  };
}

/** AWS says of every execution whether it can be redriven; here none can. */
function notRedrivable({ status }: Execution): string {
  if (status === "RUNNING") return "Execution is RUNNING and cannot be redriven";
  if (status === "SUCCEEDED") return "Execution is SUCCEEDED and cannot be redriven";
  return "The local account does not know redriving yet";
}

function requireListable(call: Call, arn: string | undefined): void {
  const { machine } = resolveMachine(call, arn);
  if (machine.type === "EXPRESS") {
    throw new AwsError(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
  }
}

const belongsTo = (execution: Execution, arn: string): boolean =>
  [execution.machineArn, execution.machineVersionArn, execution.machineAliasArn].includes(arn);

/** An event without execution data, as `includeExecutionData: false` asks. */
function withoutData(event: HistoryEvent): HistoryEvent {
  const found = detailsOf(event);
  return found ? { ...event, [found.member]: withoutExecutionData(found.details) } : event;
}
