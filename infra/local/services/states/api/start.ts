import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { executionArn, expressArn } from "../arns.ts";
import { beginExecution } from "../engine.ts";
import { requireRoomForExecution } from "../quotas.ts";
import { signalsOf } from "../signals.ts";
import { type Execution, statesStore } from "../store.ts";
import { executionInput } from "./execution-input.ts";
import { dataOf, INCLUDED_DATA } from "./executions.ts";
import { typeNotSupported } from "./find-execution.ts";
import { refuseDeleting, resolveMachine } from "./find-machine.ts";
import { executionName } from "./names.ts";
import { versionArn } from "./versions.ts";

interface StartRequest {
  stateMachineArn?: string;
  name?: string;
  input?: string;
  traceHeader?: string;
}

export const startOperations: Operations<"states"> = {
  StartExecution(input, call) {
    const execution = prepare(input, call);
    const existing = call.store(statesStore).executions[execution.arn];
    if (existing) {
      // The same name and input is the same request again while it runs, and a clash afterwards.
      if (existing.status === "RUNNING" && existing.input === execution.input) {
        return { executionArn: existing.arn, startDate: existing.startDate };
      }
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${existing.arn}'`);
    }
    requireRoomForExecution(call);
    beginExecution(call.cloud, call, execution);
    return { executionArn: execution.arn, startDate: execution.startDate };
  },

  async StartSyncExecution(input, call) {
    validateMembers("ValidationException", { includedData: [input.includedData, INCLUDED_DATA] });
    const execution = prepare(input, call);
    if (execution.type !== "EXPRESS") {
      throw typeNotSupported();
    }
    requireRoomForExecution(call);
    beginExecution(call.cloud, call, execution);
    const signals = signalsOf(call.cloud);
    while (execution.status === "RUNNING") await signals.next(execution.arn, call.cloud.stopping);
    const { status, stopDate = execution.startDate } = execution;
    const took = stopDate.getTime() - execution.startDate.getTime();
    return {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      startDate: execution.startDate,
      stopDate,
      status: status === "SUCCEEDED" || status === "TIMED_OUT" ? status : "FAILED",
      ...dataOf(execution, input.includedData !== "METADATA_ONLY"),
      // Unsure: that AWS names the error here; DescribeExecution does not.
      ...(status === "TIMED_OUT" && { error: "States.Timeout" }),
      traceHeader: execution.traceHeader,
      // AWS bills in steps of 100 ms and 64 MB.
      billingDetails: {
        billedDurationInMilliseconds: Math.max(1, Math.ceil(took / 100)) * 100,
        billedMemoryUsedInMB: 64,
      },
    };
  },
};

/** The execution that a request asks for, checked, not begun. */
function prepare(request: StartRequest, call: Call): Execution {
  const traceHeader = { max: 256, pattern: "\\p{ASCII}*" };
  validateMembers("ValidationException", { traceHeader: [request.traceHeader, traceHeader] });
  const { machine, version, alias } = resolveMachine(call, request.stateMachineArn);
  refuseDeleting(machine);
  const input = executionInput(request.input);
  const name = executionName(request.name);
  const revision = version ?? machine;
  const express = machine.type === "EXPRESS";
  return {
    arn: express
      ? expressArn(call, machine.name, name, randomUUID())
      : executionArn(call, machine.name, name),
    name,
    machineArn: machine.arn,
    machineName: machine.name,
    ...(version && { machineVersionArn: versionArn(machine, version.number) }),
    ...(alias && { machineAliasArn: request.stateMachineArn }),
    type: machine.type,
    definition: revision.definition,
    roleArn: revision.roleArn,
    revisionId: revision.revisionId,
    loggingConfiguration: revision.loggingConfiguration,
    tracingConfiguration: revision.tracingConfiguration,
    status: "RUNNING",
    input,
    startDate: call.cloud.clock.now(),
    traceHeader: request.traceHeader,
    events: [],
  };
}
