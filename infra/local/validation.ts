import { AwsError } from "./errors.ts";

/** What AWS's own models say of a string member; the SDK's schemas leave it out. */
interface StringRule {
  min?: number;
  max?: number;
  /** As the service's model writes it, because the error message repeats it. Anchored when it is applied. */
  pattern?: string;
  enum?: readonly string[];
}

/** A member's value and its rule, by the member's name in the wire's spelling (`roleName`). */
export type Checks = Record<string, [value: string | number | undefined, rule: StringRule | NumberRule]>;

interface NumberRule {
  atLeast?: number;
  atMost?: number;
}

/**
 * Checks members as AWS's request validation does: all of them, with one message for all.
 * @param code `ValidationError` in the Query protocol, `ValidationException` in the JSON ones; Logs has its own.
 */
export function validateMembers(
  code: "ValidationError" | "ValidationException" | "InvalidParameterException",
  checks: Checks,
): void {
  const problems = Object.entries(checks).flatMap(([member, [value, rule]]) =>
    value === undefined
      ? []
      : violations(value, rule).map(
          (constraint) =>
            `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
        ),
  );
  if (problems.length === 0) return;
  const count = `${problems.length} validation error${problems.length === 1 ? "" : "s"} detected`;
  throw new AwsError(code, `${count}: ${problems.join("; ")}`);
}

function violations(value: string | number, rule: StringRule & NumberRule): string[] {
  const problems: string[] = [];
  if (typeof value === "number") {
    if (rule.atLeast !== undefined && value < rule.atLeast)
      problems.push(`have value greater than or equal to ${rule.atLeast}`);
    if (rule.atMost !== undefined && value > rule.atMost)
      problems.push(`have value less than or equal to ${rule.atMost}`);
    return problems;
  }
  if (rule.min !== undefined && value.length < rule.min)
    problems.push(`have length greater than or equal to ${rule.min}`);
  if (rule.max !== undefined && value.length > rule.max)
    problems.push(`have length less than or equal to ${rule.max}`);
  if (rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`, "u").test(value))
    problems.push(`satisfy regular expression pattern: ${rule.pattern}`);
  if (rule.enum && !rule.enum.includes(value))
    problems.push(`satisfy enum value set: [${rule.enum.join(", ")}]`);
  return problems;
}
