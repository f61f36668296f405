/** Who makes a call. `arn` is what GetCallerIdentity answers. */
export type Principal = UserPrincipal | RolePrincipal | ServicePrincipal | AnonymousPrincipal;

export interface UserPrincipal {
  type: "user";
  accountId: string;
  arn: string;
  /** `AIDA…` */
  id: string;
  name: string;
  accessKeyId: string;
}

/** A session of a role: `arn` is `arn:aws:sts::A:assumed-role/ROLE/SESSION`, `id` is `AROA…:SESSION`. */
export interface RolePrincipal {
  type: "role";
  accountId: string;
  arn: string;
  id: string;
  roleName: string;
  sessionName: string;
  accessKeyId: string;
  /** A further policy document that the session was narrowed by (AssumeRole's `Policy`). */
  sessionPolicy?: string;
}

/** An AWS service acting for itself in an account, such as CloudFormation cleaning up: not authorised. */
export interface ServicePrincipal {
  type: "service";
  accountId: string;
  arn: string;
  /** Such as `cloudformation.amazonaws.com`. */
  service: string;
}

export interface AnonymousPrincipal {
  type: "anonymous";
  accountId: string;
  arn: string;
}

/** The credentials and the identity that a role's session has. */
export interface RoleSession {
  principal: RolePrincipal;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };
}

export function servicePrincipal(service: string, accountId: string): ServicePrincipal {
  return { type: "service", accountId, service, arn: `arn:aws:iam::${accountId}:${service}` };
}
