import { CHOICE_OPERATORS } from "../choice-rule.ts";
import { isObject, type Json, type JsonObject } from "../definition.ts";
import { expressionIn } from "../jsonata.ts";
import { parseTimestamp } from "../timestamp.ts";
import { type Check, checkFields, checkTable, isOf, objectsOf, ofType } from "./fields.ts";
import { reference } from "./paths.ts";
import type { Place } from "./validation.ts";
import { assign, value } from "./values.ts";
import { warnOfLostPath } from "./warnings.ts";

/** A Choice state's rules. Messages as observed: cdk-preflight's `pf-sfn-asl-choice-rules`. */
export const choices: Check = (place, list, at) => {
  for (const [rule, location] of objectsOf(place.validation, list, at)) {
    if (place.language === "JSONata") checkTable(place, rule, location, JSONATA_RULE, ["Condition", "Next"]);
    else checkRule(place, rule, location, true);
  }
};

const condition: Check = (place, given, at) => {
  // Unsure: that AWS takes a boolean as it stands, as the States Language has it.
  if (typeof given === "boolean" || !isOf(place.validation, given, "STRING", at)) return;
  if (expressionIn(given) === undefined) {
    place.validation.schema("JSONata string must start with {% and end with %}", at);
  } else value()(place, given, at);
};

const JSONATA_RULE: Record<string, Check> = {
  Comment: ofType("STRING"),
  Condition: condition,
  Next: ofType("STRING"),
  Assign: assign(),
  Output: value(),
};

const KINDS = ["And", "Or", "Not", "Variable", "Condition"];
/** What a top-level rule has besides its test. */
const ONWARD = ["Comment", "Next", "Assign"];
const COMPARISONS = CHOICE_OPERATORS.filter((name) => !name.startsWith("Is") && name !== "StringMatches");
const OPERATORS = [...CHOICE_OPERATORS, ...COMPARISONS.map((name) => `${name}Path`)];

function checkRule(place: Place, rule: JsonObject, at: string, top: boolean): void {
  const { validation } = place;
  const kinds = KINDS.filter((kind) => Object.hasOwn(rule, kind));
  if (rule.Condition !== undefined) {
    validation.schema(
      "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
      at,
    );
  } else if (kinds.length !== 1) {
    validation.schema(`The object must have only one of the following fields, [${KINDS.join(", ")}]`, at);
  }
  const operators = OPERATORS.filter((operator) => Object.hasOwn(rule, operator));
  if (rule.Variable !== undefined && operators.length > 1) {
    validation.schema(`There should only be one of the following fields: [${operators.join(", ")}]`, at);
  }
  if (rule.Variable !== undefined && operators.length === 0) {
    validation.schema(
      `This object should have only one of the following fields: [${OPERATORS.join(", ")}]`,
      at,
    );
  }
  checkFields(
    validation,
    rule,
    at,
    [...kinds, ...(top ? ONWARD : ["Comment"]), ...(rule.Variable === undefined ? [] : OPERATORS)],
    top ? ["Next"] : [],
  );
  if (top && rule.Next !== undefined) isOf(validation, rule.Next, "STRING", `${at}/Next`);
  if (rule.Assign !== undefined) assign()(place, rule.Assign, `${at}/Assign`);
  if (rule.Variable !== undefined) reference()(place, rule.Variable, `${at}/Variable`);
  for (const operator of operators) checkOperand(place, operator, rule[operator]!, `${at}/${operator}`);
  for (const combination of ["And", "Or"]) {
    if (rule[combination] === undefined) continue;
    for (const [part, location] of objectsOf(validation, rule[combination], `${at}/${combination}`)) {
      checkRule(place, part, location, false);
    }
  }
  if (rule.Not === undefined) return;
  if (isObject(rule.Not)) checkRule(place, rule.Not, `${at}/Not`, false);
  else isOf(validation, rule.Not, "OBJECT", `${at}/Not`);
}

/** Unsure: AWS's wording for operands of another type than the operator's. */
function checkOperand(place: Place, operator: string, operand: Json, at: string): void {
  const { validation } = place;
  if (operator.endsWith("Path")) reference()(place, operand, at);
  else if (/^(Is|Boolean)/.test(operator)) isOf(validation, operand, "BOOLEAN", at);
  else if (operator.startsWith("Numeric")) {
    if (typeof operand !== "number") validation.schema("Expected value of type Double", at);
  } else if (isOf(validation, operand, "STRING", at)) {
    warnOfLostPath(place, operand as string, at);
    if (operator.startsWith("Timestamp") && parseTimestamp(operand) === undefined) {
      validation.schema("String does not match RFC3339 timestamp", at);
    }
  }
}
