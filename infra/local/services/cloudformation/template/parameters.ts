import type { Parameter } from "@aws-sdk/client-cloudformation";
import { validationError } from "../errors.ts";
import type { StackParameter } from "../store.ts";
import type { ParameterDeclaration, Template } from "./model.ts";

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST_TYPE = /^(List<.+>|CommaDelimitedList)$/;
const PLAIN_TYPE =
  /^(String|Number|CommaDelimitedList|List<(Number|String|AWS::.+)>|AWS::SSM::Parameter::(Name|Value<.+>)|AWS::(EC2|Route53)::.+)$/;

/** The parameter of Parameter Store's whose value a parameter stands for, when it is of such a type. */
export function ssmValueType(declaration: ParameterDeclaration): string | undefined {
  return SSM_TYPE.exec(declaration.Type)?.[1];
}

/** Whether Ref of it is a list. */
function isListParameter(declaration: ParameterDeclaration): boolean {
  return LIST_TYPE.test(ssmValueType(declaration) ?? declaration.Type);
}

/** The members of a comma delimited value. */
export function listMembers(value: string): string[] {
  return value === "" ? [] : value.split(",").map((member) => member.trim());
}

/**
 * The values that the parameters of a template take: given, previous, or the default; each checked against its
 * declaration. Values of Parameter Store's are not looked up here.
 * @throws AwsError `ValidationError` in CloudFormation's words
 */
export function chooseParameters(
  template: Template,
  given: readonly Parameter[],
  previous: readonly StackParameter[] | undefined,
): StackParameter[] {
  const keys = given.map((parameter) => parameter.ParameterKey ?? "");
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw validationError(`Duplicate input parameter key ${twice}`);
  const unknown = keys.filter((key) => !Object.hasOwn(template.parameters, key));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const missing: string[] = [];
  const chosen = Object.entries(template.parameters).flatMap(([key, declaration]) => {
    if (!PLAIN_TYPE.test(declaration.Type)) {
      throw validationError(`Template format error: Unrecognized parameter type: ${declaration.Type}`);
    }
    const input = given.find((parameter) => parameter.ParameterKey === key);
    const former = previous?.find((parameter) => parameter.key === key);
    if (input?.UsePreviousValue && input.ParameterValue !== undefined) {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    }
    if (input?.UsePreviousValue && !former) {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    const value = input?.UsePreviousValue ? former?.value : (input?.ParameterValue ?? declaration.Default);
    if (value === undefined) {
      missing.push(key);
      return [];
    }
    checkValue(key, value, declaration);
    return [{ key, value, ...(declaration.NoEcho ? { noEcho: true } : {}) }];
  });
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  return chosen;
}

function checkValue(key: string, value: string, declaration: ParameterDeclaration): void {
  const { AllowedValues, AllowedPattern, ConstraintDescription, MinLength, MaxLength, MinValue, MaxValue } =
    declaration;
  const fail = (message: string) => {
    // A constraint's own description takes the place of CloudFormation's words.
    if (ConstraintDescription) {
      return validationError(`Parameter '${key}' failed to satisfy constraint: ${ConstraintDescription}`);
    }
    return validationError(`Parameter '${key}' ${message}`);
  };
  const members = LIST_TYPE.test(declaration.Type) ? listMembers(value) : [value];
  if (AllowedValues && !members.every((member) => AllowedValues.includes(member))) {
    throw fail("must be one of AllowedValues");
  }
  if (/^(Number|List<Number>)$/.test(declaration.Type)) {
    const numbers = members.map(Number);
    if (members.includes("") || numbers.some(Number.isNaN)) throw fail("must be a number");
    if (MinValue !== undefined && numbers.some((one) => one < MinValue))
      throw fail(`must be a number not less than ${MinValue}`);
    if (MaxValue !== undefined && numbers.some((one) => one > MaxValue))
      throw fail(`must be a number not greater than ${MaxValue}`);
    return;
  }
  if (AllowedPattern !== undefined) {
    const pattern = new RegExp(`^(?:${AllowedPattern})$`);
    if (!members.every((member) => pattern.test(member))) throw fail(`must match pattern ${AllowedPattern}`);
  }
  if (MinLength !== undefined && value.length < MinLength)
    throw fail(`must contain at least ${MinLength} characters`);
  if (MaxLength !== undefined && value.length > MaxLength)
    throw fail(`must contain at most ${MaxLength} characters`);
}

/** What Ref answers of each parameter. */
export function parameterValues(
  template: Template,
  parameters: readonly StackParameter[],
): Record<string, string | string[]> {
  return Object.fromEntries(
    parameters.flatMap(({ key, value, resolvedValue }) => {
      const declaration = template.parameters[key];
      if (!declaration) return [];
      const text = resolvedValue ?? value;
      return [[key, isListParameter(declaration) ? listMembers(text) : text]];
    }),
  );
}
