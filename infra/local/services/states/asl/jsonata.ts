import jsonata from "jsonata";
import type { Json } from "./definition.ts";
import { OutOfMemory } from "./evaluation-memory.ts";
import { changeFunctions } from "./jsonata-functions.ts";
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
  | { kind: "threw"; message: string; code?: string }
  | { kind: "exceeded"; limit: EvaluationLimit };

export type EvaluationLimit = "time" | "depth" | "memory";

export type Evaluated = { value: Json } | { failure: EvaluationFailure };

/**
 * How long an expression may take, in milliseconds, so that an endless one fails its state instead of holding up the
 * account. Unsure: AWS does not publish its own.
 */
export const EVALUATION_MS = 2_000;

/** How deep an expression may be nested, and call itself (observed by floci-io/floci). */
const STACK = 100;

/** AWS's words where a limit is reached (observed by floci-io/floci, issue 2737). */
export const LIMIT_WORDS: Record<EvaluationLimit, string> = {
  time: "Expression evaluation timeout: Check for infinite loop",
  depth: `Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive. Depth=${STACK + 1} max=${STACK}`,
  memory: "Expression evaluation memory limit exceeded: Check for excessive memory usage",
};

/** JSONata's own codes for an evaluation that reached a limit. */
const LIMIT_CODES: Record<string, EvaluationLimit> = { D1011: "depth", D1012: "time" };

/**
 * @param milliseconds how long each evaluation may take
 * @throws JSONata's own error, with `code` and `message`, where the text is not an expression.
 */
export function compileExpression(text: string, milliseconds = EVALUATION_MS): jsonata.Expression {
  const expression = parseExpression(text, milliseconds);
  changeFunctions(expression);
  return expression;
}

/**
 * An expression for its syntax tree alone: with the functions of JSONata's own.
 * @throws as `compileExpression`
 */
export function parseExpression(text: string, timeout = EVALUATION_MS): jsonata.Expression {
  try {
    return jsonata(text, { timeout, stack: STACK });
  } catch (error) {
    // JSONata's parser calls itself for whatever is nested. Unsure: AWS's words.
    if (error instanceof RangeError) throw new Error("The expression is nested too deeply");
    throw error;
  }
}

export const isTimeOut = (evaluated: Evaluated): boolean =>
  "failure" in evaluated && evaluated.failure.kind === "exceeded" && evaluated.failure.limit === "time";

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
  if (error instanceof OutOfMemory) return { kind: "exceeded", limit: "memory" };
  if (!(error instanceof Object)) return { kind: "threw", message: String(error) };
  const { code, message = "" } = error as { code?: string; message?: string };
  if (code === undefined) return { kind: "threw", message };
  if (Object.hasOwn(LIMIT_CODES, code)) return { kind: "exceeded", limit: LIMIT_CODES[code]! };
  return { kind: "threw", message: `${code}: ${message}`, code };
}
