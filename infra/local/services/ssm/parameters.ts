import { createHash } from "node:crypto";
import type { Parameter as ParameterOutput, ParameterType } from "@aws-sdk/client-ssm";
import type { Cloud, Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Input } from "../../sdk.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { managedKey } from "../kms/keys.ts";
import { validateParameterName } from "./names.ts";
import { type Parameter, type ParameterVersion, parameterArn, resolveReference, ssmStore } from "./store.ts";
import { mergeTags } from "./tags.ts";

const MAX_VERSIONS = 100;
/** Bytes of a value, by tier (API reference, PutParameter). */
const MAX_BYTES = { Standard: 4096, Advanced: 8192 };
const TYPES = ["String", "StringList", "SecureString"];

export const parameterOperations = {
  PutParameter: (input, call) => {
    const { Name = "", Tags = [], Overwrite = false } = input;
    validateParameterName(Name);
    validateMembers("ValidationException", { type: [input.Type, { enum: TYPES }] });
    if (input.Policies !== undefined && input.Policies !== "[]") throw unsupported("Policies");
    const { parameters } = call.store(ssmStore);
    const existing = parameters[Name];
    if (existing && !Overwrite)
      throw new AwsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    if (Overwrite && Tags.length > 0)
      throw new AwsError(
        "ValidationException",
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      );
    const version = nextVersion(input, call, existing?.versions.at(-1));
    const parameter = existing ?? { name: Name, versions: [], tags: mergeTags([], Tags) };
    makeRoom(parameter);
    parameter.versions.push(version);
    parameters[Name] = parameter;
    return { Version: version.version, Tier: version.tier };
  },

  GetParameter: ({ Name = "", WithDecryption = false }, call) => ({
    Parameter: parameterOutput(call, resolveReference(call.cloud, call, Name), WithDecryption),
  }),

  GetParameters: ({ Names = [], WithDecryption = false }, call) => {
    validateMembers("ValidationException", { names: [Names.length, { atLeast: 1, atMost: 10 }] });
    const Parameters: ParameterOutput[] = [];
    const InvalidParameters: string[] = [];
    for (const name of new Set(Names)) {
      const found = tryResolve(call.cloud, call, name);
      if (found) Parameters.push(parameterOutput(call, found, WithDecryption));
      else InvalidParameters.push(name);
    }
    return { Parameters, InvalidParameters };
  },

  GetParameterHistory: (input, call) => {
    const { parameter } = resolveReference(call.cloud, call, input.Name ?? "");
    const decrypt = input.WithDecryption ?? false;
    if (input.NextToken !== undefined) throw new AwsError("ValidationException", "Invalid NextToken.");
    return {
      Parameters: parameter.versions.map((version) => ({
        Name: parameter.name,
        Type: version.type,
        KeyId: version.keyId,
        LastModifiedDate: version.modified,
        LastModifiedUser: version.modifiedBy,
        Description: version.description,
        Value: shownValue(version, decrypt),
        AllowedPattern: version.allowedPattern,
        Version: version.version,
        Labels: version.labels,
        Tier: version.tier,
        Policies: [],
        DataType: version.dataType,
      })),
    };
  },

  LabelParameterVersion: ({ Name = "", ParameterVersion, Labels = [] }, call) => {
    const parameter = ownParameter(call, Name);
    const reference = ParameterVersion === undefined ? Name : `${Name}:${ParameterVersion}`;
    const { version } = resolveReference(call.cloud, call, reference);
    const valid = (label: string) => /^(?!\d|aws|ssm)[\w.-]{1,100}$/i.test(label);
    const labels = Labels.filter(valid);
    // A label names one version: it moves.
    for (const other of parameter.versions)
      other.labels = other.labels.filter((label) => !labels.includes(label));
    if (version.labels.length + labels.length > 10)
      throw new AwsError(
        "ParameterVersionLabelLimitExceeded",
        "A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.",
      );
    version.labels.push(...labels);
    return {
      InvalidLabels: Labels.filter((label) => !valid(label)),
      ParameterVersion: version.version,
    };
  },

  DeleteParameter: ({ Name = "" }, call) => {
    ownParameter(call, Name);
    delete call.store(ssmStore).parameters[Name];
    return {};
  },

  DeleteParameters: ({ Names = [] }, call) => {
    validateMembers("ValidationException", { names: [Names.length, { atLeast: 1, atMost: 10 }] });
    const { parameters } = call.store(ssmStore);
    const DeletedParameters = [...new Set(Names)].filter((name) => parameters[name]);
    for (const name of DeletedParameters) delete parameters[name];
    return {
      DeletedParameters,
      InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)),
    };
  },
} satisfies Operations<"ssm">;

/** The account's own parameter, which can be changed. */
export function ownParameter(call: Call, name: string): Parameter {
  const parameter = call.store(ssmStore).parameters[name];
  if (!parameter) throw new AwsError("ParameterNotFound", "");
  return parameter;
}

function nextVersion(
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

/** A parameter keeps a hundred versions; the oldest goes, unless it has a label. */
function makeRoom(parameter: Parameter): void {
  if (parameter.versions.length < MAX_VERSIONS) return;
  const oldest = parameter.versions[0]!;
  if (oldest.labels.length > 0)
    throw new AwsError(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  parameter.versions.shift();
}

/** A parameter as the three Get operations answer it. */
export function parameterOutput(
  place: Place,
  found: { parameter: Parameter; version: ParameterVersion; selector?: string },
  decrypt: boolean,
): ParameterOutput {
  const { parameter, version, selector } = found;
  return {
    Name: parameter.name,
    Type: version.type,
    Value: shownValue(version, decrypt),
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: selector }),
    LastModifiedDate: version.modified,
    ARN: parameterArn(place, parameter.name),
    DataType: version.dataType,
  };
}

/** Undecrypted, a secure string is a ciphertext: here a digest in its place, from which nothing can be read. */
function shownValue({ type, value }: ParameterVersion, decrypt: boolean): string {
  if (type !== "SecureString" || decrypt) return value;
  return `AQICAH${createHash("sha512").update(value).digest("base64")}`;
}

function tryResolve(cloud: Cloud, place: Place, name: string) {
  try {
    return resolveReference(cloud, place, name);
  } catch (error) {
    if (AwsError.is(error, "ParameterNotFound", "ParameterVersionNotFound")) return undefined;
    throw error;
  }
}

function unsupported(member: string): AwsError {
  return new AwsError(
    "NotImplemented",
    `The local account does not know ssm:PutParameter's ${member} yet.`,
    501,
  );
}
