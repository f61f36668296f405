/**
 * AWS Security Token Service: who is calling, and the sessions of roles.
 *
 * Known gaps: federation (AssumeRoleWithSAML, AssumeRoleWithWebIdentity, GetFederationToken), MFA, session tags,
 * managed session policies, source identity; DecodeAuthorizationMessage, because denials carry no encoded message.
 *
 * Deliberate differences: PackedPolicySize is the policy's share of the 2,048 characters, while AWS compresses first;
 * access key ids are not assigned to anybody but for the account's own 12 digits and for sessions.
 */
import { AwsError } from "../../errors.ts";
import { defineService } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { assumeRole, credentialsOutput } from "./assume-role.ts";
import { getSession, openSession } from "./sessions.ts";

const SESSION_TOKEN_SECONDS = { default: 43_200, atLeast: 900, atMost: 129_600 };

export const sts = defineService({
  name: "sts",
  sdk: () => import("@aws-sdk/client-sts"),
  operations: {
    AssumeRole: assumeRole,

    GetCallerIdentity: (_input, { principal }) => {
      if (principal.type === "anonymous")
        throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
      const { accountId, arn } = principal;
      if (principal.type === "service") return { Account: accountId, Arn: arn, UserId: principal.service };
      return { UserId: principal.id, Account: accountId, Arn: arn };
    },

    GetSessionToken: (input, { cloud, principal }) => {
      const { atLeast, atMost } = SESSION_TOKEN_SECONDS;
      const seconds = input.DurationSeconds ?? SESSION_TOKEN_SECONDS.default;
      validateMembers("ValidationError", { durationSeconds: [seconds, { atLeast, atMost }] });
      if (input.SerialNumber !== undefined || input.TokenCode !== undefined)
        throw new AwsError(
          "AccessDenied",
          "MultiFactorAuthentication failed, unable to validate MFA code.",
          403,
        );
      if (principal.type !== "user" || principal.accessKeyId.startsWith("ASIA"))
        throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
      const opened = openSession(cloud, seconds, (accessKeyId) => ({ ...principal, accessKeyId }));
      return { Credentials: credentialsOutput({ accessKeyId: opened.accessKeyId, ...opened.session }) };
    },

    GetAccessKeyInfo: ({ AccessKeyId = "" }, { cloud }) => {
      // The account's own key is its 12 digits, shorter than what AWS's model allows.
      if (/^\d{12}$/.test(AccessKeyId)) return { Account: AccessKeyId };
      validateMembers("ValidationError", {
        accessKeyId: [AccessKeyId, { min: 16, max: 128, pattern: "[\\w]*" }],
      });
      const session = getSession(cloud, AccessKeyId);
      if (!session) throw new AwsError("ValidationError", "The access key ID provided is not valid.");
      return { Account: session.principal.accountId };
    },
  },

  permissions: (operation) => {
    switch (operation) {
      case "GetCallerIdentity": // "No permissions are required", says its reference, not even against a deny.
      case "GetSessionToken": // Likewise: users call it with nothing but their own credentials.
      case "AssumeRole": // Decided with the role's trust policy, in one.
        return [];
    }
  },
});
