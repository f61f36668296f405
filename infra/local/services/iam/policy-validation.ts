import { AwsError } from "../../errors.ts";
import { isConditionOperator } from "../../policy/conditions.ts";
import { splitOperator } from "../../policy/document.ts";

/**
 * What a document is for: an identity policy names no principal, a trust policy no resource, a resource policy
 * names both.
 */
export type PolicyUse = "identity" | "trust" | "resource";

const TOP = new Set(["Version", "Id", "Statement"]);
const ELEMENTS = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
]);
const PRINCIPAL_KINDS = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

type Element = Record<string, unknown>;

/**
 * Checks a policy document as IAM does when it is put.
 * @param code the error's code: `MalformedPolicyDocument` in IAM and STS; other services have their own
 * @throws AwsError with IAM's messages.
 */
export function validatePolicy(text: string, use: PolicyUse, code = "MalformedPolicyDocument"): void {
  const malformed = (message: string) => new AwsError(code, message);
  const syntax = () => malformed("Syntax errors in policy.");
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed(use === "trust" ? "This policy contains invalid Json" : "Syntax errors in policy.");
  }
  if (!isElement(document) || Object.keys(document).some((key) => !TOP.has(key))) throw syntax();
  const version = document.Version;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") throw syntax();
  if (version !== "2012-10-17" && use === "identity")
    throw malformed("Policy document must be version 2012-10-17 or greater.");
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (document.Statement === undefined || statements.length === 0) throw syntax();

  const sids = new Set<string>();
  for (const statement of statements) {
    if (!isElement(statement) || Object.keys(statement).some((key) => !ELEMENTS.has(key))) throw syntax();
    const problem = checkStatement(statement, use);
    if (problem) throw malformed(problem);
    const sid = statement.Sid;
    if (sid === undefined || sid === "") continue;
    if (typeof sid !== "string") throw syntax();
    if (use === "identity" && !/^[A-Za-z0-9]*$/.test(sid))
      throw malformed(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [A-Za-z0-9]*",
      );
    if (sids.has(sid)) throw malformed("Statement IDs (SID) in a single policy must be unique.");
    sids.add(sid);
  }
}

const SYNTAX = "Syntax errors in policy.";

/** What is wrong with a statement, in IAM's words. */
function checkStatement(statement: Element, use: PolicyUse): string | undefined {
  const has = (key: string) => statement[key] !== undefined;
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    return has("Effect") ? `Invalid effect: ${String(statement.Effect)}` : "Missing required field Effect";
  if (has("Action") && has("NotAction")) return SYNTAX;
  if (!has("Action") && !has("NotAction"))
    return use === "trust" ? "Missing required field Action" : "Policy statement must contain actions.";
  return (
    checkActions(statement.Action ?? statement.NotAction, use) ??
    checkPrincipals(statement, use) ??
    checkResources(statement, use) ??
    checkConditions(statement.Condition)
  );
}

function checkActions(value: unknown, use: PolicyUse): string | undefined {
  const actions = strings(value);
  if (!actions) return SYNTAX;
  if (actions.length === 0) return "Policy statement must contain actions.";
  for (const action of actions) {
    if (action === "*") continue;
    const [vendor = "", name, ...rest] = action.split(":");
    if (name === undefined)
      return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    if (rest.length > 0 || name === "") return "Actions/Condition can contain only one colon.";
    if (!/^[a-zA-Z0-9-.*?]+$/.test(vendor)) return `Vendor ${vendor} is not valid`;
  }
  const foreign = (action: string) => !/^(sts:|\*$)/i.test(action);
  if (use === "trust" && actions.some(foreign))
    return "AssumeRole policy may only specify STS AssumeRole actions.";
}

function checkResources(statement: Element, use: PolicyUse): string | undefined {
  const { Resource, NotResource } = statement;
  if (use === "trust")
    return Resource !== undefined || NotResource !== undefined ? "Has prohibited field Resource" : undefined;
  if (Resource !== undefined && NotResource !== undefined) return SYNTAX;
  const resources = strings(Resource ?? NotResource ?? []);
  if (!resources) return SYNTAX;
  if (resources.length === 0) return "Policy statement must contain resources.";
  for (const resource of resources)
    if (resource !== "*" && !/^arn:[^:]+:[^:]/.test(resource))
      return `Resource ${resource} must be in ARN format or "*".`;
}

function checkPrincipals(statement: Element, use: PolicyUse): string | undefined {
  const { Principal, NotPrincipal } = statement;
  if (use === "identity")
    return Principal !== undefined || NotPrincipal !== undefined
      ? "Policy document should not specify a principal."
      : undefined;
  if (use === "trust" && NotPrincipal !== undefined) return "Has prohibited field NotPrincipal";
  const clause = Principal ?? NotPrincipal;
  if (clause === undefined) return "Missing required field Principal";
  if (clause === "*") return;
  if (!isElement(clause)) return SYNTAX;
  for (const [kind, value] of Object.entries(clause)) {
    const names = strings(value);
    if (!names || !PRINCIPAL_KINDS.has(kind)) return SYNTAX;
    for (const name of names) {
      const valid =
        kind === "AWS"
          ? name === "*" || /^\d{12}$|^arn:aws:(iam|sts)::\d{12}:|^A(ID|RO)A/.test(name)
          : kind !== "Service" ||
            /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com|aws\.internal)$|^\*$/.test(name);
      if (!valid) return `Invalid principal in policy: "${kind}":"${name}"`;
    }
  }
}

function checkConditions(block: unknown): string | undefined {
  if (block === undefined) return;
  if (!isElement(block)) return SYNTAX;
  for (const [name, keys] of Object.entries(block)) {
    if (!isConditionOperator(splitOperator(name).operator)) return `Invalid Condition type : ${name}.`;
    if (!isElement(keys)) return SYNTAX;
    for (const [key, values] of Object.entries(keys)) {
      if (!key.includes(":"))
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
      if (!strings(values, ["string", "number", "boolean"])) return SYNTAX;
    }
  }
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function strings(value: unknown, types = ["string"]): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => types.includes(typeof item)) ? list.map(String) : undefined;
}
