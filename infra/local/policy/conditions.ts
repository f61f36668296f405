import { BlockList, isIPv6 } from "node:net";
import type { Condition } from "./document.ts";
import { type Context, matchesArn, matchesResolved, resolvePattern } from "./match.ts";

/** Compares a value of the request with a value of the policy, which may hold variables and wildcards. */
type Comparison = (actual: string, wanted: string, request: Request) => boolean;

interface Request {
  context: Context;
  hasVariables: boolean;
}

const text =
  (fold: (value: string) => string): Comparison =>
  (actual, wanted, request) => {
    const value = substituted(wanted, request);
    return value !== undefined && fold(value) === fold(actual);
  };

const same = (value: string) => value;
const folded = (value: string) => value.toLowerCase();

const like: Comparison = (actual, wanted, { context, hasVariables }) => {
  const pattern = resolvePattern(wanted, context, hasVariables);
  return pattern !== undefined && matchesResolved(pattern, actual);
};

// ArnEquals and ArnLike behave identically (IAM User Guide, "Amazon Resource Name (ARN) condition operators").
const arn: Comparison = (actual, wanted, { context, hasVariables }) => {
  const pattern = resolvePattern(wanted, context, hasVariables);
  return pattern !== undefined && matchesArn(pattern, actual);
};

const numeric =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

const date =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    compare(moment(actual), moment(wanted));

const equals = (a: number, b: number) => a === b;
const below = (a: number, b: number) => a < b;
const atMost = (a: number, b: number) => a <= b;
const above = (a: number, b: number) => a > b;
const atLeast = (a: number, b: number) => a >= b;

const COMPARISONS: Record<string, Comparison> = {
  stringequals: text(same),
  stringequalsignorecase: text(folded),
  stringlike: like,
  arnequals: arn,
  arnlike: arn,
  numericequals: numeric(equals),
  numericlessthan: numeric(below),
  numericlessthanequals: numeric(atMost),
  numericgreaterthan: numeric(above),
  numericgreaterthanequals: numeric(atLeast),
  dateequals: date(equals),
  datelessthan: date(below),
  datelessthanequals: date(atMost),
  dategreaterthan: date(above),
  dategreaterthanequals: date(atLeast),
  bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  binaryequals: (actual, wanted) => actual === wanted,
  ipaddress: (actual, wanted) => inRange(actual, wanted),
};

/** The operators that say the opposite of another: true only where none of the values matches. */
const NEGATIONS: Record<string, string> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
  numericnotequals: "numericequals",
  datenotequals: "dateequals",
  notipaddress: "ipaddress",
};

/** Whether IAM knows a condition operator, given without its quantifier and `IfExists`. */
export function isConditionOperator(operator: string): boolean {
  const name = operator.toLowerCase();
  return name === "null" || name in COMPARISONS || name in NEGATIONS;
}

/** Whether one condition holds of a request (IAM User Guide, "Multivalued context keys" and "Condition operators"). */
export function conditionHolds(condition: Condition, context: Context, hasVariables = true): boolean {
  const operator = condition.operator.toLowerCase();
  const actual = context.get(condition.key);
  if (operator === "null")
    return condition.values.some((value) => (value.toLowerCase() === "true") === (actual === undefined));

  const negated = operator in NEGATIONS;
  const compare = COMPARISONS[negated ? NEGATIONS[operator]! : operator]!;
  const matchesOne = (value: string) =>
    condition.values.some((wanted) => compare(value, wanted, { context, hasVariables })) !== negated;

  if (actual === undefined || (actual.length === 0 && condition.quantifier)) {
    // A missing key fails a test that asks for a value, and passes one that forbids values.
    if (condition.quantifier === "ForAllValues") return true;
    if (condition.quantifier === "ForAnyValue") return condition.ifExists;
    return condition.ifExists || negated;
  }
  if (condition.quantifier === "ForAllValues") return actual.every(matchesOne);
  if (condition.quantifier === "ForAnyValue") return actual.some(matchesOne);
  // Of a key with several values, a plain operator matches if any does, and a negated one if none does.
  return negated ? actual.every(matchesOne) : actual.some(matchesOne);
}

/** A value with its variables filled in; wildcards in it are ordinary characters here. */
function substituted(value: string, { context, hasVariables }: Request): string | undefined {
  if (!value.includes("${")) return value;
  return resolvePattern(value, context, hasVariables)?.replaceAll("\u0001", "*").replaceAll("\u0002", "?");
}

/** A date of a policy in milliseconds: ISO 8601, or seconds since the epoch. */
function moment(value: string): number {
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function inRange(address: string, range: string): boolean {
  const [network = "", prefix] = range.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  try {
    const block = new BlockList();
    block.addSubnet(network, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
    return block.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  } catch {
    return false; // IAM accepts a malformed range in a document, and it matches nothing.
  }
}
