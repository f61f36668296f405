import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { redriveExecution } from "../engine.ts";
import { unpack } from "../packing.ts";
import { requireRoomForExecution } from "../quotas.ts";
import { whyNotRedrivable } from "../redrive/eligibility.ts";
import { type Execution, statesStore } from "../store.ts";
import { findExecution } from "./find-execution.ts";

/** So many of the latest client tokens are known again, each for so long. Source: API Reference, "RedriveExecution". */
const [TOKENS, TOKEN_MS] = [10, 15 * 60 * 1000];

export const redriveOperations: Operations<"states"> = {
  RedriveExecution(input, call) {
    const { clientToken: token } = input;
    validateMembers("ValidationException", { clientToken: [token, { min: 1, max: 64, pattern: "[!-~]+" }] });
    const execution = findExecution(call, input.executionArn);
    unpack(execution);
    const now = call.cloud.clock.now();
    const known = (execution.redriveTokens ?? []).filter(({ at }) => now.getTime() - at.getTime() < TOKEN_MS);
    const same = known.find((one) => one.token === token);
    if (same) return { redriveDate: same.at };
    const { redriveStatus, redriveStatusReason } = redriveStatusOf(call, execution);
    if (redriveStatus !== "REDRIVABLE") {
      // Unsure: AWS's words. Those of DescribeExecution say why.
      const reason = redriveStatusReason ?? "Execution is REDRIVABLE_BY_MAP_RUN and cannot be redriven";
      throw new AwsError("ExecutionNotRedrivable", reason);
    }
    requireRoomForExecution(call);
    redriveExecution(call.cloud, call, execution);
    const redriveDate = execution.redriveDate!;
    if (token !== undefined) execution.redriveTokens = [...known, { token, at: redriveDate }].slice(-TOKENS);
    return { redriveDate };
  },
};

/** Whether an execution can be redriven: by itself or, where it is a Map Run's child, by that. */
export function redriveStatusOf(call: Call, execution: Execution) {
  const { deleting } = call.store(statesStore).machines[execution.machineArn] ?? {};
  const reason = deleting
    ? "State machine is in DELETING status"
    : whyNotRedrivable(execution, call.cloud.clock.now());
  if (reason !== undefined) {
    return { redriveStatus: "NOT_REDRIVABLE" as const, redriveStatusReason: reason };
  }
  return {
    redriveStatus: execution.mapRunArn ? ("REDRIVABLE_BY_MAP_RUN" as const) : ("REDRIVABLE" as const),
  };
}
