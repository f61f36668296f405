import { CHOICE_OPERATORS } from "./choice-rule.ts";
import { isObject, type Json, type JsonObject, type QueryLanguage } from "./definition.ts";
import { type Report, SCHEMA } from "./validate-definition.ts";
import { checkFields, checkValue, isPath } from "./validate-fields.ts";

/** Checks a Choice state's rules, one inside another. */
export function checkChoices(
  report: Report,
  language: QueryLanguage,
  { Choices }: JsonObject,
  at: string,
): void {
  if (!Array.isArray(Choices) || Choices.length === 0) {
    if (Choices !== undefined) report.add(SCHEMA, "Choices must not be empty", `${at}/Choices`);
    return;
  }
  for (const [i, rule] of Choices.entries()) checkRule(report, language, rule, `${at}/Choices[${i}]`, true);
}

function checkRule(report: Report, language: QueryLanguage, rule: Json, at: string, top: boolean): void {
  if (!isObject(rule)) {
    report.add(SCHEMA, "Expected an object", at);
    return;
  }
  if (top && rule.Next === undefined) report.add(SCHEMA, "These fields are required: [Next]", at);
  if (language === "JSONata") {
    checkFields(report, rule, at, ["Comment", "Condition", "Next", "Assign", "Output"], ["Condition"]);
    checkValue(report, language, rule, at);
    return;
  }
  if (rule.Assign !== undefined) checkValue(report, language, rule.Assign, `${at}/Assign`);
  for (const combination of ["And", "Or"]) {
    const parts = rule[combination];
    if (!Array.isArray(parts)) continue;
    for (const [i, part] of parts.entries()) {
      checkRule(report, language, part, `${at}/${combination}[${i}]`, false);
    }
  }
  if (rule.Not !== undefined) checkRule(report, language, rule.Not, `${at}/Not`, false);
  if (rule.And ?? rule.Or ?? rule.Not) return;
  const operators = Object.keys(rule).filter((key) => CHOICE_OPERATORS.includes(key.replace(/Path$/, "")));
  if (operators.length !== 1) report.add(SCHEMA, "A choice rule must have exactly one operator", at);
  if (!isPath(rule.Variable)) report.add(SCHEMA, "Value is not a JSONPath", `${at}/Variable`);
}
