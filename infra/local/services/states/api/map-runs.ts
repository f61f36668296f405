import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { parseArn } from "../arns.ts";
import { type MapRun, statesStore } from "../store.ts";
import { page } from "./paging.ts";

export const mapRunOperations: Operations<"states"> = {
  ListMapRuns(input, call) {
    parseArn(input.executionArn, "execution");
    const runs = Object.values(call.store(statesStore).mapRuns).filter(
      (run) => run.executionArn === input.executionArn,
    );
    const { items, nextToken } = page(runs, input);
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
    parseArn(input.mapRunArn, "mapRun");
    const run = call.store(statesStore).mapRuns[input.mapRunArn!];
    if (!run) throw new AwsError("ResourceNotFound", `Resource not found: '${input.mapRunArn}'`);
    const counts = countsOf(call, run);
    return {
      mapRunArn: run.arn,
      executionArn: run.executionArn,
      status: run.status,
      startDate: run.startDate,
      stopDate: run.stopDate,
      maxConcurrency: run.maxConcurrency,
      toleratedFailureCount: run.toleratedFailureCount ?? 0,
      toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
      itemCounts: counts,
      executionCounts: counts,
      redriveCount: 0,
    };
  },
};

function countsOf(call: Call, run: MapRun) {
  const { executions } = call.store(statesStore);
  const states = run.executions.map((arn) => (arn === null ? "PENDING" : executions[arn]?.status));
  const count = (...wanted: string[]) => states.filter((state) => state && wanted.includes(state)).length;
  const done = count("SUCCEEDED");
  return {
    pending: count("PENDING"),
    running: count("RUNNING"),
    succeeded: done,
    failed: count("FAILED"),
    timedOut: count("TIMED_OUT"),
    aborted: count("ABORTED"),
    total: run.executions.length,
    resultsWritten: 0,
  };
}
