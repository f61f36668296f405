import type { Connection } from "./connection.ts";
import { Problem } from "./problem.ts";

/** How services call what a policy does not allow; S3 answers a HEAD request without a word. */
const NOT_ALLOWED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/;
const UNKNOWN_HERE =
  /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|OptInRequired)$/;

/**
 * What it means that AWS refused to be looked at, or to be deployed to, in words that say what to do. Whatever is not a
 * refusal is told in its own words.
 */
export function explainRefusal(
  error: unknown,
  { arn, accountId, region }: Pick<Connection, "arn" | "accountId" | "region">,
): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  const said = `${error.name}: ${error.message}`;
  if (NOT_ALLOWED.test(error.name))
    return new Problem(
      `${arn} is not allowed to do this in the account ${accountId}, ${region}. Handrail needs CloudFormation, S3, IAM roles, Lambda, Step Functions and log groups there: sign in as somebody who may, or ask whoever administers the account.\nAWS said ${said}`,
    );
  if (EXPIRED.test(error.name))
    return new Problem(
      `Your sign-in to AWS has expired. Sign in anew (aws sso login, or aws login), and try again.\nAWS said ${said}`,
    );
  if (UNKNOWN_HERE.test(error.name))
    return new Problem(
      `AWS does not know these credentials in ${region}: the account may not have enabled that Region, or they may have been deleted. Name another with --region, or sign in anew.\nAWS said ${said}`,
    );
  return "$fault" in error ? new Problem(`AWS answered ${said}`) : new Problem(error.message || error.name);
}
