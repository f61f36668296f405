import type { PrincipalClause } from "./document.ts";

/** Whom a policy's `Principal` is compared with. */
export interface Caller {
  accountId: string;
  /** The session's or the user's own ARN; empty for an anonymous caller. */
  arn: string;
  /** The ARN of the user or role behind it, which is what policies usually name. */
  identityArn?: string;
  /** A service principal, such as `lambda.amazonaws.com`. */
  service?: string;
}

/**
 * How a policy names a caller: itself, or by its account, which leaves the decision to that account's own
 * policies (IAM User Guide, "AWS account principals").
 */
export type PrincipalMatch = "named" | "account" | "none";

/** Compares a `Principal` element with a caller. */
export function matchPrincipal(clause: PrincipalClause, caller: Caller): PrincipalMatch {
  if (caller.service) {
    // A wildcard principal includes AWS services only where it stands under `Service`.
    const services = clause.Service ?? [];
    return services.includes(caller.service) || services.includes("*") ? "named" : "none";
  }
  const names = clause.AWS ?? [];
  if (names.some((name) => name === "*" || name === caller.arn || name === caller.identityArn))
    return "named";
  const isAccount = (name: string) => name === caller.accountId || name === rootArn(caller.accountId);
  return caller.arn !== "" && names.some(isAccount) ? "account" : "none";
}

const rootArn = (accountId: string) => `arn:aws:iam::${accountId}:root`;
