import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { globalContext } from "../../policy/context.ts";
import { decide } from "../../policy/evaluate.ts";
import { type RolePrincipal, type RoleSession, servicePrincipal } from "../../principal.ts";
import { identityOf } from "../iam/identity.ts";
import { findRole, parseRoleArn, type RoleRecord } from "../iam/store.ts";
import { openSession } from "./sessions.ts";

/** What a service needs to act as a role: Lambda for a function, Step Functions for a machine, CloudFormation for a stack. */
export interface ServiceAssumption {
  roleArn: string;
  /** The service principal that the role's trust policy must allow, such as `lambda.amazonaws.com`. */
  service: string;
  sessionName: string;
  /** The resource that the service acts for: `aws:SourceArn` in the trust policy's conditions. */
  sourceArn?: string;
  /** Default: twelve hours, the longest that a role's session can last. */
  durationSeconds?: number;
}

/** A service renews its credentials by itself; one session that outlives any lab does the same. */
const SERVICE_SESSION_SECONDS = 12 * 60 * 60;

/**
 * Assumes a role as an AWS service does.
 * @throws AwsError `AccessDenied` where the role does not exist or does not trust the service.
 */
export function assumeAsService(cloud: Cloud, assumption: ServiceAssumption): RoleSession {
  const { roleArn, service, sessionName } = assumption;
  const role = findRole(cloud, roleArn);
  const accountId = parseRoleArn(roleArn)?.accountId ?? "";
  if (!role || !trustsService(cloud, assumption))
    throw new AwsError(
      "AccessDenied",
      `User: ${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  return openRoleSession(cloud, role, {
    accountId,
    sessionName,
    durationSeconds: assumption.durationSeconds ?? SERVICE_SESSION_SECONDS,
  });
}

/** Whether a role exists and lets a service assume it. */
function trustsService(
  cloud: Cloud,
  assumption: Pick<ServiceAssumption, "roleArn" | "service" | "sourceArn">,
): boolean {
  const { roleArn, service, sourceArn } = assumption;
  const role = findRole(cloud, roleArn);
  if (!role) return false;
  const accountId = parseRoleArn(roleArn)?.accountId ?? "";
  const principal = servicePrincipal(service, accountId);
  const identity = identityOf(cloud, principal);
  const context = globalContext(cloud, principal, identity, {
    region: "us-east-1",
    resourceAccount: accountId,
    extra: { "aws:SourceAccount": accountId, ...(sourceArn ? { "aws:SourceArn": sourceArn } : {}) },
  });
  const request = { action: "sts:AssumeRole", resource: roleArn, context, caller: identity.caller };
  const trust = { name: "AssumeRolePolicyDocument", document: role.trust };
  return decide(request, { identity: [], resource: trust, resourceMustAllow: true }).effect === "allowed";
}

/** Opens a session of a role whose trust has been established. */
export function openRoleSession(
  cloud: Cloud,
  role: RoleRecord,
  options: { accountId: string; sessionName: string; durationSeconds: number; sessionPolicy?: string },
): RoleSession {
  const { accountId, sessionName, durationSeconds, sessionPolicy } = options;
  const { accessKeyId, session } = openSession(
    cloud,
    durationSeconds,
    (accessKeyId): RolePrincipal => ({
      type: "role",
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
      id: `${role.id}:${sessionName}`,
      roleName: role.name,
      sessionName,
      accessKeyId,
      ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    }),
  );
  const { secretAccessKey, sessionToken, expiration } = session;
  return {
    // What was just made for the key above.
    principal: session.principal as RolePrincipal,
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiration },
  };
}
