import { AwsError } from "../../../errors.ts";
import { PAYLOAD_LIMIT } from "../asl/limits.ts";
import { parseJson } from "../asl/nesting.ts";

/**
 * The input that a request starts an execution or a test with; an empty object where it has none.
 * @throws AwsError InvalidExecutionInput where it is no JSON, ValidationException where it is too long
 */
export function executionInput(input = "{}"): string {
  try {
    parseJson(input);
  } catch (error) {
    throw new AwsError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
  if (Buffer.byteLength(input) <= PAYLOAD_LIMIT) return input;
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${PAYLOAD_LIMIT}`,
  );
}
