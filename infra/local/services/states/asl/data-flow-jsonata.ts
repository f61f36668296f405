import type { Branch } from "../branch.ts";
import { evaluatorOf } from "../expressions/evaluator.ts";
import { isObject, type Json, type JsonObject } from "./definition.ts";
import { dataLimitExceeded, QueryError } from "./errors.ts";
import { type EvaluationFailure, expressionIn, LIMIT_WORDS } from "./jsonata.ts";
import type { Scope } from "./scope.ts";

/**
 * The value of a JSONata field: expressions anywhere inside it are evaluated, the rest is taken as it stands.
 * @throws QueryError in AWS's words, which name the field as `Output/error`.
 */
export async function evaluateField(branch: Branch, field: string, value: Json, scope: Scope): Promise<Json> {
  const expression = expressionIn(value);
  if (expression !== undefined) {
    const evaluated = await evaluatorOf(branch.run.cloud).evaluate(expression, scope, branch.signal);
    if ("value" in evaluated) return evaluated.value;
    if (evaluated.failure.kind === "too-large") throw dataLimitExceeded(branch.frame.state);
    throw new QueryError(branch.because(whyNot(expression, field, evaluated.failure)), field);
  }
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const [i, item] of value.entries()) {
      items.push(await evaluateField(branch, `${field}[${i}]`, item, scope));
    }
    return items;
  }
  if (!isObject(value)) return value;
  const members: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    members[key] = await evaluateField(branch, `${field}/${key}`, member, scope);
  }
  return members;
}

/** A coded message is a sentence of its own, any other follows a colon (observed by floci-io/floci, issue 2736). */
function whyNot(
  expression: string,
  field: string,
  failure: Exclude<EvaluationFailure, { kind: "too-large" }>,
): string {
  const subject = `The JSONata expression '${expression}' specified for the field '${field}'`;
  switch (failure.kind) {
    case "undefined":
      return `${subject} returned nothing (undefined).`;
    case "unsupported":
      return `${subject} returned an unsupported result type.`;
    case "threw":
      return `${subject} threw an error during evaluation${failure.code ? "." : ":"} ${failure.message}`;
    case "exceeded":
      return `${subject} threw an error during evaluation: ${LIMIT_WORDS[failure.limit]}`;
  }
}

export type ResultType = "array" | "boolean" | "string" | "integer" | "number";

const typeOf = (value: Json): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

const isOf = (value: Json, type: ResultType): boolean =>
  type === "integer" ? Number.isInteger(value) : typeOf(value) === type;

/**
 * A field's value, which has to be of a type.
 * @throws QueryError `… returned an unexpected result type. Expected 'array', but was 'number' for value: 1`
 */
export async function evaluateTyped(
  branch: Branch,
  field: string,
  value: Json,
  type: ResultType,
): Promise<Json> {
  const found = await evaluateField(branch, field, value, branch.scope());
  if (isOf(found, type)) return found;
  throw unexpectedType(branch, field, value, type, found);
}

/** What a field's expression answered, where it is not of the type that it should be. */
export const unexpectedType = (
  branch: Branch,
  field: string,
  value: Json,
  type: ResultType,
  found: Json,
): QueryError =>
  new QueryError(
    branch.because(
      `The JSONata expression '${expressionIn(value) ?? JSON.stringify(value)}' specified for the field '${field}' returned an unexpected result type. Expected '${type}', but was '${typeOf(found)}' for value: ${JSON.stringify(found)}`,
    ),
    field,
  );
