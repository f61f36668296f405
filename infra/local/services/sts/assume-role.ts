import { AwsError } from "../../errors.ts";
import { globalContext } from "../../policy/context.ts";
import { decide } from "../../policy/evaluate.ts";
import type { RoleSession } from "../../principal.ts";
import type { Input, Output } from "../../sdk.ts";
import type { Call } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { identityOf } from "../iam/identity.ts";
import { validatePolicy } from "../iam/policy-validation.ts";
import { findRole, parseRoleArn, type RoleRecord } from "../iam/store.ts";
import { openRoleSession } from "./assume.ts";
import { getSession } from "./sessions.ts";

const DEFAULT_SECONDS = 3600;
/** A session that was itself made from a session lasts an hour at most (IAM User Guide, "Role chaining"). */
const CHAINED_SECONDS = 3600;
const SESSION_POLICY_LIMIT = 2048;

/**
 * AssumeRole: the role must trust the caller, and where it trusts the caller's account only, the caller's own
 * policies must allow it as well.
 */
export function assumeRole(input: Input<"sts", "AssumeRole">, call: Call): Output<"sts", "AssumeRole"> {
  const { RoleArn = "", RoleSessionName = "", DurationSeconds = DEFAULT_SECONDS, Policy, ExternalId } = input;
  validateMembers("ValidationError", {
    roleArn: [RoleArn, { min: 20, max: 2048 }],
    roleSessionName: [RoleSessionName, { min: 2, max: 64, pattern: "[\\w+=,.@-]*" }],
    durationSeconds: [DurationSeconds, { atLeast: 900, atMost: 43200 }],
    externalId: [ExternalId, { min: 2, max: 1224, pattern: "[\\w+=,.@:\\/-]*" }],
    policy: [Policy, { min: 1, max: SESSION_POLICY_LIMIT }],
  });
  refuseUnsupported(input);
  const target = parseRoleArn(RoleArn);
  if (!target) throw new AwsError("ValidationError", `${RoleArn} is invalid`);
  if (Policy !== undefined) validatePolicy(Policy, "identity", "MalformedPolicyDocument");

  const role = findRole(call.cloud, RoleArn);
  // A role that does not exist is answered like one that does not trust: names are not given away.
  if (!role || !mayAssume(call, role, target.accountId, input))
    throw new AwsError(
      "AccessDenied",
      `User: ${call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      403,
    );
  checkDuration(call, role, DurationSeconds);
  const session = openRoleSession(call.cloud, role, {
    accountId: target.accountId,
    sessionName: RoleSessionName,
    durationSeconds: DurationSeconds,
    sessionPolicy: Policy,
  });
  return {
    Credentials: credentialsOutput(session.credentials),
    AssumedRoleUser: { AssumedRoleId: session.principal.id, Arn: session.principal.arn },
    ...(Policy === undefined
      ? {}
      : { PackedPolicySize: Math.ceil((Policy.length / SESSION_POLICY_LIMIT) * 100) }),
  };
}

/** Credentials as STS answers them. */
export function credentialsOutput(credentials: RoleSession["credentials"]) {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration,
  };
}

function mayAssume(
  call: Call,
  role: RoleRecord,
  roleAccount: string,
  input: Input<"sts", "AssumeRole">,
): boolean {
  const { cloud, principal, region } = call;
  const identity = identityOf(cloud, principal);
  const extra: Record<string, string> = { "sts:RoleSessionName": input.RoleSessionName ?? "" };
  if (input.ExternalId !== undefined) extra["sts:ExternalId"] = input.ExternalId;
  for (const { Key, Value } of role.tags) extra[`aws:ResourceTag/${Key}`] = Value;
  const context = globalContext(cloud, principal, identity, { region, resourceAccount: roleAccount, extra });
  const decision = decide(
    { action: "sts:AssumeRole", resource: role.arn, context, caller: identity.caller },
    {
      identity: identity.policies,
      boundary: identity.boundary,
      session: identity.session,
      resource: { name: "AssumeRolePolicyDocument", document: role.trust },
      resourceMustAllow: true,
      crossAccount: principal.accountId !== roleAccount,
    },
  );
  return decision.effect === "allowed";
}

function checkDuration(call: Call, role: RoleRecord, seconds: number): void {
  const chained = call.principal.type === "role" && getSession(call.cloud, call.principal.accessKeyId);
  if (chained && seconds > CHAINED_SECONDS)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  if (seconds > role.maxSessionDuration)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
}

/** What would change the session's rights or its trust is refused rather than left out. */
function refuseUnsupported(input: Input<"sts", "AssumeRole">): void {
  for (const member of ["PolicyArns", "Tags", "TransitiveTagKeys", "ProvidedContexts"] as const)
    if (input[member]?.length) throw unsupported(member);
  for (const member of ["SerialNumber", "TokenCode", "SourceIdentity"] as const)
    if (input[member] !== undefined) throw unsupported(member);
}

const unsupported = (member: string) =>
  new AwsError("NotImplemented", `The local account does not know sts:AssumeRole's ${member} yet.`, 501);
