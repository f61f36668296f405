import jsonata from "jsonata";
import type { Json, JsonObject } from "./definition.ts";
import { hash, IntrinsicError, partition, range, seededRandom } from "./intrinsic-functions.ts";
import type { Scope } from "./scope.ts";

/** The text between `{%` and `%}`, trimmed; undefined where a string is no expression. */
export function expressionIn(text: unknown): string | undefined {
  if (typeof text !== "string" || !text.startsWith("{%") || !text.endsWith("%}") || text.length < 4) return;
  return text.slice(2, -2).trim();
}

/** How evaluating can end without a value; worded by whoever knows the field. */
export type EvaluationFailure =
  | { kind: "undefined" }
  | { kind: "unsupported" }
  | { kind: "threw"; message: string };

/**
 * Bounds on one evaluation, so that an endless expression fails its state instead of holding up the account.
 * Unsure: AWS does not publish its own.
 */
const BOUNDS = { timeout: 2_000, stack: 1_000 };

/** @throws JSONata's own error, with `code` and `message`, where the text is not an expression. */
export function compileExpression(text: string): jsonata.Expression {
  const expression = jsonata(text, BOUNDS);
  // Step Functions leaves $eval out, and adds functions of its own.
  expression.assign("eval", undefined);
  expression.registerFunction("partition", (values: Json[], size: number) =>
    values === undefined ? undefined : partition(Array.isArray(values) ? values : [values], size),
  );
  expression.registerFunction("range", (start: number, end: number, step: number) => range(start, end, step));
  expression.registerFunction("hash", (data: Json, algorithm: string) => hash(data, algorithm));
  expression.registerFunction("random", (seed?: number) =>
    seed === undefined ? Math.random() : seededRandom(seed),
  );
  expression.registerFunction("uuid", () => crypto.randomUUID());
  expression.registerFunction("parse", (text: string) => JSON.parse(text) as Json);
  return expression;
}

/** Expressions that have been compiled, by their text: compiling takes ten times as long as evaluating. */
export type Compiled = Map<string, jsonata.Expression>;

function compiledIn(compiled: Compiled, text: string): jsonata.Expression {
  const expression = compiled.get(text) ?? compileExpression(text);
  compiled.set(text, expression);
  return expression;
}

/** Evaluates an expression: to a JSON value, or to why there is none. */
export async function evaluateExpression(
  text: string,
  scope: Scope,
  compiled: Compiled = new Map(),
): Promise<{ value: Json } | { failure: EvaluationFailure }> {
  const { input, context, variables, result, errorOutput } = scope;
  const states = { input, context, result, errorOutput };
  try {
    const found: unknown = await compiledIn(compiled, text).evaluate(undefined, {
      ...variables,
      states,
    });
    if (found === undefined) return { failure: { kind: "undefined" } };
    const value = plain(found);
    return value === undefined ? { failure: { kind: "unsupported" } } : { value };
  } catch (error) {
    return { failure: { kind: "threw", message: messageOf(error) } };
  }
}

/** JSONata's errors are shown with their code: `T1006: Attempted to invoke a non-function` (observed). */
function messageOf(error: unknown): string {
  if (error instanceof IntrinsicError || !(error instanceof Object)) return String(error);
  const { code, message } = error as { code?: string; message?: string };
  return code ? `${code}: ${message ?? ""}` : (message ?? "");
}

/** A copy free of JSONata's own marks on arrays; undefined where it holds something that JSON cannot say. */
function plain(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const copy = value.map(plain);
    return copy.includes(undefined) ? undefined : (copy as Json[]);
  }
  if (typeof value !== "object" || value === undefined) return;
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    // A JSONata object leaves out what is undefined.
    if (member === undefined) continue;
    const plainMember = plain(member);
    if (plainMember === undefined || "_jsonata_lambda" in value) return;
    copy[key] = plainMember;
  }
  return copy;
}
