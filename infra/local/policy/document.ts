/** One statement of a policy, normalised: every element that may be a string or a list is a list. */
export interface Statement {
  sid?: string;
  effect: "Allow" | "Deny";
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
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
  return {
    hasVariables: document.Version === "2012-10-17",
    statements: statements.map((statement) => normaliseStatement(statement as Record<string, Json>)),
  };
}

function normaliseStatement(statement: Record<string, Json>): Statement {
  const list = (key: string) => (statement[key] === undefined ? undefined : strings(statement[key]));
  const clause = (key: string) => (statement[key] === undefined ? undefined : principals(statement[key]));
  return {
    sid: statement.Sid as string | undefined,
    effect: statement.Effect as "Allow" | "Deny",
    actions: list("Action"),
    notActions: list("NotAction"),
    resources: list("Resource"),
    notResources: list("NotResource"),
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
