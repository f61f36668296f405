/** A choice rule in short words: `looks ≤ 10`, `status is "met"`, `a.b is there and not (c > 5)`. */
export function conditionOf(rule: unknown): string {
  if (typeof rule !== "object" || rule === null) return "";
  const { Condition, And, Or, Not, Variable, ...operators } = rule as Record<string, unknown>;
  if (Condition !== undefined) return jsonataInWords(String(Condition));
  if (Array.isArray(And)) return And.map((one) => nested(one, "Or")).join(" and ");
  if (Array.isArray(Or)) return Or.map((one) => nested(one, "And")).join(" or ");
  if (Not !== undefined) return `not (${conditionOf(Not)})`;
  const [operator, value] =
    Object.entries(operators).find(([name]) => name in TESTS || COMPARES.test(name)) ?? [];
  const what = pathInWords(Variable);
  if (operator === undefined) return what;
  if (operator in TESTS) return `${what} ${value === true ? "is" : "is not"} ${TESTS[operator]}`;
  const [, how, path] = COMPARES.exec(operator)!;
  return `${what} ${COMPARISONS[how!]} ${path ? pathInWords(value) : JSON.stringify(value)}`;
}

/** A rule inside another; in parentheses where its own word binds otherwise. */
const nested = (rule: unknown, other: "And" | "Or"): string =>
  typeof rule === "object" && rule !== null && other in rule ? `(${conditionOf(rule)})` : conditionOf(rule);

const COMPARES =
  /^(?:String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|GreaterThanEquals|LessThan|GreaterThan|Matches)(Path)?$/;

const COMPARISONS: Record<string, string> = {
  Equals: "is",
  LessThan: "<",
  LessThanEquals: "≤",
  GreaterThan: ">",
  GreaterThanEquals: "≥",
  Matches: "matches",
};

const TESTS: Record<string, string> = {
  IsPresent: "there",
  IsNull: "null",
  IsString: "a text",
  IsNumeric: "a number",
  IsBoolean: "true or false",
  IsTimestamp: "a time",
};

/** `$.a.b` is `a.b`; `$$.Execution.Name` is `Execution.Name`. */
const pathInWords = (path: unknown): string => String(path ?? "").replace(/^\$\$?\.?/, "") || "the input";

/** A JSONata expression as a reader says it: without its braces and dollar signs. */
function jsonataInWords(expression: string): string {
  const body = /^\{%([\s\S]*)%\}$/.exec(expression.trim())?.[1] ?? expression;
  return (
    body
      // Texts stay as they are.
      .split(/('[^']*'|"[^"]*")/)
      .map((part, index) => (index % 2 === 1 ? part : codeInWords(part)))
      .join("")
      .replace(/\s+/g, " ")
      .trim()
  );
}

const codeInWords = (code: string): string =>
  code
    .replace(/\$states\.(?:input|result|context)\./g, "")
    .replace(/\$states\.(input|result)\b/g, "the $1")
    .replace(/\$(?=\w)/g, "")
    .replace(/<=/g, "≤")
    .replace(/>=/g, "≥")
    .replace(/!=/g, "≠")
    .replace(/ = /g, " is ");
