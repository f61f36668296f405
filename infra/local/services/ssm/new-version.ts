import type { ParameterType } from "@aws-sdk/client-ssm";
import { AwsError } from "../../errors.ts";
import type { Input } from "../../sdk.ts";
import type { Call } from "../../service.ts";
import { managedKey } from "../kms/keys.ts";
import type { Parameter, ParameterVersion } from "./store.ts";

const MAX_VERSIONS = 100;
/** Bytes of a value, by tier (API reference, PutParameter). */
const MAX_BYTES = { Standard: 4096, Advanced: 8192 };

/**
 * The version that a PutParameter asks for; what it leaves out is as in the last one.
 * @throws AwsError `ValidationException`, `ParameterPatternMismatchException` and their like
 */
export function nextVersion(
  input: Input<"ssm", "PutParameter">,
  call: Call,
  last: ParameterVersion | undefined,
): ParameterVersion {
  const { Value = "", Tier = last?.tier ?? "Standard", AllowedPattern, DataType = "text" } = input;
  const type = (input.Type ?? last?.type) as ParameterType | undefined;
  if (type === undefined)
    throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
  if (last && type !== last.type)
    throw new AwsError(
      "HierarchyTypeMismatchException",
      "The parameter type can't be changed: delete the parameter and create it again.",
    );
  const tier = Tier === "Intelligent-Tiering" ? tierFor(Value) : Tier;
  if (Value === "") throw new AwsError("ValidationException", "Parameter value can't be empty.");
  if (Buffer.byteLength(Value) > MAX_BYTES[tier])
    throw new AwsError(
      "ValidationException",
      tier === "Standard"
        ? `Standard tier parameters support a maximum parameter value of ${MAX_BYTES.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
        : `Advanced tier parameters support a maximum parameter value of ${MAX_BYTES.Advanced} characters.`,
    );
  if (AllowedPattern !== undefined && !allowedBy(AllowedPattern).test(Value))
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${AllowedPattern}`,
    );
  if (DataType === "aws:ec2:image" && !/^ami-[0-9a-f]{8,17}$/.test(Value))
    throw new AwsError("ValidationException", `The AMI ID ${Value} is not valid.`);
  if (DataType !== "text" && DataType !== "aws:ec2:image")
    throw new AwsError("ValidationException", `The following data type is not supported: ${DataType}`);
  return {
    version: (last?.version ?? 0) + 1,
    value: Value,
    type,
    tier,
    dataType: DataType,
    description: input.Description ?? last?.description,
    allowedPattern: AllowedPattern,
    ...(type === "SecureString" ? { keyId: keyFor(input.KeyId, call) } : {}),
    labels: [],
    modified: call.cloud.clock.now(),
    modifiedBy: call.principal.arn,
  };
}

const tierFor = (value: string) => (Buffer.byteLength(value) > MAX_BYTES.Standard ? "Advanced" : "Standard");

function allowedBy(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new AwsError("InvalidAllowedPatternException", `The regular expression ${pattern} is not valid.`);
  }
}

const DEFAULT_KEY = "alias/aws/ssm";

/** A secure string's key: the account's own for Parameter Store is made at its first use. */
function keyFor(keyId: string | undefined, call: Call): string {
  if (keyId !== undefined && keyId !== DEFAULT_KEY)
    throw new AwsError("InvalidKeyId", `Key ${keyId} does not exist: the account has AWS-managed keys only.`);
  managedKey(call.cloud, call, DEFAULT_KEY);
  return DEFAULT_KEY;
}

/**
 * A parameter keeps a hundred versions; the oldest goes, unless it has a label.
 * @throws AwsError `ParameterMaxVersionLimitExceeded`
 */
export function makeRoom(parameter: Parameter): void {
  if (parameter.versions.length < MAX_VERSIONS) return;
  const oldest = parameter.versions[0]!;
  if (oldest.labels.length > 0)
    throw new AwsError(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  parameter.versions.shift();
}
