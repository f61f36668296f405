import { AwsError } from "../../errors.ts";

/** AWS names a missing parameter as its wire name begins: `vpcId`. */
export function required<T>(value: T, parameter: string): NonNullable<T> {
  if (value === undefined || value === null || value === "") {
    const name = parameter.charAt(0).toLowerCase() + parameter.slice(1);
    throw new AwsError("MissingParameter", `The request must contain the parameter ${name}`);
  }
  return value;
}

export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError("InvalidParameterCombination", message);
}

export function dependencyViolation(message: string): AwsError {
  return new AwsError("DependencyViolation", message);
}

/**
 * Refuses what a call asks for beyond the parameters that are implemented: leaving one out unsaid would give
 * a result that AWS does not. `false` and empty lists ask for nothing.
 */
export function supports<I extends object>(input: I, ...parameters: (keyof I & string)[]): void {
  const known: string[] = [...parameters, "DryRun"];
  for (const [name, value] of Object.entries(input)) {
    if (known.includes(name) || value === undefined || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw new AwsError(
      "NotImplemented",
      `The local account does not know the parameter ${name} here yet.`,
      501,
    );
  }
}
