/**
 * What CloudTrail leaves out of its records, or hides in them, so that it is never written down: by service, each
 * member's name and what stands in its place (nothing, where that is undefined).
 */
const WITHHELD: Record<string, Record<string, unknown>> = {
  // "Logging CloudFormation API calls": parameters without their values, and no template.
  cloudformation: { ParameterValue: undefined, TemplateBody: undefined, StackPolicyBody: undefined },
  // "Logging Amazon EC2 and Amazon EBS API calls", the sample of CreateKeyPair.
  ec2: { KeyMaterial: "<sensitiveDataRemoved>", UserData: "<sensitiveDataRemoved>" },
  iam: { SecretAccessKey: undefined, Password: undefined, NewPassword: undefined, OldPassword: undefined },
  // Names of variables would tell as much as their values.
  lambda: { ZipFile: undefined, Environment: {} },
  ssm: {
    Value: "HIDDEN_DUE_TO_SECURITY_REASONS",
    TokenValue: "Value hidden due to security reasons.",
    Content: "HIDDEN_DUE_TO_SECURITY_REASONS",
  },
  states: {
    definition: "HIDDEN_DUE_TO_SECURITY_REASONS",
    input: "HIDDEN_DUE_TO_SECURITY_REASONS",
    output: "HIDDEN_DUE_TO_SECURITY_REASONS",
    cause: "HIDDEN_DUE_TO_SECURITY_REASONS",
    error: "HIDDEN_DUE_TO_SECURITY_REASONS",
  },
  sts: { SecretAccessKey: undefined, SessionToken: undefined, WebIdentityToken: undefined },
};

const NOTHING: Record<string, unknown> = {};

/** As `JSON.stringify` of a decoded input or output, without secrets and bytes. Undefined for undefined. */
export function toText(service: string, value: object | undefined): string | undefined {
  if (value === undefined) return undefined;
  const withheld = WITHHELD[service] ?? NOTHING;
  return JSON.stringify(service === "lambda" ? withoutPackage(value) : value, function (key, item: unknown) {
    if (Object.hasOwn(withheld, key)) return withheld[key];
    // `item` has been through Buffer's own toJSON by now.
    return typeof item === "object" && this[key] instanceof Uint8Array ? undefined : item;
  });
}

/** A package may be 50 MB, of which JSON would first make an array of numbers. */
function withoutPackage(value: object): object {
  const { ZipFile, Code, ...rest } = value as { ZipFile?: unknown; Code?: object };
  return Code === undefined ? rest : { ...rest, Code: withoutPackage(Code) };
}
