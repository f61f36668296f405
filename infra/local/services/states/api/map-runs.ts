import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { countsOf, isFailure, itemsOf } from "../map-runs/record.ts";
import { whyNotRedrivable } from "../redrive/eligibility.ts";
import { signalsOf } from "../signals.ts";
import { type MapRun, statesStore, type Tally } from "../store.ts";
import { findExecution, findMapRun } from "./find-execution.ts";
import { page } from "./paging.ts";

export const mapRunOperations: Operations<"states"> = {
  ListMapRuns(input, call) {
    const { arn } = findExecution(call, input.executionArn);
    const runs = Object.values(call.store(statesStore).mapRuns).filter((run) => run.executionArn === arn);
    const { items, nextToken } = page("ListMapRuns", runs.reverse(), input, ({ arn }) => arn);
    return {
      mapRuns: items.map((run) => ({
        executionArn: run.executionArn,
        mapRunArn: run.arn,
        stateMachineArn: run.machineArn,
        startDate: run.startDate,
        stopDate: run.stopDate,
      })),
      nextToken,
    };
  },

  DescribeMapRun(input, call) {
    const run = findMapRun(call, input.mapRunArn);
    const { items, executions } = countsOf(run);
    const lost = lostIn(call, run);
    return {
      mapRunArn: run.arn,
      executionArn: run.executionArn,
      status: run.status,
      startDate: run.startDate,
      stopDate: run.stopDate,
      maxConcurrency: run.maxConcurrency,
      toleratedFailureCount: run.toleratedFailureCount ?? 0,
      toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
      itemCounts: { ...withTotals(run, items), failuresNotRedrivable: lost.items },
      executionCounts: { ...withTotals(run, executions), failuresNotRedrivable: lost.executions },
      redriveCount: run.redriveCount ?? 0,
      ...(run.redriveDate && { redriveDate: run.redriveDate }),
    };
  },

  /** Unsure: what AWS says to one that has ended; its reference speaks of Map Runs in progress only. */
  UpdateMapRun(input, call) {
    const run = findMapRun(call, input.mapRunArn);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = input;
    validateMembers("ValidationException", {
      maxConcurrency: [maxConcurrency, { atLeast: 0 }],
      toleratedFailureCount: [toleratedFailureCount, { atLeast: 0 }],
      toleratedFailurePercentage: [toleratedFailurePercentage, { atLeast: 0, atMost: 100 }],
    });
    if (run.status !== "RUNNING") {
      throw new AwsError("ValidationException", `The Map Run is ${run.status} and cannot be updated`);
    }
    run.maxConcurrency = maxConcurrency ?? run.maxConcurrency;
    run.toleratedFailureCount = toleratedFailureCount ?? run.toleratedFailureCount;
    run.toleratedFailurePercentage = toleratedFailurePercentage ?? run.toleratedFailurePercentage;
    call.cloud.changed();
    signalsOf(call.cloud).wake(run.arn);
    return {};
  },
};

function withTotals({ written }: MapRun, tally: Tally) {
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  return {
    ...tally,
    total,
    resultsWritten: written ? total - tally.pending - tally.pendingRedrive - tally.running : 0,
  };
}

/** How many failures redriving cannot undo. A child that is not kept begins anew, as express ones do. */
function lostIn(call: Call, run: MapRun): { items: number; executions: number } {
  const { executions } = call.store(statesStore);
  const lost = { items: 0, executions: 0 };
  for (const [index, child] of run.children.entries()) {
    const execution = child && isFailure(child) ? executions[child.arn] : undefined;
    if (!execution || whyNotRedrivable(execution, call.cloud.clock.now()) === undefined) continue;
    lost.executions += 1;
    lost.items += itemsOf(run, index);
  }
  return lost;
}
