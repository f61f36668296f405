import { isObject, type Json, type JsonObject, type QueryLanguage } from "./definition.ts";
import { compilePath } from "./json-path.ts";
import { compileExpression, expressionIn } from "./jsonata.ts";
import { type Report, SCHEMA } from "./validate-definition.ts";

/** The fields that an object must and may have. */
export function checkFields(
  report: Report,
  object: JsonObject,
  at: string,
  allowed: readonly string[],
  required: readonly string[],
): void {
  const missing = required.filter((field) => !Object.hasOwn(object, field));
  if (missing.length > 0) {
    report.add(SCHEMA, `These fields are required: [${missing.join(", ")}]`, at || "/");
  }
  for (const field of Object.keys(object)) {
    if (!allowed.includes(field)) {
      report.add(SCHEMA, "Field is not supported by Step Functions", `${at}/${field}`);
    }
  }
}

/** Expressions inside a JSONata field are JSONata; members of a JSONPath template that end in `.$` are paths. */
export function checkValue(report: Report, language: QueryLanguage, value: Json, at: string): void {
  if (language === "JSONata") checkExpression(report, value, at);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkValue(report, language, item, `${at}[${i}]`);
  }
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (language === "JSONPath" && key.endsWith(".$")) {
      if (!isPathOrCall(member)) {
        report.add(
          SCHEMA,
          `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
          `${at}/${key}`,
        );
      }
    } else checkValue(report, language, member, `${at}/${key}`);
  }
}

function checkExpression(report: Report, value: Json, at: string): void {
  const expression = expressionIn(value);
  if (expression === undefined) return;
  try {
    compileExpression(expression);
  } catch (error) {
    const { message } = error as { message?: string };
    report.add(SCHEMA, `The JSONata expression '${expression}' is not valid: ${message ?? ""}`, at);
  }
}

/** Whether a value is a path into the input, the context object or a variable, or calls an intrinsic function. */
export function isPathOrCall(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (/^States\.\w+\(/.test(value)) return value.trimEnd().endsWith(")");
  return isPath(value);
}

export function isPath(value: unknown): boolean {
  if (typeof value !== "string" || !value.startsWith("$")) return false;
  const text = value.startsWith("$$") ? value.slice(1) : value;
  try {
    compilePath(/^\$[\p{L}_]/u.test(text) ? `$.${text.slice(1)}` : text);
    return true;
  } catch {
    return false;
  }
}
