import { isObject, type JsonObject } from "../asl/definition.ts";
import type { Branch } from "../branch.ts";

/** Arguments of an S3 action, if they are texts that the action knows. Worded as AWS words it for tasks. */
export function requireArguments<R extends string, O extends string>(
  branch: Branch,
  args: unknown,
  required: readonly R[],
  optional: readonly O[],
): Record<R, string> & Partial<Record<O, string>> {
  const given: JsonObject = isObject(args) ? args : {};
  const known: readonly string[] = [...required, ...optional];
  const missing = required.find((name) => given[name] === undefined);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  const wrong = Object.keys(given).find((name) => typeof given[name] !== "string");
  const problem =
    missing !== undefined
      ? `The field "${missing}" is required but was missing`
      : unknown !== undefined
        ? `The field "${unknown}" is not supported by Step Functions`
        : wrong !== undefined && `The value for the field "${wrong}" must be a STRING`;
  if (problem === false) return given as Record<R, string> & Partial<Record<O, string>>;
  throw branch.runtimeError(
    `The Parameters '${JSON.stringify(args)}' could not be used to start the Task: [${problem}]`,
  );
}
