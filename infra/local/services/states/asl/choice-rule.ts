import type { Branch } from "../branch.ts";
import { selectFrom } from "./data-flow-jsonpath.ts";
import type { ChoiceRule, Json } from "./definition.ts";
import { PathError } from "./json-path.ts";
import type { Scope } from "./scope.ts";
import { parseTimestamp } from "./timestamp.ts";
import { matchesWildcard } from "./wildcard.ts";

type Test = (left: Json, right: Json) => boolean;

const compare = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
} satisfies Record<string, (a: number | string | bigint, b: number | string | bigint) => boolean>;

type Comparison = keyof typeof compare;

/** A value of another type than the operator's never matches. */
const numeric =
  (how: Comparison): Test =>
  (a, b) =>
    typeof a === "number" && typeof b === "number" && compare[how](a, b);
const textual =
  (how: Comparison): Test =>
  (a, b) =>
    typeof a === "string" && typeof b === "string" && compare[how](a, b);
const temporal =
  (how: Comparison): Test =>
  (a, b) => {
    const [left, right] = [parseTimestamp(a), parseTimestamp(b)];
    return left !== undefined && right !== undefined && compare[how](left, right);
  };

const matchesPattern: Test = (value, pattern) =>
  typeof value === "string" && typeof pattern === "string" && matchesWildcard(value, pattern);

const is =
  (test: (value: Json) => boolean): Test =>
  (value, expected) =>
    test(value) === expected;

const comparisons = Object.keys(compare) as Comparison[];

const TESTS: Record<string, Test> = {
  ...Object.fromEntries(
    comparisons.flatMap((how) => [
      [`Numeric${how}`, numeric(how)],
      [`String${how}`, textual(how)],
      [`Timestamp${how}`, temporal(how)],
    ]),
  ),
  BooleanEquals: (a, b) => typeof a === "boolean" && a === b,
  StringMatches: matchesPattern,
  IsNull: is((value) => value === null),
  IsNumeric: is((value) => typeof value === "number"),
  IsString: is((value) => typeof value === "string"),
  IsBoolean: is((value) => typeof value === "boolean"),
  IsTimestamp: is((value) => parseTimestamp(value) !== undefined),
};

/** The operators that a choice rule can have, besides And, Or, Not and those that end in `Path`. */
export const CHOICE_OPERATORS: readonly string[] = [...Object.keys(TESTS), "IsPresent"];

/**
 * Whether a JSONPath choice rule holds.
 * @throws RuntimeError where its variable is not there, unless IsPresent asks for just that.
 */
export function matchesRule(branch: Branch, scope: Scope, rule: ChoiceRule): boolean {
  if (rule.And) return rule.And.every((part) => matchesRule(branch, scope, part));
  if (rule.Or) return rule.Or.some((part) => matchesRule(branch, scope, part));
  if (rule.Not) return !matchesRule(branch, scope, rule.Not);
  const operator = Object.keys(rule).find(
    (key) => CHOICE_OPERATORS.includes(key) || CHOICE_OPERATORS.includes(key.replace(/Path$/, "")),
  )!;
  if (operator === "IsPresent") return isPresent(scope, rule.Variable!) === rule.IsPresent;
  const value = valueAt(branch, scope, rule.Variable!);
  const operand = rule[operator] as Json;
  if (TESTS[operator]) return TESTS[operator](value, operand);
  return TESTS[operator.replace(/Path$/, "")]!(value, valueAt(branch, scope, operand as string));
}

function isPresent(scope: Scope, path: string): boolean {
  try {
    selectFrom(scope, path);
    return true;
  } catch (error) {
    if (error instanceof PathError) return false;
    throw error;
  }
}

function valueAt(branch: Branch, scope: Scope, path: string): Json {
  try {
    return selectFrom(scope, path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(
      `Invalid path '${path}': The choice state's condition path references an invalid value.`,
    );
  }
}
