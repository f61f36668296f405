import { AwsError } from "../errors.ts";
import type { Principal } from "../principal.ts";
import type { Decision, PolicyKind } from "./evaluate.ts";

const KINDS: Record<PolicyKind, string> = {
  identity: "identity-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "resource-based policy",
};

/** Services that speak JSON and answer 403 all the same; JSON 1.0 and 1.1 answer 400, as observed on AWS. */
const REST_JSON = new Set(["guardduty", "lambda"]);
const JSON_RPC = new Set(["cloudtrail", "config", "ecr", "kms", "logs", "organizations", "ssm", "states"]);

/**
 * A denial in the words of the service that answers it (IAM User Guide, "Troubleshoot access denied error messages").
 * @param service the signing name of the service that was called, which need not be the action's: a missing
 * `iam:PassRole` is reported by Lambda
 */
export function denial(
  service: string,
  principal: Principal,
  asked: { action: string; resource: string },
  decision: Decision,
): AwsError {
  const { action, resource } = asked;
  const reason =
    decision.effect === "explicitDeny"
      ? `with an explicit deny in ${article(decision.by)} ${KINDS[decision.by]}`
      : `because no ${KINDS[decision.by]} allows the ${action} action`;
  const who = principal.type === "anonymous" ? "anonymous" : principal.arn;
  const said = (on: string) => `User: ${who} is not authorized to perform: ${action}${on} ${reason}`;

  if (service === "ec2") {
    // EC2 names no resource for the actions that have none.
    const on = resource === "*" ? "" : ` on resource: ${resource}`;
    return new AwsError(
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. ${said(on)}`,
      403,
    );
  }
  if (service === "s3") {
    if (principal.type === "anonymous") return new AwsError("AccessDenied", "Access Denied", 403);
    return new AwsError("AccessDenied", said(` on resource: "${resource}"`), 403);
  }
  const message = said(` on resource: ${service === "iam" ? iamResource(action, resource) : resource}`);
  if (JSON_RPC.has(service)) return new AwsError("AccessDeniedException", message, 400);
  if (REST_JSON.has(service)) return new AwsError("AccessDeniedException", message, 403);
  return new AwsError("AccessDenied", message, 403);
}

const article = (kind: PolicyKind) => (kind === "identity" ? "an" : "a");

/** IAM writes `role NAME` where most services write an ARN, but not for what is about to be made, as observed. */
function iamResource(action: string, arn: string): string {
  if (/^iam:(Create|List(Roles|Users|Policies|InstanceProfiles)$|PassRole|Simulate)/.test(action)) return arn;
  const [, kind, path] = /^arn:aws:iam::[^:]*:(role|user|instance-profile|policy)\/(.+)$/.exec(arn) ?? [];
  if (!kind || !path) return arn;
  if (kind === "policy") return `policy ${arn}`;
  return `${kind.replace("-", " ")} ${path.slice(path.lastIndexOf("/") + 1)}`;
}
