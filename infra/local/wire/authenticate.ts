/**
 * Who makes a request. Known gap, on purpose: signatures are not verified. Whoever reaches 127.0.0.1 may be any
 * account here, and the secret key of a participant is of no use to anybody; what matters is which account a key
 * names, and that a key of a real account never seems to work.
 */
import type { Cloud } from "../cloud.ts";
import { AwsError } from "../errors.ts";
import type { Principal, UserPrincipal } from "../principal.ts";
import { regions } from "../services/ec2/zones.ts";
import { iamState, PARTICIPANT } from "../services/iam/store.ts";
import { findSession } from "../services/sts/sessions.ts";
import { isOfAnother } from "../token.ts";
import type { Credential } from "./credentials.ts";
import type { ProtocolName } from "./model.ts";

/**
 * The principal of a request. A key id of twelve digits is the administrator of that account, unless its session token
 * is for another local account; `ASIA…` is a session that STS issued here.
 * @throws AwsError in the words that the protocol's services use
 */
export function authenticate(
  cloud: Cloud,
  credential: Credential | undefined,
  service: string,
  protocol: ProtocolName,
): Principal {
  if (!credential) {
    // S3 decides on anonymous requests by bucket policy; AssumeRoleWithWebIdentity is unsigned as well.
    if (service === "s3" || service === "sts") return { type: "anonymous", accountId: "", arn: "*" };
    throw refusal("missing", protocol);
  }
  if (!regions().some(({ name }) => name === credential.region))
    throw wrongRegion(credential.region, protocol);
  if (credential.expires && credential.expires <= cloud.clock.now())
    throw new AwsError("AccessDenied", "Request has expired", 403, {
      Expires: credential.expires.toISOString(),
    });
  if (/^\d{12}$/.test(credential.accessKeyId)) {
    if (isOfAnother(cloud, credential.sessionToken)) throw refusal("of another", protocol);
    return administrator(cloud, credential.accessKeyId);
  }
  if (/^ASIA\w+$/.test(credential.accessKeyId)) {
    const principal = findSession(cloud, credential.accessKeyId, credential.sessionToken ?? "");
    if (principal === "expired") throw refusal("expired", protocol);
    if (principal) return principal;
  }
  throw refusal("unknown", protocol, credential.accessKeyId);
}

/** Known by the id that IAM gave the user: CloudTrail's records and GetCallerIdentity tell the same. */
function administrator(cloud: Cloud, accountId: string): UserPrincipal {
  const { arn, id, name } = iamState(cloud, accountId).users[PARTICIPANT]!;
  return { type: "user", accountId, arn, id, name, accessKeyId: accountId };
}

type Reason = "missing" | "unknown" | "of another" | "expired";

/** Code, message and status by protocol. Source: each service's "Common errors"; S3's "Error responses". */
const REFUSALS: Record<Reason, Record<"ec2" | "query" | "json" | "rest" | "s3", [string, string, number]>> = {
  missing: {
    ec2: ["AuthFailure", "AWS was not able to validate the provided access credentials", 401],
    query: ["MissingAuthenticationToken", "Request is missing Authentication Token", 403],
    json: ["MissingAuthenticationTokenException", "Missing Authentication Token", 400],
    rest: ["MissingAuthenticationTokenException", "Missing Authentication Token", 403],
    s3: ["AccessDenied", "Access Denied", 403],
  },
  unknown: {
    ec2: ["AuthFailure", "AWS was not able to validate the provided access credentials", 401],
    query: ["InvalidClientTokenId", "The security token included in the request is invalid.", 403],
    json: ["UnrecognizedClientException", "The security token included in the request is invalid.", 400],
    rest: ["UnrecognizedClientException", "The security token included in the request is invalid.", 403],
    s3: ["InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403],
  },
  "of another": {
    ec2: ["AuthFailure", "AWS was not able to validate the provided access credentials", 401],
    query: ["InvalidClientTokenId", "The security token included in the request is invalid.", 403],
    json: ["UnrecognizedClientException", "The security token included in the request is invalid.", 400],
    rest: ["UnrecognizedClientException", "The security token included in the request is invalid.", 403],
    s3: ["InvalidToken", "The provided token is malformed or otherwise invalid.", 400],
  },
  expired: {
    ec2: ["RequestExpired", "Request has expired.", 400],
    query: ["ExpiredToken", "The security token included in the request is expired", 403],
    json: ["ExpiredTokenException", "The security token included in the request is expired", 400],
    rest: ["ExpiredTokenException", "The security token included in the request is expired", 403],
    s3: ["ExpiredToken", "The provided token has expired.", 400],
  },
};

const FAMILY = {
  ec2Query: "ec2",
  awsQuery: "query",
  awsJson1_0: "json",
  awsJson1_1: "json",
  restJson1: "rest",
  restXml: "s3",
} as const satisfies Record<ProtocolName, string>;

/** What comes after AWS's sentence: that of which AWS knows nothing. */
const HINTS: Partial<Record<Reason, string>> = {
  unknown:
    " (This is Handrail's local account, which knows no keys of AWS accounts: use a 12-digit account id as the access key id.)",
  "of another":
    " (Another local account answers here now than the one that this token is of. Open that one again, or ask `handrail env` how to reach it.)",
};

function refusal(reason: Reason, protocol: ProtocolName, accessKeyId?: string): AwsError {
  const [code, message, status] = REFUSALS[reason][FAMILY[protocol]];
  const fields: Record<string, unknown> =
    code === "InvalidAccessKeyId" ? { AWSAccessKeyId: accessKeyId } : {};
  return new AwsError(code, message + (HINTS[reason] ?? ""), status, fields);
}

/** The codes are AWS's for a credential scope that a Region refuses; a Region that does not exist has no endpoint there. */
function wrongRegion(region: string, protocol: ProtocolName): AwsError {
  const [code, status] = {
    ec2: ["AuthFailure", 401],
    query: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    rest: ["InvalidSignatureException", 403],
    s3: ["AuthorizationHeaderMalformed", 400],
  }[FAMILY[protocol]] as [string, number];
  return new AwsError(code, `Credential should be scoped to a valid Region, not '${region}'.`, status);
}
