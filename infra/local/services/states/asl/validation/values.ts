import { isObject, type Json } from "../definition.ts";
import { expressionIn } from "../jsonata.ts";
import { type Check, isOf } from "./fields.ts";
import { referencesOf } from "./jsonata-references.ts";
import { requirePathOrCall } from "./paths.ts";
import type { Place, Validation } from "./validation.ts";
import { warnOfNoDollar } from "./warnings.ts";

/** What `$states` has everywhere; a task's result and a caught error are there in some fields only. */
const STATES = ["input", "context"];
type More = "result" | "errorOutput";

/** A value that is computed: JSONata anywhere inside it, or a JSONPath payload template. */
export const value =
  (...more: More[]): Check =>
  (place, given, at) => {
    if (place.language === "JSONata") checkExpressions(place, given, at, [...STATES, ...more]);
    else checkTemplate(place, given, at);
  };

/** Parameters, ResultSelector and ItemSelector: an object or, as AWS has been given, a list of them. */
export const template: Check = (place, given, at) => {
  if (place.language === "JSONPath" && (typeof given !== "object" || given === null)) {
    isOf(place.validation, given, "OBJECT", at);
  } else value()(place, given, at);
};

/**
 * Assign: an object whose keys are names of variables. Unsure: whether AWS refuses a name that a scope around has; here
 * the inner one hides it.
 */
export const assign =
  (...more: More[]): Check =>
  (place, given, at) => {
    const { validation, language } = place;
    if (!isOf(validation, given, "OBJECT", at) || !isObject(given)) return;
    for (const key of Object.keys(given)) {
      const name = language === "JSONPath" ? key.replace(/\.\$$/, "") : key;
      if (name === "states") {
        validation.fail(
          "RESERVED_VARIABLE_NAME",
          "Cannot assign to reserved variable '$states'.",
          `${at}/${key}`,
        );
      } else if (!/^\p{ID_Start}[\p{ID_Continue}]*$/u.test(name) || name.length > 80) {
        validation.fail(
          "INVALID_VARIABLE_NAME",
          `Invalid variable name '${name}': the variable name contains invalid characters.`,
          `${at}/${key}`,
        );
      }
    }
    value(...more)(place, given, at);
  };

/** A text that a JSONata state can compute. */
export const computedText: Check = (place, given, at) => {
  if (isOf(place.validation, given, "STRING", at)) value()(place, given, at);
};

function checkExpressions(place: Place, given: Json, at: string, states: readonly string[]): void {
  if (typeof given === "string") checkExpression(place, given, at, states);
  else if (Array.isArray(given)) {
    for (const [i, item] of given.entries()) checkExpressions(place, item, `${at}[${i}]`, states);
  } else if (isObject(given)) {
    for (const [key, member] of Object.entries(given)) {
      checkExpressions(place, member, `${at}/${key}`, states);
    }
  }
}

function checkExpression({ validation }: Place, given: string, at: string, states: readonly string[]): void {
  const expression = expressionIn(given);
  if (expression === undefined) {
    if (given.startsWith("{%") || given.endsWith("%}")) {
      validation.schema("JSONata string must start with {% and end with %}", at);
    }
    return;
  }
  validation.later(() => checkReferences(validation, expression, at, states));
}

function checkReferences(
  validation: Validation,
  expression: string,
  at: string,
  states: readonly string[],
): void {
  try {
    const references = referencesOf(expression);
    for (const name of references.context) {
      const where = name === "$$" ? "" : " at the top level";
      validation.fail(
        "UNSUPPORTED_JSONATA_EXPRESSION",
        `Reference to '${name}'${where} is not supported.`,
        at,
      );
    }
    for (const name of references.states) {
      if (states.includes(name)) continue;
      validation.fail("UNSUPPORTED_JSONATA_EXPRESSION", `Field '$states.${name}' does not exist.`, at);
    }
  } catch (error) {
    const { message = "" } = error as { message?: string };
    validation.fail("INVALID_JSONATA_EXPRESSION", message, at);
  }
}

/** Members whose names end in `.$` are paths or calls, and lose that ending. */
function checkTemplate(place: Place, given: Json, at: string): void {
  if (Array.isArray(given))
    for (const [i, item] of given.entries()) checkTemplate(place, item, `${at}[${i}]`);
  if (!isObject(given)) return;
  const { validation } = place;
  for (const [key, member] of Object.entries(given)) {
    if (!key.endsWith(".$")) {
      warnOfNoDollar(place, member, `${at}/${key}`);
      checkTemplate(place, member, `${at}/${key}`);
      continue;
    }
    requirePathOrCall(validation, member, key, at);
    // Unsure: AWS's wording; the States Language forbids it.
    if (Object.hasOwn(given, key.slice(0, -2))) {
      validation.schema(`Field '${key.slice(0, -2)}' appears twice: once as '${key}'`, at);
    }
  }
}
