import { AwsError } from "../../errors.ts";
import { decide } from "../../policy/evaluate.ts";
import type { Call } from "../../service.ts";
import { identityOf } from "../iam/identity.ts";
import { validatePolicy } from "../iam/policy-validation.ts";
import { findKey, isManaged, type Key, keyArn, type ManagedKey, parseKeyName } from "./keys.ts";

/** What a key is given whose maker says nothing: the account's own policies decide ("Default key policy"). */
export function defaultPolicy(accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

/** An AWS-managed key's policy: everybody in the account, through its service; who looks after it, only to look. */
function managedPolicy({ alias }: ManagedKey, { accountId, region }: Call): string {
  const service = alias.slice("alias/aws/".length);
  return JSON.stringify({
    Version: "2012-10-17",
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": accountId,
            "kms:ViaService": `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: "Allow direct access to key metadata to the account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        Resource: "*",
      },
    ],
  });
}

export const policyOf = (key: Key, call: Call): string =>
  isManaged(key) ? managedPolicy(key, call) : key.policy;

/** The policy that decides over a key. It must allow: without it no policy of IAM's counts ("Key policies in AWS KMS"). */
export function keyPolicyOf(arn: string, call: Call) {
  const { local, accountId, region } = parseKeyName(arn);
  if (accountId === undefined || region === undefined || local.startsWith("alias/")) return undefined;
  const key = findKey(call.cloud, { accountId, region }, local);
  return key && { accountId, document: policyOf(key, { ...call, accountId, region }), mustAllow: true };
}

/**
 * Checks a key policy when it is put, as KMS does.
 * @throws AwsError `MalformedPolicyDocumentException`, also where whoever puts it could not put another one
 */
export function checkKeyPolicy(policy: string, id: string, call: Call, bypassLockoutCheck = false): void {
  validatePolicy(policy, "resource", "MalformedPolicyDocumentException");
  if (bypassLockoutCheck || call.principal.type === "service") return;
  const identity = identityOf(call.cloud, call.principal);
  const { effect } = decide(
    {
      action: "kms:PutKeyPolicy",
      resource: keyArn(call, id),
      context: new Map(),
      caller: identity.caller,
    },
    {
      identity: identity.policies,
      resource: { name: "KeyPolicy", document: policy },
      resourceMustAllow: true,
    },
  );
  if (effect !== "allowed")
    throw new AwsError(
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    );
}
