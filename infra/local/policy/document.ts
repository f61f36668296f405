import { actionPattern, type ResourcePattern, resourcePattern } from "./match.ts";

/** One statement of a policy, normalised: lists for what may be one or many, and patterns ready to be compared. */
export interface Statement {
  sid?: string;
  effect: "Allow" | "Deny";
  /** Made by `actionPattern`. */
  actions?: string[];
  notActions?: string[];
  resources?: ResourcePattern[];
  notResources?: ResourcePattern[];
  principal?: PrincipalClause;
  notPrincipal?: PrincipalClause;
  conditions: Condition[];
}

/** `Principal`, by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. `"*"` alone is `{ AWS: ["*"] }`. */
export type PrincipalClause = Record<string, string[]>;

/** One line of a `Condition` block: an operator, a key and the values of which one must match. */
export interface Condition {
  /** Without quantifier and `IfExists`, such as `StringEquals`. */
  operator: string;
  quantifier?: "ForAllValues" | "ForAnyValue";
  ifExists: boolean;
  /** In lower case: condition keys are not case-sensitive. */
  key: string;
  values: string[];
}

export interface Policy {
  /** Policy variables exist from 2012-10-17 on; in an older document `${` is plain text. */
  hasVariables: boolean;
  statements: Statement[];
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

// A memo of a pure function: parsing is what costs time when every call is authorised.
const parsed = new Map<string, Policy>();
const PARSED_LIMIT = 1000;

/** Parses a policy document that `validatePolicy` has accepted; the same text gives the same object. */
export function parsePolicy(text: string): Policy {
  const known = parsed.get(text);
  if (known) return known;
  const policy = normalise(JSON.parse(text));
  if (parsed.size >= PARSED_LIMIT) parsed.clear();
  parsed.set(text, policy);
  return policy;
}

function normalise(document: { Version?: string; Statement: Json }): Policy {
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  const hasVariables = document.Version === "2012-10-17";
  return {
    hasVariables,
    statements: statements.map((statement) =>
      normaliseStatement(statement as Record<string, Json>, hasVariables),
    ),
  };
}

function normaliseStatement(statement: Record<string, Json>, hasVariables: boolean): Statement {
  const list = <T>(key: string, compile: (text: string) => T) =>
    statement[key] === undefined ? undefined : strings(statement[key]).map(compile);
  const resource = (text: string) => resourcePattern(text, hasVariables);
  const clause = (key: string) => (statement[key] === undefined ? undefined : principals(statement[key]));
  return {
    sid: statement.Sid as string | undefined,
    effect: statement.Effect as "Allow" | "Deny",
    actions: list("Action", actionPattern),
    notActions: list("NotAction", actionPattern),
    resources: list("Resource", resource),
    notResources: list("NotResource", resource),
    principal: clause("Principal"),
    notPrincipal: clause("NotPrincipal"),
    conditions: conditions((statement.Condition ?? {}) as Record<string, Record<string, Json>>),
  };
}

function strings(value: Json): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function principals(value: Json): PrincipalClause {
  if (value === "*") return { AWS: ["*"] };
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([kind, names]) => [kind, strings(names)]),
  );
}

function conditions(block: Record<string, Record<string, Json>>): Condition[] {
  return Object.entries(block).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      ...splitOperator(name),
      key: key.toLowerCase(),
      values: strings(values),
    })),
  );
}

/** Takes `ForAnyValue:StringLikeIfExists` apart. */
export function splitOperator(name: string): Pick<Condition, "operator" | "quantifier" | "ifExists"> {
  const [, quantifier, operator = name, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(name) ?? [];
  return {
    operator,
    quantifier: quantifier
      ? quantifier.toLowerCase() === "forallvalues"
        ? "ForAllValues"
        : "ForAnyValue"
      : undefined,
    ifExists: ifExists !== undefined,
  };
}
