import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, list, met, unmet, type Verdict } from "../../finding.ts";
import { POLICY, ROLE, type RolePolicyFacts, SESSION_ACTIONS } from "./observe.ts";

export const STEP = "role-policy";

const find = finder(STEP);

/** Judges whether the servers' role may write session logs, wherever its permissions come from. */
export function judge(facts: RolePolicyFacts): Finding[] {
  return [
    find(
      "The servers may write to the bucket for session logs",
      `${ROLE} is allowed s3:PutObject on ${facts.bucket}`,
      allowed(facts, ["s3:PutObject"], `S3 Write on the objects of ${facts.bucket} (or any).`),
    ),
    find(
      "The servers may write to the log group",
      `${ROLE} is allowed logs:CreateLogStream and logs:PutLogEvents on ${facts.group}`,
      allowed(
        facts,
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        `CloudWatch Logs Write on the log group ${facts.group} and its streams (or any).`,
      ),
    ),
    find(
      "Sessions still work",
      "The role keeps the permissions that it had for Session Manager",
      allowed(
        facts,
        SESSION_ACTIONS,
        `the statement that ${POLICY} had: add to the policy, and replace nothing. Without it no session starts, and there is nothing to log.`,
      ),
    ),
    find(
      "The agent may look up where it is to write",
      "The role is allowed logs:DescribeLogGroups, logs:DescribeLogStreams and s3:GetEncryptionConfiguration",
      lookups(facts),
    ),
    find(
      "The permissions stand in the policy that the role had",
      `${POLICY} is edited; the role has no other policy`,
      inPlace(facts),
    ),
  ];
}

const areOrIs = (actions: readonly string[]): string => (actions.length === 1 ? "is" : "are");

const noRole: Verdict = unmet(
  `The account has no role ${ROLE}.`,
  "It comes with the lab's stack: clean up and build the lab again.",
);

function allowed({ role }: RolePolicyFacts, actions: readonly string[], what: string): Verdict {
  if (!role) return noRole;
  const denied = actions.filter((action) => role.may[action] === "explicitDeny");
  if (denied.length > 0)
    return unmet(
      `${list(denied)} ${areOrIs(denied)} denied explicitly.`,
      "A statement with the effect Deny wins over all that allow: take it out, or the permissions boundary that has it.",
      [ROLE],
    );
  const missing = actions.filter((action) => role.may[action] !== "allowed");
  if (missing.length === 0) return met("It may.", [ROLE]);
  return unmet(
    `${list(missing)} ${areOrIs(missing)} not allowed.`,
    `Edit the inline policy ${POLICY} of the role ${ROLE}, in IAM or with get-role-policy and put-role-policy, and add ${what}`,
    [ROLE],
  );
}

/**
 * What the access level Write of the guide leaves out: without it the agent switches streaming to CloudWatch off with
 * no more than a warning in its own log, and does not see whether the bucket is encrypted.
 */
function lookups({ role }: RolePolicyFacts): Verdict {
  if (!role) return noRole;
  const missing = [
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "s3:GetEncryptionConfiguration",
  ].filter((action) => role.may[action] !== "allowed");
  if (missing.length === 0) return met("It may.", [ROLE]);
  return advice(
    `${list(missing)} ${areOrIs(missing)} not allowed.`,
    missing.includes("s3:GetEncryptionConfiguration")
      ? "Give it back: where the preferences ask for an encrypted bucket, the agent refuses every session that it cannot check the bucket for."
      : "The guide's level Write leaves it out; it is of the level List. Logs that are uploaded at a session's end arrive all the same, streamed ones do not, and nobody is told.",
    [ROLE],
  );
}

function inPlace({ role }: RolePolicyFacts): Verdict {
  if (!role) return noRole;
  const others = [...role.inline.filter((name) => name !== POLICY), ...role.attached];
  if (others.length === 0 && role.inline.includes(POLICY)) return met("It has only that one.", [ROLE]);
  if (!role.inline.includes(POLICY))
    return advice(
      `The role has lost ${POLICY}${others.length > 0 ? `, and has ${list(others)}` : ""}.`,
      "The permissions count wherever they stand. Clean-up takes away what was added to the role.",
      [ROLE, ...others],
    );
  return advice(
    `The role has ${list(others)} as well.`,
    "It works. But CloudFormation takes away only what it made: with a policy more, the role's deletion ends in DeleteConflict and the stack's in DELETE_FAILED. Clean-up takes it away before.",
    [ROLE, ...others],
  );
}
