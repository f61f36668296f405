/** A template, as read: sections are checked for their structure, values are not yet resolved. */
export interface Template {
  description?: string;
  version?: string;
  metadata?: unknown;
  transforms: string[];
  parameters: Record<string, ParameterDeclaration>;
  mappings: Record<string, Record<string, Record<string, unknown>>>;
  conditions: Record<string, unknown>;
  rules: Record<string, RuleDeclaration>;
  resources: Record<string, ResourceDeclaration>;
  outputs: Record<string, OutputDeclaration>;
}

export interface ParameterDeclaration {
  Type: string;
  Default?: string;
  Description?: string;
  NoEcho: boolean;
  AllowedValues?: string[];
  AllowedPattern?: string;
  ConstraintDescription?: string;
  MinLength?: number;
  MaxLength?: number;
  MinValue?: number;
  MaxValue?: number;
}

export interface RuleDeclaration {
  RuleCondition?: unknown;
  Assertions: { Assert: unknown; AssertDescription?: string }[];
}

export interface ResourceDeclaration {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn: string[];
  Condition?: string;
  Metadata?: unknown;
  Description?: string;
  DeletionPolicy: "Delete" | "Retain" | "RetainExceptOnCreate";
  UpdateReplacePolicy: "Delete" | "Retain";
}

export interface OutputDeclaration {
  Value: unknown;
  Description?: string;
  Condition?: string;
  Export?: { Name: unknown };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The one function that an object stands for: `{ Ref: … }` or `{ "Fn::X": … }`. */
export function functionOf(value: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return undefined;
  return name === "Ref" || name.startsWith("Fn::") ? { name, argument: value[name] } : undefined;
}
