import { randomBytes, randomInt } from "node:crypto";
import type { CreateAccountStatus } from "@aws-sdk/client-organizations";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { ADMINISTRATOR_ACCESS } from "../iam/managed-policies.ts";
import { iamArn, iamState, uniqueId } from "../iam/store.ts";
import { asAdministrator, asManagement } from "./callers.ts";
import { invalidInput } from "./errors.ts";
import { checked, checkedTags, isEmail, page } from "./rules.ts";
import {
  type AccountCreation,
  allOrganizations,
  join,
  type OrganizationRecord,
  organizationsState,
} from "./store.ts";

/** Unsure: "a few minutes", says CreateAccount's reference; most take less than one. */
const CREATION_MS = 30_000;

/** "Creating a member account in your organization". */
const DEFAULT_ROLE = "OrganizationAccountAccessRole";

/** New accounts, which take their time. */
export const creationOperations = {
  CreateAccount(
    { Email = "", AccountName, RoleName = DEFAULT_ROLE, IamUserAccessToBilling = "ALLOW", Tags },
    call,
  ) {
    const organization = asManagement(call);
    if (!isEmail(Email)) throw invalidInput("INVALID_PATTERN", "You provided an invalid email address.");
    // Of no effect: there are no bills here.
    if (!["ALLOW", "DENY"].includes(IamUserAccessToBilling))
      throw invalidInput("INVALID_ENUM", "You specified an invalid value.");
    const creation: AccountCreation = {
      id: `car-${randomBytes(16).toString("hex")}`,
      name: checked("accountName", AccountName),
      email: Email,
      roleName: checked("roleName", RoleName),
      tags: checkedTags(Tags),
      requested: call.cloud.clock.now(),
    };
    organization.creations[creation.id] = creation;
    attend(call.cloud, organization, creation);
    return { CreateAccountStatus: describe(creation) };
  },

  DescribeCreateAccountStatus({ CreateAccountRequestId }, call) {
    const creation = asAdministrator(call).creations[checked("request", CreateAccountRequestId)];
    if (!creation)
      throw new AwsError(
        "CreateAccountStatusNotFoundException",
        "You specified a create account request that doesn't exist.",
      );
    return { CreateAccountStatus: describe(creation) };
  },

  ListCreateAccountStatus(input, call) {
    const all = Object.values(asAdministrator(call).creations).map(describe);
    const wanted = all.filter(({ State }) => !input.States || input.States.includes(State!));
    const { items, next } = page(wanted, input);
    return { CreateAccountStatuses: items, NextToken: next };
  },
} satisfies Operations<"organizations">;

/** Takes up the creations that a restart interrupted. */
export function resumeCreations(cloud: Cloud): void {
  for (const organization of allOrganizations(cloud))
    for (const creation of Object.values(organization.creations))
      if (!creation.completed) attend(cloud, organization, creation);
}

function attend(cloud: Cloud, organization: OrganizationRecord, creation: AccountCreation): void {
  cloud.background(async () => {
    await cloud.clock.delay(CREATION_MS, cloud.stopping);
    complete(cloud, organization, creation);
    cloud.changed();
  });
}

function complete(cloud: Cloud, organization: OrganizationRecord, creation: AccountCreation): void {
  creation.completed = cloud.clock.now();
  // An address is one account's, in whatever organisation.
  const everybody = allOrganizations(cloud).flatMap(({ accounts }) => Object.values(accounts));
  if (everybody.some(({ email }) => email.toLowerCase() === creation.email.toLowerCase())) {
    creation.failure = "EMAIL_ALREADY_EXISTS";
    return;
  }
  const id = freeAccountId(cloud);
  creation.accountId = id;
  const { name, email, tags, roleName } = creation;
  const { rootId: parent, managementAccountId } = organization;
  join(cloud, organization, {
    id,
    name,
    email,
    joined: creation.completed,
    joinedMethod: "CREATED",
    parent,
    tags,
  });
  makeAccessRole(cloud, id, roleName, managementAccountId);
}

function freeAccountId(cloud: Cloud): string {
  for (;;) {
    const id = String(randomInt(1e11, 1e12));
    if (!cloud.state[id] && !organizationsState(cloud).memberships[id]) return id;
  }
}

/** The role by which the management account administers an account that it created. */
function makeAccessRole(cloud: Cloud, accountId: string, name: string, managementAccountId: string): void {
  iamState(cloud, accountId).roles[name] = {
    path: "/",
    name,
    id: uniqueId("AROA"),
    arn: iamArn(accountId, "role", "/", name),
    created: cloud.clock.now(),
    trust: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${managementAccountId}:root` },
          Action: "sts:AssumeRole",
        },
      ],
    }),
    maxSessionDuration: 3600,
    inline: {},
    attached: [ADMINISTRATOR_ACCESS],
    tags: [],
  };
}

function describe({
  id,
  name,
  requested,
  completed,
  accountId,
  failure,
}: AccountCreation): CreateAccountStatus {
  return {
    Id: id,
    AccountName: name,
    State: !completed ? "IN_PROGRESS" : failure ? "FAILED" : "SUCCEEDED",
    RequestedTimestamp: requested,
    CompletedTimestamp: completed,
    AccountId: accountId,
    FailureReason: failure,
  };
}
