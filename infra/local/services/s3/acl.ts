import type {
  AccessControlPolicy,
  Grant,
  ObjectOwnership,
  Permission,
  PutBucketAclCommandInput,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { canonicalUser, openBucket } from "./buckets.ts";
import { accessDenied, invalidArgument, malformedXml, notImplemented } from "./errors.ts";
import { readVersion } from "./object-versions.ts";
import type { Bucket } from "./store.ts";

const GROUPS = "http://acs.amazonaws.com/groups";
const ALL_USERS = `${GROUPS}/global/AllUsers`;
const AUTHENTICATED_USERS = `${GROUPS}/global/AuthenticatedUsers`;
const LOG_DELIVERY = `${GROUPS}/s3/LogDelivery`;

const toGroup = (URI: string, ...permissions: Permission[]): Grant[] =>
  permissions.map((Permission) => ({ Grantee: { Type: "Group", URI }, Permission }));

/** What each canned ACL grants besides the owner's full control. Source: "Access control list (ACL) overview". */
const CANNED: Record<string, Grant[]> = {
  private: [],
  "public-read": toGroup(ALL_USERS, "READ"),
  "public-read-write": toGroup(ALL_USERS, "READ", "WRITE"),
  "authenticated-read": toGroup(AUTHENTICATED_USERS, "READ"),
  "log-delivery-write": toGroup(LOG_DELIVERY, "WRITE", "READ_ACP"),
};

function ownersAcl(accountId: string, grants: Grant[]): AccessControlPolicy {
  const owner = canonicalUser(accountId);
  return {
    Owner: owner,
    Grants: [{ Grantee: { Type: "CanonicalUser", ...owner }, Permission: "FULL_CONTROL" }, ...grants],
  };
}

/** One `x-amz-grant-*` header: `id="…", uri="…"`. */
function headerGrants(header: string | undefined, permission: Permission): Grant[] {
  return (header ?? "")
    .split(",")
    .filter((one) => one.trim() !== "")
    .map((one) => {
      const [, kind, value] = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]+)"?\s*$/.exec(one) ?? [];
      if (kind === "id") return { Grantee: { Type: "CanonicalUser", ID: value }, Permission: permission };
      if (kind === "uri") return { Grantee: { Type: "Group", URI: value }, Permission: permission };
      throw invalidArgument("Argument format not recognized", `x-amz-grant-${permission.toLowerCase()}`, one);
    });
}

type AclInput = { ACL?: string } & Pick<
  PutBucketAclCommandInput,
  "AccessControlPolicy" | "GrantFullControl" | "GrantRead" | "GrantReadACP" | "GrantWrite" | "GrantWriteACP"
>;

function requestedAcl(accountId: string, input: AclInput): AccessControlPolicy {
  const byHeaders = [
    ...headerGrants(input.GrantFullControl, "FULL_CONTROL"),
    ...headerGrants(input.GrantRead, "READ"),
    ...headerGrants(input.GrantReadACP, "READ_ACP"),
    ...headerGrants(input.GrantWrite, "WRITE"),
    ...headerGrants(input.GrantWriteACP, "WRITE_ACP"),
  ];
  if (input.ACL !== undefined) {
    const grants = CANNED[input.ACL];
    if (byHeaders.length > 0)
      throw new AwsError("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed");
    if (!grants) throw invalidArgument("", "x-amz-acl", input.ACL);
    return ownersAcl(accountId, grants);
  }
  if (byHeaders.length > 0) return { Owner: canonicalUser(accountId), Grants: byHeaders };
  if (!input.AccessControlPolicy?.Grants)
    throw new AwsError("MissingSecurityHeader", "Your request was missing a required header", 400, {
      MissingHeaderName: "x-amz-acl",
    });
  if (input.AccessControlPolicy.Owner?.ID !== canonicalUser(accountId).ID) throw accessDenied();
  return input.AccessControlPolicy;
}

const isPublic = (acl: AccessControlPolicy) =>
  acl.Grants?.some(({ Grantee }) => Grantee?.URI === ALL_USERS || Grantee?.URI === AUTHENTICATED_USERS) ??
  false;

/**
 * The ACL that CreateBucket asks for, if any ("Configuring ACLs", S3 User Guide).
 * @throws AwsError where the new bucket's ownership setting, or its block of public access, forbids it
 */
export function aclAtCreation(
  accountId: string,
  input: AclInput,
  ownership: ObjectOwnership,
): AccessControlPolicy | undefined {
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP } = input;
  const byHeaders = GrantFullControl ?? GrantRead ?? GrantReadACP ?? GrantWrite ?? GrantWriteACP;
  if (byHeaders === undefined && (ACL === undefined || ACL === "private")) return undefined;
  if (ownership === "BucketOwnerEnforced") throw aclWithEnforcedOwnership();
  const acl = requestedAcl(accountId, input);
  if (isPublic(acl))
    throw new AwsError(
      "InvalidBucketAclWithBlockPublicAccessError",
      "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
    );
  return acl;
}

export const aclWithEnforcedOwnership = () =>
  new AwsError(
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );

/** Whether a bucket's ACL grants anything that its ownership setting would have to refuse. */
export const hasForeignGrants = (bucket: Bucket): boolean =>
  bucket.acl?.Grants?.some(({ Grantee }) => Grantee?.ID !== canonicalUser(bucket.accountId).ID) ?? false;

export const aclOperations: Operations<"s3"> = {
  GetBucketAcl(input, call) {
    const bucket = openBucket(call, input);
    return bucket.acl ?? ownersAcl(bucket.accountId, []);
  },

  PutBucketAcl(input, call) {
    const bucket = openBucket(call, input);
    if (bucket.ownership === "BucketOwnerEnforced")
      throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
    const acl = requestedAcl(bucket.accountId, input);
    if (!acl.Grants) throw malformedXml();
    if (bucket.publicAccessBlock?.BlockPublicAcls && isPublic(acl))
      throw accessDenied(
        `User: ${call.principal.arn} is not authorized to perform: s3:PutBucketAcl on resource: "arn:aws:s3:::${bucket.name}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
      );
    bucket.acl = acl;
    return {};
  },

  async GetObjectAcl(input, call) {
    const bucket = openBucket(call, input);
    await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    return ownersAcl(bucket.accountId, []);
  },

  async PutObjectAcl(input, call) {
    const bucket = openBucket(call, input);
    await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    if (bucket.ownership === "BucketOwnerEnforced")
      throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
    const { Grants = [] } = requestedAcl(bucket.accountId, input);
    const { ID } = canonicalUser(bucket.accountId);
    if (Grants.some(({ Grantee }) => Grantee?.ID !== ID)) throw notImplemented("ACLs of single objects");
    return {};
  },
};
