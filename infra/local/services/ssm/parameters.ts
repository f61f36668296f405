import { createHash } from "node:crypto";
import type { Parameter as ParameterOutput } from "@aws-sdk/client-ssm";
import type { Cloud, Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { validateParameterName } from "./names.ts";
import { makeRoom, nextVersion } from "./new-version.ts";
import { type Parameter, type ParameterVersion, parameterArn, resolveReference, ssmStore } from "./store.ts";
import { mergeTags } from "./tags.ts";

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
function ownParameter(call: Call, name: string): Parameter {
  const parameter = call.store(ssmStore).parameters[name];
  if (!parameter) throw new AwsError("ParameterNotFound", "");
  return parameter;
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
