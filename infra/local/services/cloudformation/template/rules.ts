import { notImplemented, validationError } from "../errors.ts";
import { holds } from "./conditions.ts";
import { evaluate } from "./evaluate.ts";
import type { Template } from "./model.ts";
import type { Scope } from "./scope.ts";

/**
 * Checks a template's Rules against the parameters' values.
 * @throws AwsError `ValidationError` with each failed assertion's description. Unsure: the words around it.
 */
export function checkRules(template: Template, scope: Scope): void {
  const predicates = predicatesOf(template, scope);
  const unnamed = (name: string): boolean => {
    throw validationError(`Template format error: Rules cannot refer to the condition ${name}`);
  };
  for (const [name, rule] of Object.entries(template.rules)) {
    if (rule.RuleCondition !== undefined && !holds(rule.RuleCondition, scope, unnamed, predicates)) continue;
    const failed = rule.Assertions.filter((one) => !holds(one.Assert, scope, unnamed, predicates));
    if (failed.length > 0) {
      const reasons = failed.map((one) => one.AssertDescription ?? JSON.stringify(one.Assert));
      throw validationError(`Template error: Rule ${name} has failed assertions: ${reasons.join("; ")}`);
    }
  }
}

function predicatesOf(template: Template, scope: Scope) {
  const strings = (value: unknown): string[] => [evaluateList(value)].flat().map(String);
  const evaluateList = (value: unknown): unknown => {
    const argument = value as Record<string, unknown> | unknown[];
    if (!Array.isArray(argument) && argument && "Fn::RefAll" in argument) {
      const type = argument["Fn::RefAll"];
      return Object.entries(template.parameters)
        .filter(([, parameter]) => parameter.Type === type)
        .flatMap(([name]) => scope.parameters[name] ?? []);
    }
    for (const unsupported of ["Fn::ValueOf", "Fn::ValueOfAll"]) {
      if (!Array.isArray(argument) && argument && typeof argument === "object" && unsupported in argument) {
        throw notImplemented(`the rule function ${unsupported}`);
      }
    }
    return evaluate(value, scope);
  };
  const pair = (name: string, argument: unknown): [unknown, unknown] => {
    if (!Array.isArray(argument) || argument.length !== 2) {
      throw validationError(`Template error: every ${name} object requires a list of 2 parameters.`);
    }
    return [argument[0], argument[1]];
  };
  return {
    "Fn::Contains": (argument: unknown) => {
      const [list, value] = pair("Fn::Contains", argument);
      return strings(list).includes(String(evaluate(value, scope)));
    },
    "Fn::EachMemberEquals": (argument: unknown) => {
      const [list, value] = pair("Fn::EachMemberEquals", argument);
      const wanted = String(evaluate(value, scope));
      return strings(list).every((member) => member === wanted);
    },
    "Fn::EachMemberIn": (argument: unknown) => {
      const [list, allowed] = pair("Fn::EachMemberIn", argument);
      const wanted = strings(allowed);
      return strings(list).every((member) => wanted.includes(member));
    },
  };
}
