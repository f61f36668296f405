import { isObject, type Json } from "./definition.ts";
import { compilePath, PathError } from "./json-path.ts";
import { selectOptional } from "./json-path-selection.ts";

/** A JSONPath filter: whether it lets a node through. */
export type Filter = (node: Json, root: Json) => boolean;

type Operand = (node: Json, root: Json) => Json | undefined;

const OPERATORS = ["==", "!=", "<=", ">=", "=~", "<", ">", "in", "nin", "contains", "size", "empty"] as const;
type Operator = (typeof OPERATORS)[number];

/** Compiles what stands between `?(` and `)`: comparisons with `@` and `$` paths, `&&`, `||`, `!` and parentheses. */
export function compileFilter(text: string): Filter {
  let at = 0;
  const skip = (): void => {
    while (text[at] === " ") at++;
  };
  const fail = (): never => {
    throw new PathError(`Failed to parse filter: [?(${text})]`);
  };
  const accept = (token: string): boolean => {
    skip();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };

  const disjunction = (): Filter => {
    let left = conjunction();
    while (accept("||")) {
      const [a, b] = [left, conjunction()];
      left = (node, root) => a(node, root) || b(node, root);
    }
    return left;
  };
  const conjunction = (): Filter => {
    let left = unary();
    while (accept("&&")) {
      const [a, b] = [left, unary()];
      left = (node, root) => a(node, root) && b(node, root);
    }
    return left;
  };
  const unary = (): Filter => {
    skip();
    if (text[at] === "!" && text[at + 1] !== "=") {
      at++;
      const negated = unary();
      return (node, root) => !negated(node, root);
    }
    if (accept("(")) {
      const inner = disjunction();
      if (!accept(")")) fail();
      return inner;
    }
    return comparison();
  };
  const comparison = (): Filter => {
    const left = operand();
    const operator = OPERATORS.find((candidate) => accept(candidate));
    if (!operator) return (node, root) => left(node, root) !== undefined;
    if (operator === "=~") {
      skip();
      const literal = /^\/((?:\\\/|[^/])*)\/([a-z]*)/.exec(text.slice(at)) ?? fail();
      at += literal[0].length;
      const pattern = new RegExp(`^(?:${literal[1]})$`, literal[2]);
      return (node, root) => {
        const value = left(node, root);
        return ["string", "number", "boolean"].includes(typeof value) && pattern.test(String(value));
      };
    }
    const right = operand();
    return (node, root) => compare(operator, left(node, root), right(node, root));
  };
  const operand = (): Operand => {
    skip();
    const rest = text.slice(at);
    const path = /^[@$](?:\.{1,2}[\w*-]+|\[(?:'[^']*'|"[^"]*"|[^\]])*\])*/.exec(rest);
    if (path) {
      at += path[0].length;
      const compiled = compilePath(`$${path[0].slice(1)}`);
      const fromRoot = rest.startsWith("$");
      return (node, root) => selectOptional(compiled, fromRoot ? root : node);
    }
    const quoted = /^'((?:\\.|[^'])*)'/.exec(rest);
    if (quoted) {
      at += quoted[0].length;
      const value = quoted[1]!.replaceAll("\\'", "'");
      return () => value;
    }
    const literal =
      /^(?:"(?:\\.|[^"])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\[[^\]]*\])/.exec(rest) ?? fail();
    at += literal[0].length;
    const value = JSON.parse(
      literal[0].startsWith("[") ? literal[0].replaceAll("'", '"') : literal[0],
    ) as Json;
    return () => value;
  };

  const filter = disjunction();
  skip();
  if (at < text.length) fail();
  return filter;
}

function compare(operator: Operator, left: Json | undefined, right: Json | undefined): boolean {
  switch (operator) {
    case "==":
      return alike(left, right);
    case "!=":
      return !alike(left, right);
    case "in":
      return Array.isArray(right) && right.some((value) => alike(value, left));
    case "nin":
      return Array.isArray(right) && !right.some((value) => alike(value, left));
    case "contains":
      if (typeof left === "string") return typeof right === "string" && left.includes(right);
      return Array.isArray(left) && left.some((value) => alike(value, right));
    case "size":
      return (Array.isArray(left) || typeof left === "string") && left.length === right;
    case "empty":
      return (Array.isArray(left) || typeof left === "string") && (left.length === 0) === right;
    default:
      return ordered(operator, left, right);
  }
}

/** As Jayway compares: what is missing equals nothing, not even itself, and a number equals its text. */
function alike(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (typeof left === "string" && typeof right === "number") return left === String(right);
  if (typeof left === "number" && typeof right === "string") return alike(right, left);
  return equal(left, right);
}

function ordered(operator: Operator, left: Json | undefined, right: Json | undefined): boolean {
  const comparable =
    (typeof left === "number" && typeof right === "number") ||
    (typeof left === "string" && typeof right === "string");
  if (!comparable) return false;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

/** Deep equality of JSON values. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, i) => equal(value, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => Object.hasOwn(b, k) && equal(a[k], b[k]));
}
