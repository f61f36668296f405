import { validationError } from "../errors.ts";
import { evaluate } from "./evaluate.ts";
import { isObject, type Template } from "./model.ts";
import type { Scope } from "./scope.ts";

const templateError = (message: string) => validationError(`Template error: ${message}`);

/** Further functions that answer a boolean: the rule-specific ones, in a template's Rules. */
export type Predicates = Record<string, (argument: unknown) => boolean>;

/** Decides every condition of a template. `scope.conditions` is filled in as they are decided. */
export function decideConditions(template: Template, scope: Scope): void {
  const deciding = new Set<string>();
  const decide = (name: string): boolean => {
    const known = scope.conditions[name];
    if (known !== undefined) return known;
    if (!Object.hasOwn(template.conditions, name)) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    }
    if (deciding.has(name)) {
      throw validationError(
        `Template error: Found circular condition dependency: ${[...deciding].join(", ")}`,
      );
    }
    deciding.add(name);
    scope.conditions[name] = holds(template.conditions[name], scope, decide);
    deciding.delete(name);
    return scope.conditions[name]!;
  };
  for (const name of Object.keys(template.conditions)) decide(name);
}

/** Whether a condition's expression holds. */
export function holds(
  expression: unknown,
  scope: Scope,
  named: (name: string) => boolean,
  predicates: Predicates = {},
): boolean {
  if (typeof expression === "boolean") return expression;
  const [name, argument] = isObject(expression) ? (Object.entries(expression)[0] ?? []) : [];
  const inner = (value: unknown) => holds(value, scope, named, predicates);
  if (name && predicates[name]) return predicates[name](argument);
  switch (name) {
    case "Condition":
      return named(String(argument));
    case "Fn::And":
    case "Fn::Or":
      if (!Array.isArray(argument) || argument.length < 2 || argument.length > 10) {
        throw templateError(
          `every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
        );
      }
      return name === "Fn::And" ? argument.every(inner) : argument.some(inner);
    case "Fn::Not":
      if (!Array.isArray(argument) || argument.length !== 1) {
        throw templateError("every Fn::Not object requires one boolean parameter.");
      }
      return !inner(argument[0]);
    case "Fn::Equals": {
      if (!Array.isArray(argument) || argument.length !== 2) {
        throw templateError("every Fn::Equals object requires a list of 2 string parameters.");
      }
      const [left, right] = argument.map((side) => JSON.stringify(comparable(evaluate(side, scope))));
      return left === right;
    }
    default:
      throw templateError(
        "every Condition member must be a condition function (Fn::And, Fn::Equals, Fn::Not, Fn::Or) or a Condition.",
      );
  }
}

/** A template's numbers and booleans are strings when compared. */
function comparable(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? value.map(comparable) : value;
}
