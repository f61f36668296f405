import { AwsError } from "../../../errors.ts";
import type { Operations } from "../../../service.ts";
import { validateDefinition } from "../asl/validation/definition.ts";
import { signalsOf } from "../signals.ts";

/** Both the default and the most. */
const MAX_RESULTS = 100;

export const validateOperations: Operations<"states"> = {
  async ValidateStateMachineDefinition(input, call) {
    const { maxResults = 0 } = input;
    if (maxResults < 0 || maxResults > MAX_RESULTS) {
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value ${maxResults < 0 ? "greater than or equal to 0" : `less than or equal to ${MAX_RESULTS}`}`,
      );
    }
    const diagnostics = await validateDefinition(
      input.definition ?? "",
      input.type,
      signalsOf(call.cloud).validation,
    );
    const wanted = diagnostics.filter(({ severity }) => input.severity === "WARNING" || severity === "ERROR");
    const limit = maxResults || MAX_RESULTS;
    return {
      result: diagnostics.some(({ severity }) => severity === "ERROR") ? "FAIL" : "OK",
      diagnostics: wanted.slice(0, limit),
      truncated: wanted.length > limit,
    };
  },
};
