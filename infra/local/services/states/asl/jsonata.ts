import jsonata from "jsonata";
import type { Json } from "./definition.ts";
import { hash, IntrinsicError, partition, range, seededRandom } from "./intrinsic-functions.ts";
import { parseJson } from "./nesting.ts";
import { plainJson } from "./plain-json.ts";
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
  /** More than may pass between states. */
  | { kind: "too-large" }
  | { kind: "threw"; message: string; code?: string };

export type Evaluated = { value: Json } | { failure: EvaluationFailure };

/**
 * How long an expression may take, in milliseconds, so that an endless one fails its state instead of holding up the
 * account, and how deep it may call itself. Unsure: AWS does not publish its own.
 */
export const EVALUATION_MS = 2_000;
const STACK = 1_000;

/** JSONata's code for an evaluation that took too long. */
export const TIMED_OUT = "D1012";

/**
 * @param milliseconds how long each evaluation may take
 * @throws JSONata's own error, with `code` and `message`, where the text is not an expression.
 */
export function compileExpression(text: string, milliseconds = EVALUATION_MS): jsonata.Expression {
  const expression = parse(text, milliseconds);
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
  expression.registerFunction("parse", (text: string) => parseJson(text));
  return expression;
}

function parse(text: string, timeout: number): jsonata.Expression {
  try {
    return jsonata(text, { timeout, stack: STACK });
  } catch (error) {
    // JSONata's parser calls itself for whatever is nested. Unsure: AWS's words.
    if (error instanceof RangeError) throw new Error("The expression is nested too deeply");
    throw error;
  }
}

/** Evaluates an expression: to a JSON value, or to why there is none. */
export async function evaluateCompiled(
  expression: jsonata.Expression,
  { input, context, variables, result, errorOutput }: Scope,
): Promise<Evaluated> {
  // Most expressions do not look at the context object, which is made anew for each state.
  const states = {
    input,
    get context() {
      return context();
    },
    result,
    errorOutput,
  };
  try {
    const found: unknown = await expression.evaluate(undefined, { ...variables, states });
    if (found === undefined) return { failure: { kind: "undefined" } };
    return plainJson(found);
  } catch (error) {
    return { failure: threw(error) };
  }
}

/** JSONata's errors are shown with their code: `T1006: Attempted to invoke a non-function` (observed). */
export function threw(error: unknown): EvaluationFailure {
  if (error instanceof IntrinsicError || !(error instanceof Object))
    return { kind: "threw", message: String(error) };
  const { code, message = "" } = error as { code?: string; message?: string };
  return { kind: "threw", message: code ? `${code}: ${message}` : message, ...(code && { code }) };
}
