import type { Organization } from "@aws-sdk/client-organizations";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { asAdministrator, asManagement, asMember } from "./callers.ts";
import { accountNotFound, constraint, invalidInput } from "./errors.ts";
import { checked, page } from "./rules.ts";
import {
  arns,
  depart,
  emailOf,
  findOrganization,
  join,
  type OrganizationRecord,
  organizationsState,
  randomName,
} from "./store.ts";

/** The organisation as a whole, and who leaves it. */
export const organizationOperations = {
  CreateOrganization({ FeatureSet = "ALL" }, call) {
    const { cloud, accountId } = call;
    if (FeatureSet !== "ALL" && FeatureSet !== "CONSOLIDATED_BILLING")
      throw invalidInput("INVALID_ENUM", "You specified an invalid value.");
    if (findOrganization(cloud, accountId))
      throw new AwsError(
        "AlreadyInOrganizationException",
        "The AWS account is already a member of an organization.",
      );
    const organization: OrganizationRecord = {
      id: `o-${randomName(10)}`,
      managementAccountId: accountId,
      rootId: `r-${randomName(4)}`,
      rootTags: [],
      featureSet: FeatureSet,
      accounts: {},
      units: {},
      creations: {},
      invitations: {},
      administrators: {},
    };
    organizationsState(cloud).organizations[organization.id] = organization;
    join(cloud, organization, {
      id: accountId,
      name: `Account ${accountId}`,
      email: emailOf(accountId),
      joined: cloud.clock.now(),
      joinedMethod: "INVITED",
      parent: organization.rootId,
      tags: [],
    });
    return { Organization: describe(organization) };
  },

  DescribeOrganization: (_input, call) => ({ Organization: describe(asMember(call)) }),

  DeleteOrganization(_input, call) {
    const organization = asManagement(call);
    if (Object.keys(organization.accounts).length > 1)
      throw new AwsError(
        "OrganizationNotEmptyException",
        "To delete an organization you must first remove all member accounts (except the master).",
      );
    depart(call.cloud, organization, call.accountId);
    delete organizationsState(call.cloud).organizations[organization.id];
    return {};
  },

  ListRoots(input, call) {
    const organization = asAdministrator(call);
    const root = { Id: organization.rootId, Arn: arns.root(organization), Name: "Root", PolicyTypes: [] };
    const { items, next } = page([root], input);
    return { Roots: items, NextToken: next };
  },

  RemoveAccountFromOrganization({ AccountId }, call) {
    leave(asManagement(call), checked("account", AccountId), call);
    return {};
  },

  LeaveOrganization(_input, call) {
    leave(asMember(call), call.accountId, call);
    return {};
  },
} satisfies Operations<"organizations">;

function leave(organization: OrganizationRecord, accountId: string, { cloud }: Call): void {
  if (!organization.accounts[accountId]) throw accountNotFound();
  if (accountId === organization.managementAccountId)
    throw new AwsError(
      "MasterCannotLeaveOrganizationException",
      "You can't remove a management account from an organization.",
    );
  if (organization.administrators[accountId])
    throw constraint(
      "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
      "You can't remove an account that is a delegated administrator of a service.",
    );
  depart(cloud, organization, accountId);
}

function describe(organization: OrganizationRecord): Organization {
  const { id, featureSet, managementAccountId, accounts } = organization;
  return {
    Id: id,
    Arn: arns.organization(organization),
    FeatureSet: featureSet,
    MasterAccountArn: arns.account(organization, managementAccountId),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: accounts[managementAccountId]!.email,
    AvailablePolicyTypes: featureSet === "ALL" ? [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] : [],
  };
}
