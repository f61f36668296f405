import type { Branch } from "../branch.ts";
import { isObject, type Json, type JsonObject } from "./definition.ts";
import { callIntrinsic, isIntrinsic } from "./intrinsic-call.ts";
import { IntrinsicError } from "./intrinsic-functions.ts";
import { compilePath, PastEndError, PathError } from "./json-path.ts";
import { selectPath } from "./json-path-selection.ts";
import { putAtPath } from "./reference-path.ts";
import type { Scope } from "./scope.ts";

/**
 * What a JSONPath expression selects: `$…` from the input, `$$…` from the context object, `$name…` from the
 * variables.
 * @throws PathError
 */
export function selectFrom(scope: Scope, path: string): Json {
  if (path.startsWith("$$")) return selectPath(compilePath(path.slice(1)), scope.context());
  if (/^\$[\p{L}_]/u.test(path)) {
    return selectPath(compilePath(`$.${path.slice(1)}`), scope.variables);
  }
  return selectPath(compilePath(path), scope.input);
}

/** The value of InputPath or OutputPath: absent is `$`, null is an empty object. */
export function applyPath(branch: Branch, scope: Scope, path: string | null | undefined): Json {
  if (path === undefined || path === "$") return scope.input;
  return path === null ? {} : requireAt(branch, scope, path);
}

/**
 * What a path leads to that stands for a whole field, such as InputPath.
 * @throws RuntimeError where it leads nowhere
 */
export function requireAt(branch: Branch, scope: Scope, path: string): Json {
  try {
    return selectFrom(scope, path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(`Invalid path '${path}' : ${error.message}`);
  }
}

/** What the paths of a state's own fields, such as SecondsPath, see: its input after InputPath. */
export function scopeAfterInputPath(branch: Branch): Scope {
  const scope = branch.scope();
  return { ...scope, input: applyPath(branch, scope, branch.state.InputPath) };
}

/** A payload template: members whose names end in `.$` are paths or calls of intrinsic functions. */
export function applyTemplate(branch: Branch, scope: Scope, template: Json): Json {
  if (Array.isArray(template)) return template.map((item) => applyTemplate(branch, scope, item));
  if (!isObject(template)) return template;
  const members: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith(".$") && typeof value === "string") {
      members[key.slice(0, -2)] = evaluatePath(branch, scope, key, value);
    } else members[key] = applyTemplate(branch, scope, value);
  }
  return members;
}

/**
 * The value of a field that holds a path or a call of an intrinsic function, such as `value.$` or `CausePath`.
 * @throws RuntimeError for either, although the documentation has States.IntrinsicFailure for the latter (observed by
 *   aws-test-harness and floci-io/floci, each on AWS).
 */
export function evaluatePath(branch: Branch, scope: Scope, field: string, expression: string): Json {
  // Quoted by people whose functions answer null and whose next state has a template with `$` in it.
  if (scope.input === null && /^\$(?:$|[.[])/.test(expression)) {
    throw branch.runtimeError("Unable to apply Path transformation to null or empty input.");
  }
  try {
    return isIntrinsic(expression)
      ? callIntrinsic(expression, (path) => argumentAt(scope, path))
      : selectFrom(scope, expression);
  } catch (error) {
    if (error instanceof IntrinsicError) {
      throw branch.runtimeError(`The function '${expression}' had the following error: ${error.message}`);
    }
    // AWS's library has null for what is past an array's end (observed by floci-io/floci).
    if (error instanceof PastEndError) return null;
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(
      `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.input)}'`,
    );
  }
}

/** AWS's words for a missing argument name a path into the context object as one into the input. */
function argumentAt(scope: Scope, path: string): Json {
  try {
    return selectFrom(scope, path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    const named = path.startsWith("$$") ? path.slice(1) : path;
    throw new IntrinsicError(
      `The JsonPath argument for the field '${named}' could not be found in the input '${JSON.stringify(scope.input)}'`,
    );
  }
}

/** Puts a state's result where ResultPath says: over the whole input, at a path of it, or nowhere. */
export function applyResultPath(
  branch: Branch,
  input: Json,
  result: Json,
  path: string | null | undefined,
): Json {
  if (path === undefined || path === "$") return result;
  if (path === null) return input;
  try {
    return putAtPath(path, input, result);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.stateError("States.ResultPathMatchFailure", error.message);
  }
}
