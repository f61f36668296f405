import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { PAYLOAD_LIMIT } from "../asl/limits.ts";
import { parseJson } from "../asl/nesting.ts";
import { signalsOf } from "../signals.ts";
import { type PendingTask, statesStore } from "../store.ts";
import { TOKEN_START } from "../task-token.ts";

/**
 * @throws AwsError InvalidToken for what is no token, TaskTimedOut for one whose task is over: AWS does not tell
 *   apart a task that was answered, one that timed out and one whose execution ended (observed)
 */
function findTask(call: Call, token: string | undefined): PendingTask {
  validateMembers("ValidationException", { taskToken: [token, { min: 1, max: 2048 }] });
  const task = call.store(statesStore).tasks[token!];
  if (task && !task.answer) return task;
  if (!token?.startsWith(TOKEN_START)) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
}

function answer(call: Call, task: PendingTask, outcome: NonNullable<PendingTask["answer"]>): object {
  task.answer = outcome;
  signalsOf(call.cloud).wake(task.token);
  return {};
}

export const taskTokenOperations: Operations<"states"> = {
  SendTaskSuccess(input, call) {
    const task = findTask(call, input.taskToken);
    const output = input.output ?? "";
    try {
      parseJson(output);
    } catch (error) {
      throw new AwsError("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
    }
    if (Buffer.byteLength(output) > PAYLOAD_LIMIT) {
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to ${PAYLOAD_LIMIT}`,
      );
    }
    return answer(call, task, { output });
  },

  SendTaskFailure(input, call) {
    const { error, cause } = input;
    validateMembers("ValidationException", { error: [error, { max: 256 }], cause: [cause, { max: 32_768 }] });
    return answer(call, findTask(call, input.taskToken), { error, cause });
  },

  SendTaskHeartbeat(input, call) {
    const task = findTask(call, input.taskToken);
    task.heartbeatAt = call.cloud.clock.now();
    signalsOf(call.cloud).wake(task.token);
    return {};
  },
};
