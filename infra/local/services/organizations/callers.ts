import type { Call } from "../../service.ts";
import { accessDenied, notInUse } from "./errors.ts";
import { findOrganization, type OrganizationRecord } from "./store.ts";

/**
 * The caller's organisation: for what any of its accounts may ask.
 * @throws AwsError `AWSOrganizationsNotInUseException`
 */
export function asMember({ cloud, accountId }: Call): OrganizationRecord {
  const found = findOrganization(cloud, accountId);
  if (!found) throw notInUse();
  return found;
}

/**
 * The same for what only the management account may do.
 * @throws AwsError `AWSOrganizationsNotInUseException`, `AccessDeniedException`
 */
export function asManagement(call: Call): OrganizationRecord {
  const organization = asMember(call);
  if (organization.managementAccountId !== call.accountId) throw accessDenied();
  return organization;
}

/**
 * The same for what a member may ask as well that administers a service for the organisation.
 * @throws AwsError as `asManagement`
 */
export function asAdministrator(call: Call): OrganizationRecord {
  const organization = asMember(call);
  return organization.administrators[call.accountId] ? organization : asManagement(call);
}
