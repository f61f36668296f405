import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { detailsOf, withoutExecutionData } from "../logging.ts";
import { signalsOf } from "../signals.ts";
import { type Execution, statesStore } from "../store.ts";
import { findExecution, refuseExpress, unpacked } from "./find-execution.ts";
import { page } from "./paging.ts";
import { redriveStatusOf } from "./redrive.ts";

export const executionOperations: Operations<"states"> = {
  DescribeExecution(input, call) {
    validateMembers("ValidationException", { includedData: [input.includedData, INCLUDED_DATA] });
    const execution = unpacked(call, findExecution(call, input.executionArn));
    return {
      ...summaryOf(call, execution),
      ...dataOf(execution, input.includedData !== "METADATA_ONLY"),
      traceHeader: execution.traceHeader,
      ...redriveStatusOf(call, execution),
    };
  },

  GetExecutionHistory(input, call) {
    const execution = unpacked(call, findExecution(call, input.executionArn));
    const ordered = input.reverseOrder ? execution.events.toReversed() : execution.events;
    const { items, nextToken } = page("GetExecutionHistory", ordered, input, ({ id }) => id!);
    if (input.includeExecutionData ?? true) return { events: items, nextToken };
    return { events: items.map(withoutData), nextToken };
  },

  async StopExecution(input, call) {
    refuseExpress(input.executionArn);
    validateMembers("ValidationException", {
      error: [input.error, { max: 256 }],
      cause: [input.cause, { max: 32_768 }],
    });
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

/** What to validate `includedData` by. */
export const INCLUDED_DATA = { enum: ["ALL_DATA", "METADATA_ONLY"] };

/** What AWS answers of an execution, alone or in a list. */
export function summaryOf(call: Call, execution: Execution) {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: statusOf(call, execution),
    startDate: execution.startDate,
    stopDate: execution.stopDate,
    ...(execution.mapRunArn && { mapRunArn: execution.mapRunArn }),
    ...(execution.machineVersionArn && { stateMachineVersionArn: execution.machineVersionArn }),
    ...(execution.machineAliasArn && { stateMachineAliasArn: execution.machineAliasArn }),
    redriveCount: execution.redriveCount ?? 0,
    ...(execution.redriveDate && { redriveDate: execution.redriveDate }),
  };
}

/** A child of a redriven Map Run that waits for its turn is PENDING_REDRIVE. */
export function statusOf(call: Call, { mapRunArn, mapRunIndex, status }: Execution) {
  const mapRun = mapRunArn === undefined ? undefined : call.store(statesStore).mapRuns[mapRunArn];
  return mapRun?.children[mapRunIndex!]?.pendingRedrive ? ("PENDING_REDRIVE" as const) : status;
}

/** What went in and came out, or that it is left out. Unsure: that METADATA_ONLY leaves out the error as well. */
export function dataOf({ input, output, error, cause }: Execution, included: boolean) {
  return {
    ...(included && { input, error, cause }),
    inputDetails: { included },
    ...(output !== undefined && { ...(included && { output }), outputDetails: { included } }),
  };
}

/** An event without execution data, as `includeExecutionData: false` asks. */
function withoutData(event: HistoryEvent): HistoryEvent {
  const found = detailsOf(event);
  return found ? { ...event, [found.member]: withoutExecutionData(found.details) } : event;
}
