import { randomUUID } from "node:crypto";
import type { Call } from "../../../service.ts";
import type { Json, JsonObject } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import type { TaskResource } from "../asl/task-resource.ts";
import type { Branch } from "../branch.ts";
import type { TaskWork } from "../frames.ts";
import { textOf } from "../history.ts";
import { signalsOf } from "../signals.ts";
import type { TaskResult } from "./perform.ts";
import { asTask, type ErrorStyle } from "./sdk-errors.ts";
import { sdkMetadata } from "./sdk-metadata.ts";

const STYLE: ErrorStyle = {
  prefix: "StepFunctions",
  service: "AWSStepFunctions",
  fallback: "AWSStepFunctionsException",
  older: true,
};

/** `arn:aws:states:::states:startExecution`, in all its patterns, with arguments that `checkArguments` has seen: starts another machine. */
export async function startExecution(call: Call, work: TaskWork): Promise<Json> {
  const { StateMachineArn, Name, Input } = work.arguments as JsonObject;
  const module = await import("@aws-sdk/client-sfn");
  const answer = await asTask(STYLE, module, () =>
    call.invoke("states", "StartExecution", {
      stateMachineArn: StateMachineArn as string,
      name: typeof Name === "string" ? Name : undefined,
      // An execution begun with no input or null has an empty object (observed).
      input: Input === undefined || Input === null ? "{}" : inputText(Input),
    }),
  );
  work.child = answer.executionArn;
  const length = bodyLength(answer.executionArn!, answer.startDate!);
  return {
    ExecutionArn: answer.executionArn!,
    ...sdkMetadata(randomUUID(), 200, {
      connection: "keep-alive",
      "Content-Length": String(length),
      "Content-Type": "application/x-amz-json-1.0",
    }),
    StartDate: answer.startDate!.getTime(),
  };
}

/**
 * The length of Step Functions' answer, in which a time stamp is written as Java does: `1.719493201123E9` (observed).
 * AWS leaves out zeros at the end; here the length does not depend on the millisecond.
 */
function bodyLength(executionArn: string, startDate: Date): number {
  const seconds = (startDate.getTime() / 1000).toExponential(12).replace("e+", "E");
  return `{"executionArn":"${executionArn}","startDate":${seconds}}`.length;
}

/** Input is given as a value, whatever it is: a string becomes a JSON string (observed). */
const inputText = (input: Json): string => textOf(input);

/**
 * `.sync` and `.sync:2`: waits for the execution that was started. The latter reads its input and output as JSON.
 * @throws StateError States.TaskFailed whose cause describes an execution that did not succeed
 */
export async function awaitExecution(
  branch: Branch,
  call: Call,
  resource: Extract<TaskResource, { kind: "service" }>,
  work: TaskWork,
  signal: AbortSignal,
): Promise<TaskResult> {
  const arn = work.child!;
  const signals = signalsOf(branch.run.cloud);
  let described = await describe(call, arn);
  try {
    while (described.Status === "RUNNING") {
      await signals.next(arn, signal);
      described = await describe(call, arn);
    }
  } catch (error) {
    // AWS stops what a task that is cut short had started; after a restart of the account it is still wanted.
    if (!branch.run.cloud.stopping.aborted) {
      // AWS's words, whether the task timed out or was cut short (measured: floci-io/floci's AslExecutorParallelCutTest).
      const cause = `The Task state in AWS Step Functions execution [${branch.run.execution.arn}] which was managing this resource was aborted`;
      await call.invoke("states", "StopExecution", { executionArn: arn, cause });
    }
    throw error;
  }
  if (described.Status !== "SUCCEEDED") throw new StateError("States.TaskFailed", textOf(described));
  if (resource.resource.endsWith(":2")) {
    for (const field of ["Input", "Output"])
      described[field] = JSON.parse(described[field] as string) as Json;
  }
  return { value: described };
}

async function describe(call: Call, executionArn: string): Promise<JsonObject> {
  const module = await import("@aws-sdk/client-sfn");
  const found = await asTask(STYLE, module, () =>
    call.invoke("states", "DescribeExecution", { executionArn }),
  );
  const succeeded = found.status === "SUCCEEDED";
  return {
    ...(found.cause !== undefined && { Cause: found.cause }),
    ...(found.error !== undefined && { Error: found.error }),
    ExecutionArn: executionArn,
    Input: found.input ?? "{}",
    InputDetails: { Included: true },
    Name: found.name!,
    ...(succeeded && { Output: found.output!, OutputDetails: { Included: true } }),
    // Of executions that failed a recording has none of these; in 2026 AWS was measured to say REDRIVABLE, without a
    // reason (floci-io/floci's AslExecutorNestedSyncFailureTest).
    ...(succeeded && {
      RedriveCount: found.redriveCount ?? 0,
      RedriveStatus: "NOT_REDRIVABLE",
      RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    }),
    StartDate: found.startDate!.getTime(),
    StateMachineArn: found.stateMachineArn!,
    Status: found.status!,
    ...(found.stopDate && { StopDate: found.stopDate.getTime() }),
  };
}
