import type { Cloud } from "../cloud.ts";
import type { Principal } from "../principal.ts";
import type { Identity } from "../services/iam/identity.ts";
import { findOrganization, type OrganizationRecord } from "../services/organizations/store.ts";
import { pathOf } from "../services/organizations/units.ts";
import { getSession } from "../services/sts/sessions.ts";
import type { Context } from "./match.ts";

/** What a call adds to the keys that every request has. */
export interface RequestDetails {
  region: string;
  resourceAccount: string;
  /** Condition keys of the service and the resource, such as `iam:PassedToService`. */
  extra?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * The global condition keys of a request (IAM User Guide, "AWS global condition context keys").
 *
 * Left out, so that a condition on them does not hold: keys of networks (`aws:SourceVpc` …), of the client
 * (`aws:UserAgent`, `aws:Referer`) and of forward access sessions (`aws:CalledVia`).
 */
export function globalContext(
  cloud: Cloud,
  principal: Principal,
  identity: Identity,
  details: RequestDetails,
): Context {
  const now = cloud.clock.now();
  const context = new Map<string, readonly string[]>([
    ["aws:currenttime", [now.toISOString()]],
    ["aws:epochtime", [String(Math.floor(now.getTime() / 1000))]],
    ["aws:requestedregion", [details.region]],
    ["aws:resourceaccount", [details.resourceAccount]],
    // On AWS every call comes over TLS; here it never leaves the machine. A policy that refuses plain HTTP
    // (which cdk-nag asks of every bucket) must not refuse everything.
    ["aws:securetransport", ["true"]],
    ["aws:sourceip", ["127.0.0.1"]],
    ["aws:viaawsservice", ["false"]],
    ["aws:principalisawsservice", [String(principal.type === "service")]],
    ["aws:principaltype", [TYPES[principal.type]]],
  ]);
  const set = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== "") context.set(key.toLowerCase(), [value]);
  };
  const owning = findOrganization(cloud, details.resourceAccount);
  set("aws:ResourceOrgID", owning?.id);
  if (owning) context.set("aws:resourceorgpaths", [pathTo(owning, details.resourceAccount)]);
  if (principal.type === "anonymous") set("aws:userid", "anonymous");
  else if (principal.type === "service") set("aws:PrincipalServiceName", principal.service);
  else {
    set("aws:PrincipalAccount", principal.accountId);
    set("aws:PrincipalArn", identity.caller.identityArn);
    const organization = findOrganization(cloud, principal.accountId);
    set("aws:PrincipalOrgID", organization?.id);
    if (organization) context.set("aws:principalorgpaths", [pathTo(organization, principal.accountId)]);
    set("aws:userid", identity.userId);
    if (principal.type === "user") set("aws:username", principal.name);
    for (const { Key, Value } of identity.tags) set(`aws:PrincipalTag/${Key}`, Value);
    const session = getSession(cloud, principal.accessKeyId);
    if (session) {
      set("aws:TokenIssueTime", session.issued.toISOString());
      set("aws:MultiFactorAuthPresent", "false");
    }
  }
  for (const [key, value] of Object.entries(details.extra ?? {}))
    context.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  return context;
}

/** An account's place in its organisation: the units that it is in, without itself. Both keys may hold several. */
const pathTo = (organization: OrganizationRecord, accountId: string): string =>
  `${[organization.id, ...pathOf(organization, organization.accounts[accountId]!.parent)].join("/")}/`;

const TYPES: Record<Principal["type"], string> = {
  user: "User",
  role: "AssumedRole",
  service: "Service",
  anonymous: "Anonymous",
};
