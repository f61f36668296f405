import type { Json } from "./definition.ts";
import { applyIntrinsic, IntrinsicError, isIntrinsicName } from "./intrinsic-functions.ts";

/** Whether a JSONPath expression is a call of an intrinsic function. */
export const isIntrinsic = (expression: string): boolean => expression.startsWith("States.");

interface Call {
  kind: "call";
  name: string;
  arguments: Argument[];
}
type Argument =
  | Call
  | { kind: "path"; path: string }
  /** `template`: a string as it is written, in which escaped braces can be told from places to fill. */
  | { kind: "literal"; value: Json; template?: string };

/** AWS's limit on functions inside functions. Source: Step Functions Developer Guide, "Intrinsic functions". */
const MOST_NESTED = 10;

/**
 * Evaluates `States.Name(argument, …)`, its paths resolved by `resolve`.
 * @throws IntrinsicError
 */
export function callIntrinsic(expression: string, resolve: (path: string) => Json): Json {
  const evaluate = (argument: Argument): Json => {
    if (argument.kind === "literal") return argument.value;
    if (argument.kind === "path") return resolve(argument.path);
    const args = argument.arguments.map(evaluate);
    const [first] = argument.arguments;
    if (argument.name === "States.Format" && first?.kind === "literal" && first.template !== undefined) {
      args[0] = first.template;
    }
    return applyIntrinsic(argument.name, args);
  };
  return evaluate(parseIntrinsic(expression));
}

/**
 * Reads a call, whose arguments are strings in single quotes, numbers, true, false, null, paths and further calls.
 * @throws IntrinsicError where it is none, or calls a function that there is not
 */
export function parseIntrinsic(expression: string): Call {
  let at = 0;
  let depth = 0;
  const skip = (): void => {
    while (/\s/.test(expression[at] ?? "")) at++;
  };
  const fail = (what: string): never => {
    throw new IntrinsicError(`${what} at position ${at} of '${expression}'`);
  };

  const call = (): Call => {
    if (++depth > MOST_NESTED) fail(`More than ${MOST_NESTED} functions are nested`);
    const name = /^States\.\w+/.exec(expression.slice(at))?.[0] ?? fail("Expected a function");
    if (!isIntrinsicName(name)) fail(`Unknown function ${name}`);
    at += name.length;
    skip();
    if (expression[at] !== "(") fail("Expected (");
    at++;
    const args: Argument[] = [];
    skip();
    while (expression[at] !== ")") {
      args.push(argument());
      skip();
      if (expression[at] === ",") at++;
      else if (expression[at] !== ")") fail("Expected , or )");
      skip();
    }
    at++;
    depth--;
    return { kind: "call", name, arguments: args };
  };

  const argument = (): Argument => {
    const rest = expression.slice(at);
    if (rest.startsWith("States.")) return call();
    if (rest.startsWith("'")) return { kind: "literal", ...quoted() };
    if (rest.startsWith("$")) {
      const path = pathAt(rest);
      at += path.length;
      return { kind: "path", path: path.trim() };
    }
    const literal =
      /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/.exec(rest)?.[0] ?? fail("Unknown argument");
    at += literal.length;
    return { kind: "literal", value: JSON.parse(literal) as Json };
  };

  const quoted = (): { value: string; template: string } => {
    let value = "";
    const start = at + 1;
    for (at++; at < expression.length && expression[at] !== "'"; at++) {
      if (expression[at] === "\\" && at + 1 < expression.length) at++;
      value += expression[at];
    }
    if (at >= expression.length) fail("A string is not closed");
    at++;
    return { value, template: expression.slice(start, at - 1) };
  };

  const result = call();
  skip();
  if (at < expression.length) fail("Unexpected text");
  return result;
}

/** The path that a text begins with: up to a comma or parenthesis outside brackets and quotes. */
function pathAt(rest: string): string {
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    const c = rest[i]!;
    if ((c === "'" || c === '"') && depth > 0) {
      i = rest.indexOf(c, i + 1);
      if (i < 0) return rest;
    } else if (c === "[" || c === "(") depth++;
    else if (c === "]" || (c === ")" && depth > 0)) depth--;
    else if (depth === 0 && (c === "," || c === ")")) return rest.slice(0, i);
  }
  return rest;
}
