import type { Account, AccountState, AccountStatus } from "@aws-sdk/client-organizations";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { asAdministrator, asManagement } from "./callers.ts";
import { accountNotFound, constraint } from "./errors.ts";
import { checked, page } from "./rules.ts";
import { arns, type MemberAccount, type OrganizationRecord } from "./store.ts";
import { isIn, parentOf, pathOf } from "./units.ts";

/** Unsure: "a few minutes", says CloseAccount's reference. */
const CLOSING_MS = 3 * 60_000;

/** The accounts of an organisation. */
export const accountOperations = {
  ListAccounts(input, call) {
    const organization = asAdministrator(call);
    const { items, next } = page(Object.values(organization.accounts), input);
    return { Accounts: items.map((one) => describeAccount(organization, one, call.cloud)), NextToken: next };
  },

  ListAccountsForParent(input, call) {
    const organization = asAdministrator(call);
    const parent = parentOf(organization, input.ParentId);
    const { items, next } = page(Object.values(organization.accounts).filter(isIn(parent)), input);
    return { Accounts: items.map((one) => describeAccount(organization, one, call.cloud)), NextToken: next };
  },

  DescribeAccount({ AccountId }, call) {
    const organization = asAdministrator(call);
    return { Account: describeAccount(organization, accountOf(organization, AccountId), call.cloud) };
  },

  MoveAccount({ AccountId, SourceParentId, DestinationParentId }, call) {
    const organization = asManagement(call);
    const account = accountOf(organization, AccountId);
    const source = parentOf(organization, SourceParentId, "SourceParentNotFoundException");
    const destination = parentOf(organization, DestinationParentId, "DestinationParentNotFoundException");
    if (account.parent === destination)
      throw new AwsError(
        "DuplicateAccountException",
        "That account is already present in the specified destination.",
      );
    // Unsure: its reference does not say what a parent is answered that is there and not the account's.
    if (account.parent !== source)
      throw new AwsError("SourceParentNotFoundException", "You specified parent that doesn't exist.");
    account.parent = destination;
    return {};
  },

  CloseAccount({ AccountId }, call) {
    const organization = asManagement(call);
    const account = accountOf(organization, AccountId);
    if (account.id === organization.managementAccountId)
      throw constraint("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account.");
    const { Status } = statusOf(account, call.cloud);
    if (Status === "PENDING_CLOSURE")
      throw new AwsError(
        "ConflictException",
        "The request failed because it conflicts with the current state of the specified resource.",
      );
    if (Status === "SUSPENDED")
      throw new AwsError("AccountAlreadyClosedException", "The provided account is already closed.");
    account.closedAt = call.cloud.clock.after(CLOSING_MS);
    return {};
  },
} satisfies Operations<"organizations">;

/** @throws AwsError `InvalidInputException`, `AccountNotFoundException` */
export function accountOf(organization: OrganizationRecord, id: string | undefined): MemberAccount {
  const account = organization.accounts[checked("account", id)];
  if (!account) throw accountNotFound();
  return account;
}

/** An account as every answer has it. */
export function describeAccount(
  organization: OrganizationRecord,
  account: MemberAccount,
  cloud: Cloud,
): Account {
  const { id, name, email, joined, joinedMethod, parent } = account;
  return {
    Id: id,
    Arn: arns.account(organization, id),
    Email: email,
    Name: name,
    ...statusOf(account, cloud),
    Paths: [`${[organization.id, ...pathOf(organization, parent), id].join("/")}/`],
    JoinedMethod: joinedMethod,
    JoinedTimestamp: joined,
  };
}

/** `Status` is the older of the two, and calls a closed account suspended ("Monitor the state of your AWS accounts"). */
function statusOf({ closedAt }: MemberAccount, cloud: Cloud): { Status: AccountStatus; State: AccountState } {
  if (!closedAt) return { Status: "ACTIVE", State: "ACTIVE" };
  return closedAt > cloud.clock.now()
    ? { Status: "PENDING_CLOSURE", State: "PENDING_CLOSURE" }
    : { Status: "SUSPENDED", State: "CLOSED" };
}
