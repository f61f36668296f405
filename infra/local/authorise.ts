import { globalContext } from "./policy/context.ts";
import { denial } from "./policy/denials.ts";
import { decide } from "./policy/evaluate.ts";
import { arnSegments } from "./policy/match.ts";
import { servicePrincipal } from "./principal.ts";
import type { AnyService, Call, Permission } from "./service.ts";
import { identityOf } from "./services/iam/identity.ts";
import { findService } from "./services/index.ts";

/** IAM, STS and their like have one endpoint for the whole partition, in us-east-1. */
const GLOBAL_SERVICES = new Set(["iam", "organizations", "sts"]);

/**
 * Checks a call against the policies that bear on it, as IAM does: those of its principal, and the resource's own
 * where its service has such.
 *
 * What an AWS service does for itself is not authorised: that its role trusts it was checked when it took the role.
 * @throws AwsError in the service's own words (`AccessDenied`, `AccessDeniedException`, `UnauthorizedOperation`).
 */
export function authorise(call: Call, service: AnyService, operation: string, input: object): void {
  const permissions = service.permissions?.(operation, input, call) ?? [
    { action: `${service.name}:${operation}`, resources: ["*"] },
  ];
  for (const permission of permissions) requirePermission(call, service.name, permission);
}

/**
 * Requires one permission of a call's principal; also for what only a handler can know that it needs.
 * @throws AwsError as `authorise` does, in the words of `serviceName`.
 */
export function requirePermission(call: Call, serviceName: string, permission: Permission): void {
  const { cloud, principal } = call;
  if (principal.type === "service") return;
  const identity = identityOf(cloud, principal);
  const owner = findService(permission.action.slice(0, permission.action.indexOf(":")));
  for (const resource of permission.resources) {
    const own = owner?.resourcePolicy?.(resource, call, permission.action);
    const resourceAccount = own?.accountId ?? accountOf(resource) ?? call.accountId;
    const decision = decide(
      {
        action: permission.action,
        resource,
        aliases: permission.aliases,
        caller: identity.caller,
        context: globalContext(cloud, principal, identity, {
          region: GLOBAL_SERVICES.has(serviceName) ? "us-east-1" : call.region,
          resourceAccount,
          extra: permission.context,
        }),
      },
      {
        identity: identity.policies,
        boundary: identity.boundary,
        session: identity.session,
        resource:
          own?.document === undefined ? undefined : { name: "ResourcePolicy", document: own.document },
        resourceMustAllow: own?.mustAllow,
        crossAccount: principal.type !== "anonymous" && resourceAccount !== principal.accountId,
      },
    );
    if (decision.effect !== "allowed")
      throw denial(serviceName, principal, { action: permission.action, resource }, decision);
    for (const listener of cloud.onGranted) listener({ principal, action: permission.action, resource });
  }
}

/**
 * Whether an AWS service may act on a resource for one of its own: by the policy that the resource carries, and by
 * nothing else. CloudTrail and Config need it of the bucket that they deliver into.
 *
 * @param by the service principal and the ARN of what it acts for, `aws:SourceArn` in the policy's conditions
 */
export function serviceMay(
  call: Call,
  by: { service: string; sourceArn?: string },
  permission: Permission,
): boolean {
  const { cloud, accountId, region } = call;
  const principal = servicePrincipal(by.service, accountId);
  const identity = identityOf(cloud, principal);
  const owner = findService(permission.action.slice(0, permission.action.indexOf(":")));
  return permission.resources.every((resource) => {
    const own = owner?.resourcePolicy?.(resource, call, permission.action);
    if (own?.document === undefined) return false;
    const context = globalContext(cloud, principal, identity, {
      region,
      resourceAccount: own.accountId,
      extra: {
        "aws:SourceAccount": accountId,
        ...(by.sourceArn === undefined ? {} : { "aws:SourceArn": by.sourceArn }),
        ...permission.context,
      },
    });
    const request = { action: permission.action, resource, context, caller: identity.caller };
    const document = { name: "ResourcePolicy", document: own.document };
    return (
      decide(request, { identity: [], resource: document, resourceMustAllow: true }).effect === "allowed"
    );
  });
}

/** The account that an ARN names, if it names one: an S3 bucket's names none, a public parameter's neither. */
function accountOf(arn: string): string | undefined {
  const account = arnSegments(arn)[4];
  return account && /^\d{12}$/.test(account) ? account : undefined;
}
