import type { Operations } from "../../../service.ts";
import { validateDefinition } from "../asl/validate-definition.ts";

export const validateOperations: Operations<"states"> = {
  ValidateStateMachineDefinition(input) {
    const problems = validateDefinition(input.definition ?? "");
    const limit = input.maxResults || 100;
    const wanted = problems.filter(({ severity }) => input.severity === "WARNING" || severity === "ERROR");
    return {
      result: problems.some(({ severity }) => severity === "ERROR") ? "FAIL" : "OK",
      diagnostics: wanted.slice(0, limit),
      truncated: wanted.length > limit,
    };
  },
};
