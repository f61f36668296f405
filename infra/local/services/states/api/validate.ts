import type { Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { validateDefinition } from "../asl/validation/definition.ts";
import { MACHINE_TYPES } from "../asl/validation/validation.ts";
import { signalsOf } from "../signals.ts";

/** Both the default and the most. */
const MAX_RESULTS = 100;

export const validateOperations: Operations<"states"> = {
  async ValidateStateMachineDefinition(input, call) {
    const { maxResults = 0 } = input;
    validateMembers("ValidationException", {
      type: [input.type, { enum: MACHINE_TYPES }],
      severity: [input.severity, { enum: ["ERROR", "WARNING"] }],
      maxResults: [maxResults, { atLeast: 0, atMost: MAX_RESULTS }],
    });
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
