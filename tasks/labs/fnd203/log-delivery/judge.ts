import type { Grant } from "@aws-sdk/client-s3";
import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import type { BucketAccess, LogDeliveryFacts } from "./observe.ts";
import { allowsLogging } from "./policy.ts";

export const STEP = "log-delivery";

const find = finder(STEP);

const GROUPS = "http://acs.amazonaws.com/groups";
export const LOG_DELIVERY = `${GROUPS}/s3/LogDelivery`;
const PUBLIC = new Set([`${GROUPS}/global/AllUsers`, `${GROUPS}/global/AuthenticatedUsers`]);

/** Judges whether S3's log delivery may write to the bucket, or need not be asked about. */
export function judge(facts: LogDeliveryFacts): Finding[] {
  return [
    find(
      "S3's log delivery may write to the bucket, or the bucket has no ACLs",
      "Object ownership is bucket owner enforced, or LogDelivery may write by ACL or policy",
      delivery(facts),
    ),
    find(
      "Nobody outside the account may write to the bucket",
      "Its ACL names no group but LogDelivery",
      closed(facts),
    ),
  ];
}

const noBucket = ({ name }: LogDeliveryFacts): Verdict =>
  unmet("The account has no bucket for session logs.", `Create ${name} first: the step before this one.`);

const notYet = (bucket: string): Verdict =>
  waiting(
    `S3 lists ${bucket} and does not show its settings yet.`,
    "S3 takes some seconds after a bucket is created, or deleted. Look again.",
    [bucket],
  );

function delivery(facts: LogDeliveryFacts): Verdict {
  const { bucket, access } = facts;
  if (bucket === undefined) return noBucket(facts);
  if (!access) return notYet(bucket);
  const here = [bucket];
  if (access.ownership === "BucketOwnerEnforced")
    return met(
      "ACLs are off (bucket owner enforced), as in every bucket since April 2023. The grant of 2019 does not exist here, and session logs never needed it: the servers' own role writes them.",
      here,
    );
  if (canWrite(access, LOG_DELIVERY)) return met("Its ACL lets the LogDelivery group write.", here);
  if (allowsLogging(access.policy, bucket))
    return met("Its policy lets logging.s3.amazonaws.com put objects.", here);
  return unmet(
    `ACLs are on (${access.ownership}), and ${lacking(access)}.`,
    "Switch ACLs off again (Object Ownership: bucket owner enforced), which is enough; or, as in 2019, grant the S3 log delivery group permission to write.",
    here,
  );
}

const canWrite = ({ grants = [] }: BucketAccess, group: string): boolean =>
  grants.some(
    ({ Grantee, Permission }) =>
      Grantee?.URI === group && (Permission === "WRITE" || Permission === "FULL_CONTROL"),
  );

function lacking({ grants = [] }: BucketAccess): string {
  const has = grants.filter(({ Grantee }) => Grantee?.URI === LOG_DELIVERY).map(permission);
  return has.length === 0
    ? "the LogDelivery group may do nothing"
    : `the LogDelivery group has ${list(has)} only`;
}

const permission = ({ Permission }: Grant): string => Permission ?? "nothing";

function closed(facts: LogDeliveryFacts): Verdict {
  const { bucket, access } = facts;
  if (bucket === undefined) return noBucket(facts);
  if (!access) return notYet(bucket);
  const open = (access.grants ?? []).filter(({ Grantee }) => PUBLIC.has(Grantee?.URI ?? ""));
  if (open.length === 0) return met("It does not.", [bucket]);
  const words = open.map((one) => `${one.Grantee?.URI?.split("/").at(-1)} ${permission(one)}`);
  const remedy =
    "Take these grants away: AllUsers is everybody on the Internet, AuthenticatedUsers everybody with any AWS account. The log delivery group is another one.";
  const said = `Its ACL gives ${list(words)}.`;
  return open.some(({ Permission }) => Permission !== "READ")
    ? unmet(said, remedy, [bucket])
    : advice(said, remedy, [bucket]);
}
