import { notImplemented, validationError } from "../errors.ts";
import {
  isObject,
  type OutputDeclaration,
  type ParameterDeclaration,
  type ResourceDeclaration,
  type RuleDeclaration,
  type Template,
} from "./model.ts";
import { parseTemplateText } from "./parse.ts";

const SECTIONS = [
  "AWSTemplateFormatVersion",
  "Conditions",
  "Description",
  "Mappings",
  "Metadata",
  "Outputs",
  "Parameters",
  "Resources",
  "Rules",
  "Transform",
];

const RESOURCE_MEMBERS = [
  "Type",
  "Properties",
  "DependsOn",
  "Condition",
  "Metadata",
  "Description",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "CreationPolicy",
  "UpdatePolicy",
];

const formatError = (message: string) => validationError(`Template format error: ${message}`);

/**
 * Reads a template and checks its structure, as ValidateTemplate does before it looks at references.
 * @throws AwsError `ValidationError` in CloudFormation's words
 */
export function readTemplate(text: string): Template {
  const raw = parseTemplateText(text);
  const unknown = Object.keys(raw).filter((key) => !SECTIONS.includes(key));
  if (unknown.length > 0)
    throw validationError(`Invalid template property or properties [${unknown.join(", ")}]`);
  const version = raw.AWSTemplateFormatVersion;
  if (version !== undefined && version !== "2010-09-09") {
    throw formatError(`${String(version)} is not a supported value for AWSTemplateFormatVersion.`);
  }
  const description = raw.Description;
  if (description !== undefined && typeof description !== "string") {
    throw formatError("Every Description member must be a string.");
  }
  if (!isObject(raw.Resources) || Object.keys(raw.Resources).length === 0) {
    throw formatError("At least one Resources member must be defined.");
  }
  const transform = raw.Transform === undefined ? [] : [raw.Transform].flat();
  return {
    description,
    version,
    metadata: raw.Metadata,
    transforms: transform.map((entry) => (isObject(entry) ? String(entry.Name) : String(entry))),
    parameters: members(raw, "Parameters", readParameter),
    mappings: members(raw, "Mappings", readMapping),
    conditions: members(raw, "Conditions", (_, value) => value),
    rules: members(raw, "Rules", readRule),
    resources: members(raw, "Resources", readResource),
    outputs: members(raw, "Outputs", readOutput),
  };
}

function members<T>(
  raw: Record<string, unknown>,
  section: string,
  read: (name: string, value: unknown) => T,
): Record<string, T> {
  const value = raw[section];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw formatError(`unsupported structure in the ${section} section.`);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (section !== "Rules" && section !== "Mappings" && !/^[A-Za-z0-9]{1,255}$/.test(name)) {
        throw formatError(`${section} names must be alphanumeric: ${name} is not.`);
      }
      return [name, read(name, member)];
    }),
  );
}

function readParameter(name: string, value: unknown): ParameterDeclaration {
  if (!isObject(value)) throw formatError(`Every Parameters member must be an object; ${name} is not.`);
  if (typeof value.Type !== "string") {
    throw formatError("Every Parameters object must contain a Type member.");
  }
  const number = (member: string) => (value[member] === undefined ? undefined : Number(value[member]));
  const text = (member: string) => (value[member] === undefined ? undefined : String(value[member]));
  const allowed = value.AllowedValues;
  return {
    Type: value.Type,
    Default: Array.isArray(value.Default) ? value.Default.map(String).join(",") : text("Default"),
    Description: text("Description"),
    NoEcho: String(value.NoEcho) === "true",
    AllowedValues: Array.isArray(allowed) ? allowed.map(String) : undefined,
    AllowedPattern: text("AllowedPattern"),
    ConstraintDescription: text("ConstraintDescription"),
    MinLength: number("MinLength"),
    MaxLength: number("MaxLength"),
    MinValue: number("MinValue"),
    MaxValue: number("MaxValue"),
  };
}

function readMapping(name: string, value: unknown): Record<string, Record<string, unknown>> {
  if (!isObject(value) || !Object.values(value).every(isObject)) {
    throw formatError(`Every Mappings member ${name} must be a map of maps.`);
  }
  return value as Record<string, Record<string, unknown>>;
}

function readRule(name: string, value: unknown): RuleDeclaration {
  if (!isObject(value) || !Array.isArray(value.Assertions) || !value.Assertions.every(isObject)) {
    throw formatError(`Every Rules object must contain an Assertions member; ${name} does not.`);
  }
  return {
    RuleCondition: value.RuleCondition,
    Assertions: value.Assertions.map((assertion: Record<string, unknown>) => ({
      Assert: assertion.Assert,
      AssertDescription: assertion.AssertDescription as string | undefined,
    })),
  };
}

function readResource(name: string, value: unknown): ResourceDeclaration {
  if (!isObject(value)) throw formatError(`[/Resources/${name}] resource definition is malformed`);
  if (typeof value.Type !== "string") {
    throw formatError(`[/Resources/${name}] Every Resources object must contain a Type member.`);
  }
  const unknown = Object.keys(value).filter((member) => !RESOURCE_MEMBERS.includes(member));
  if (unknown.length > 0) throw validationError(`Invalid template resource property '${unknown[0]}'`);
  if (value.Properties !== undefined && value.Properties !== null && !isObject(value.Properties)) {
    throw formatError(`[/Resources/${name}/Properties] 'null' values are not allowed in templates`);
  }
  // Both wait for signals, which nothing in the local account sends.
  for (const policy of ["CreationPolicy", "UpdatePolicy"] as const) {
    if (value[policy] !== undefined) throw notImplemented(`a resource's ${policy} (${name})`);
  }
  return {
    Type: value.Type,
    Properties: (value.Properties as Record<string, unknown> | null | undefined) ?? {},
    DependsOn: value.DependsOn === undefined ? [] : [value.DependsOn].flat().map(String),
    Condition: value.Condition as string | undefined,
    Metadata: value.Metadata,
    Description: value.Description as string | undefined,
    DeletionPolicy: policy(name, "DeletionPolicy", value.DeletionPolicy, [
      "Delete",
      "Retain",
      "RetainExceptOnCreate",
    ]),
    UpdateReplacePolicy: policy(name, "UpdateReplacePolicy", value.UpdateReplacePolicy, ["Delete", "Retain"]),
  };
}

function policy<P extends string>(
  name: string,
  member: string,
  value: unknown,
  known: readonly P[],
): P | "Delete" {
  if (value === undefined) return "Delete";
  if (value === "Snapshot") throw notImplemented(`${member} Snapshot (${name})`);
  const found = known.find((one) => one === value);
  if (!found) throw formatError(`Unrecognized ${member} ${JSON.stringify(value)} for resource ${name}`);
  return found;
}

function readOutput(name: string, value: unknown): OutputDeclaration {
  if (!isObject(value) || value.Value === undefined) {
    throw formatError(`Every Outputs member must contain a Value object`);
  }
  if (value.Export !== undefined && (!isObject(value.Export) || value.Export.Name === undefined)) {
    throw formatError(
      `Output ${name} is malformed. The Name field of every Export member must be specified.`,
    );
  }
  return {
    Value: value.Value,
    Description: value.Description as string | undefined,
    Condition: value.Condition as string | undefined,
    Export: value.Export as { Name: unknown } | undefined,
  };
}
