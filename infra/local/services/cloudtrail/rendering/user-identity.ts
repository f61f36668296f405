import type { RecordedEvent, RecordedIdentity } from "../events/store.ts";

/** A session that is named by an instance. */
const INSTANCE = /\/i-[0-9a-f]{8,17}$/;

/**
 * `userIdentity` of a record. Source: "CloudTrail userIdentity element".
 * @param accountId whose event it is, which here is always the caller's own account
 */
export function userIdentity(identity: RecordedIdentity, event: RecordedEvent, accountId: string): object {
  const { type, principalId, arn, accessKeyId, userName, session, service } = identity;
  const invokedBy = event.invokedBy ?? service;
  if (type === "AWSService") return { type, invokedBy };
  if (!session)
    return { type, principalId, arn, accountId, accessKeyId, userName, ...(invokedBy ? { invokedBy } : {}) };
  return {
    type,
    principalId,
    arn,
    accountId,
    // A service that acts in the role that is linked to it shows no key (observed).
    ...(service ? {} : { accessKeyId }),
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: session.issuerId,
        arn: session.issuerArn,
        accountId,
        userName,
      },
      attributes: { creationDate: wholeSeconds(new Date(session.created)), mfaAuthenticated: "false" },
      // The credentials of an instance, whose session EC2 names by it: they were asked for with a token, as the
      // agent and the SDKs do ("CloudTrail userIdentity element", ec2RoleDelivery).
      ...(INSTANCE.test(arn ?? "") ? { ec2RoleDelivery: "2.0" } : {}),
    },
    ...(invokedBy ? { invokedBy } : {}),
  };
}

/** `Username` in Event history: a user's name, the name of a role's session; a service has none. */
export function userNameOf(identity: RecordedIdentity): string | undefined {
  return identity.session ? identity.arn?.slice(identity.arn.lastIndexOf("/") + 1) : identity.userName;
}

/** `AccessKeyId` in Event history. */
export function accessKeyOf(identity: RecordedIdentity): string | undefined {
  return identity.service ? undefined : identity.accessKeyId;
}

/** A record's way to write a time: `2024-08-01T12:03:30Z`. */
export function wholeSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
