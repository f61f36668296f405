import { validateDefinition } from "../../../../../../../infra/local/services/states/asl/validation/definition.ts";
import type { MachineType } from "../../../../../../../infra/local/services/states/asl/validation/validation.ts";

export const LAMBDA = "arn:aws:states:::lambda:invoke";

export const states = (States: Record<string, object>, more: object = {}) => ({
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
/** A machine of one state, S. */
export const one = (state: object, more: object = {}) => states({ S: { End: true, ...state } }, more);
export const jsonata = (state: object) => one(state, { QueryLanguage: "JSONata" });
export const task = (more: object) =>
  one({ Type: "Task", Resource: LAMBDA, Parameters: { FunctionName: "f" }, ...more });
export const inner = (name = "I") => states({ [name]: { Type: "Pass", End: true } });
export const map = (more: object) => one({ Type: "Map", ItemProcessor: inner(), ...more });
export const distributed = (more: object = {}) => ({
  ...inner(),
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  ...more,
});
export const choice = (...Choices: object[]) =>
  states({ S: { Type: "Choice", Choices, Default: "E" }, E: { Type: "Succeed" } });

/** `CODE: message at location` of each error, without the code where it is the usual one. */
export async function problems(definition: object, type?: MachineType): Promise<string[]> {
  return (await validateDefinition(JSON.stringify(definition), type))
    .filter(({ severity }) => severity === "ERROR")
    .map(({ code, message, location }) =>
      `${code}: ${message} at ${location ?? null}`.replace("SCHEMA_VALIDATION_FAILED: ", ""),
    );
}
export const warnings = async (definition: object) =>
  (await validateDefinition(JSON.stringify(definition))).map(({ severity, code, location }) => [
    severity,
    code,
    location,
  ]);
