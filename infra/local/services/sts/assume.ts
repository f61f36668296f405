import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { globalContext } from "../../policy/context.ts";
import { decide } from "../../policy/evaluate.ts";
import { type RolePrincipal, type RoleSession, servicePrincipal } from "../../principal.ts";
import { identityOf } from "../iam/identity.ts";
import { findRole, parseRoleArn, type RoleRecord } from "../iam/store.ts";
import { openSession } from "./sessions.ts";

/** A service that would act as a role: Lambda for a function, Step Functions for a machine, CloudFormation for a stack. */
interface ServiceAssumption {
  roleArn: string;
  /** The service principal that the role's trust policy must allow, such as `lambda.amazonaws.com`. */
  service: string;
  sessionName: string;
  /** The resource that the service acts for: `aws:SourceArn` in the trust policy's conditions. */
  sourceArn?: string;
}

/**
 * The longest that a role's session can last. A service renews its credentials by itself; one session that outlives
 * any lab does the same.
 */
const SERVICE_SESSION_SECONDS = 12 * 60 * 60;

/**
 * Assumes a role as an AWS service does.
 * @throws AwsError `AccessDenied` where the role does not exist or does not trust the service.
 */
export function assumeAsService(cloud: Cloud, assumption: ServiceAssumption): RoleSession {
  const { sessionName } = assumption;
  const { role, accountId } = trustingRole(cloud, assumption);
  const durationSeconds = SERVICE_SESSION_SECONDS;
  return openRoleSession(cloud, role, { accountId, sessionName, durationSeconds });
}

/**
 * Who a service would be in a role that it could assume. No session is opened: for checks before the role is used.
 * @throws AwsError `AccessDenied` as `assumeAsService` does.
 */
export function assumablePrincipal(cloud: Cloud, assumption: ServiceAssumption): RolePrincipal {
  const { sessionName } = assumption;
  const { role, accountId } = trustingRole(cloud, assumption);
  return sessionPrincipal(role, { accountId, sessionName }, "");
}

function trustingRole(
  cloud: Cloud,
  { roleArn, service, sourceArn }: ServiceAssumption,
): { role: RoleRecord; accountId: string } {
  const role = findRole(cloud, roleArn);
  const accountId = parseRoleArn(roleArn)?.accountId ?? "";
  if (!role || !trustsService(cloud, role, { accountId, service, sourceArn }))
    throw new AwsError(
      "AccessDenied",
      `User: ${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  return { role, accountId };
}

function trustsService(
  cloud: Cloud,
  role: RoleRecord,
  by: { accountId: string; service: string; sourceArn: string | undefined },
): boolean {
  const { accountId, service, sourceArn } = by;
  const principal = servicePrincipal(service, accountId);
  const identity = identityOf(cloud, principal);
  const context = globalContext(cloud, principal, identity, {
    region: "us-east-1",
    resourceAccount: accountId,
    extra: { "aws:SourceAccount": accountId, ...(sourceArn ? { "aws:SourceArn": sourceArn } : {}) },
  });
  const request = { action: "sts:AssumeRole", resource: role.arn, context, caller: identity.caller };
  const trust = { name: "AssumeRolePolicyDocument", document: role.trust };
  return decide(request, { identity: [], resource: trust, resourceMustAllow: true }).effect === "allowed";
}

/** What distinguishes one session of a role from another. */
interface SessionOptions {
  /** The role's account. */
  accountId: string;
  sessionName: string;
  sessionPolicy?: string;
}

/** Opens a session of a role whose trust has been established. */
export function openRoleSession(
  cloud: Cloud,
  role: RoleRecord,
  options: SessionOptions & { durationSeconds: number },
): RoleSession {
  const { accessKeyId, session } = openSession(cloud, options.durationSeconds, (accessKeyId) =>
    sessionPrincipal(role, options, accessKeyId),
  );
  const { secretAccessKey, sessionToken, expiration } = session;
  return {
    // What was just made for the key above.
    principal: session.principal as RolePrincipal,
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiration },
  };
}

function sessionPrincipal(
  role: RoleRecord,
  { accountId, sessionName, sessionPolicy }: SessionOptions,
  accessKeyId: string,
): RolePrincipal {
  return {
    type: "role",
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    id: `${role.id}:${sessionName}`,
    roleName: role.name,
    sessionName,
    accessKeyId,
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
  };
}
