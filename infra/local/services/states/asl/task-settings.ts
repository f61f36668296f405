import type { Branch } from "../branch.ts";
import { evaluateField, evaluateTyped } from "./data-flow-jsonata.ts";
import { applyTemplate, requireAt, scopeAfterInputPath } from "./data-flow-jsonpath.ts";
import { isObject, type Json } from "./definition.ts";
import { QueryError } from "./errors.ts";
import { effectiveInput, isExpression } from "./exit.ts";
import type { Scope } from "./scope.ts";

/** What a task is called with, and what the branches of a Parallel state are given: Arguments (JSONata), or Parameters on the effective input (JSONPath). */
export async function taskArguments(branch: Branch, scope: Scope): Promise<Json> {
  const { state, frame } = branch;
  if (branch.language === "JSONata") {
    const given =
      state.Arguments === undefined
        ? frame.input
        : await evaluateField(branch, "Arguments", state.Arguments, scope);
    branch.inspect("afterArguments", given);
    return given;
  }
  return effectiveInput(branch, state.Parameters, scope);
}

/** The role that a task's Credentials name, in place of the machine's own. */
export async function taskRole(branch: Branch): Promise<string | undefined> {
  const { Credentials } = branch.state;
  if (Credentials === undefined) return;
  const credentials =
    branch.language === "JSONata"
      ? await evaluateField(branch, "Credentials", Credentials, branch.scope())
      : applyTemplate(branch, branch.scope(), Credentials);
  const role = isObject(credentials) ? credentials.RoleArn : undefined;
  if (typeof role === "string") return role;
  throw branch.runtimeError("The Credentials field does not name a RoleArn.");
}

/** TimeoutSeconds or HeartbeatSeconds, in whichever form; undefined where the state sets none. */
export async function taskSeconds(
  branch: Branch,
  field: "TimeoutSeconds" | "HeartbeatSeconds",
): Promise<number | undefined> {
  const { state } = branch;
  const path = state[`${field}Path`];
  if (path !== undefined) return secondsAt(branch, `${field}Path`, path);
  const value = state[field];
  if (!isExpression(value)) return value as number | undefined;
  const seconds = (await evaluateTyped(branch, field, value as string, "integer")) as number;
  if (seconds > 0) return seconds;
  // Unsure: AWS's words.
  throw new QueryError(branch.because(`The ${field} field is not a positive integer: ${seconds}`), field);
}

/** Words for a path that leads nowhere are InputPath's (observed; getmoto/moto). Unsure: those for other values. */
function secondsAt(branch: Branch, field: string, path: string): number {
  const value = requireAt(branch, scopeAfterInputPath(branch), path);
  if (Number.isInteger(value) && (value as number) > 0) return value as number;
  throw branch.runtimeError(
    `The ${field} parameter does not reference a positive integer: ${path} == ${JSON.stringify(value)}`,
  );
}
