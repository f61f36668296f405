import { conditionHolds } from "./conditions.ts";
import { type Policy, parsePolicy, type Statement } from "./document.ts";
import { arnSegments, type Context, matchesAction, matchesResource, type ResourcePattern } from "./match.ts";
import { type Caller, matchPrincipal, type PrincipalMatch } from "./principals.ts";

/** What is asked: may this caller do this action on this resource, in this context? */
export interface AccessRequest {
  action: string;
  /** An ARN, or `*` for an action that has no resource. */
  resource: string;
  /** Other ARNs of the same resource. */
  aliases?: readonly string[];
  context: Context;
  caller: Caller;
}

/** A policy document and what it is called in an answer. */
export interface NamedPolicy {
  name: string;
  document: string;
}

/** The policies that bear on a request. Absent is not the same as empty: an absent boundary limits nothing. */
export interface PolicySet {
  identity: readonly NamedPolicy[];
  boundary?: NamedPolicy;
  session?: NamedPolicy;
  resource?: NamedPolicy;
  /** The caller and the resource belong to different accounts: both sides must allow. */
  crossAccount?: boolean;
  /** The resource's policy must allow in any case: a role's trust policy. */
  resourceMustAllow?: boolean;
}

export type PolicyKind = "identity" | "boundary" | "session" | "resource";

export interface MatchedStatement {
  policy: NamedPolicy;
  kind: PolicyKind;
  /** The statement's position in its document. */
  index: number;
}

export interface Decision {
  effect: "allowed" | "explicitDeny" | "implicitDeny";
  /** For a denial: the kind of policy that denied, or that would have had to allow. */
  by: PolicyKind;
  matched: MatchedStatement[];
}

/**
 * Decides a request as IAM does: an explicit deny anywhere wins; then somebody must allow, and boundary and session
 * policy must not leave it out (IAM User Guide, "Policy evaluation logic").
 *
 * Deliberately simple: a resource policy that names a principal replaces the identity policies' consent only; on
 * AWS it can also reach past a permissions boundary when it names a user or a session by ARN.
 */
export function decide(request: AccessRequest, policies: PolicySet): Decision {
  const identity = judge("identity", policies.identity, request);
  const resource = judge("resource", present(policies.resource), request);
  const boundary = judge("boundary", present(policies.boundary), request);
  const session = judge("session", present(policies.session), request);

  for (const verdict of [identity, resource, boundary, session])
    if (verdict.denied.length > 0)
      return { effect: "explicitDeny", by: verdict.kind, matched: verdict.denied };

  const implicit = (by: PolicyKind): Decision => ({ effect: "implicitDeny", by, matched: [] });
  const byIdentity = identity.allowed.length > 0;
  const byResource = resource.allowed.length > 0;
  if (policies.crossAccount) {
    if (!byIdentity) return implicit("identity");
    if (!byResource) return implicit("resource");
  } else if (policies.resourceMustAllow) {
    if (!byResource) return implicit("resource");
    // A policy that trusts the account leaves the rest to the account's own policies.
    if (!byIdentity && resource.match !== "named") return implicit("identity");
  } else if (!byIdentity && resource.match !== "named") return implicit("identity");

  if (policies.boundary && boundary.allowed.length === 0) return implicit("boundary");
  if (policies.session && session.allowed.length === 0) return implicit("session");
  return { effect: "allowed", by: "identity", matched: [...identity.allowed, ...resource.allowed] };
}

const present = (policy: NamedPolicy | undefined): NamedPolicy[] => (policy ? [policy] : []);

interface Verdict {
  kind: PolicyKind;
  denied: MatchedStatement[];
  allowed: MatchedStatement[];
  /** How the allowing statements name the caller. */
  match: PrincipalMatch;
}

function judge(kind: PolicyKind, policies: readonly NamedPolicy[], request: AccessRequest): Verdict {
  const verdict: Verdict = { kind, denied: [], allowed: [], match: "none" };
  const arns = [request.resource, ...(request.aliases ?? [])].map(arnSegments);
  for (const policy of policies) {
    const parsed = parsePolicy(policy.document);
    parsed.statements.forEach((statement, index) => {
      const match = kind === "resource" ? addresses(statement, request.caller) : "named";
      if (match === "none" || !applies(statement, parsed, request, arns)) return;
      if (statement.effect === "Deny") verdict.denied.push({ policy, kind, index });
      else {
        verdict.allowed.push({ policy, kind, index });
        if (verdict.match !== "named") verdict.match = match;
      }
    });
  }
  return verdict;
}

function addresses(statement: Statement, caller: Caller): PrincipalMatch {
  // A denial of everybody means AWS's services as well (IAM User Guide, "aws:PrincipalIsAWSService", which exists to
  // exempt them).
  if (statement.effect === "Deny" && statement.principal?.AWS?.includes("*")) return "named";
  if (statement.principal) return matchPrincipal(statement.principal, caller);
  if (statement.notPrincipal)
    return matchPrincipal(statement.notPrincipal, caller) === "none" ? "named" : "none";
  return "none";
}

/** Whether a statement speaks of the request's action and resource, and its conditions hold. */
function applies(
  statement: Statement,
  policy: Policy,
  request: AccessRequest,
  arns: readonly string[][],
): boolean {
  const { action, context } = request;
  const onAction = (pattern: string) => matchesAction(pattern, action);
  const onResource = (pattern: ResourcePattern) => arns.some((arn) => matchesResource(pattern, arn, context));
  if (statement.actions && !statement.actions.some(onAction)) return false;
  if (statement.notActions?.some(onAction)) return false;
  // A trust policy has no Resource: the role itself is meant.
  if (statement.resources && !statement.resources.some(onResource)) return false;
  if (statement.notResources?.some(onResource)) return false;
  return statement.conditions.every((condition) => conditionHolds(condition, context, policy.hasVariables));
}
