import {
  type Account,
  AccountState,
  DescribeOrganizationCommand,
  type OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from "@aws-sdk/client-organizations";
import { isAccessDenied, isAwsError, TaskError } from "../runtime/errors.ts";
import { collect } from "../runtime/pages.ts";

/** An account as its organisation knows it. */
export interface Member {
  id: string;
  active: boolean;
}

/**
 * The management account of the organisation that we are in; undefined where there is none.
 * @throws TaskError `UnknownFleet` where we may not ask: it is never to be reset, and would not be known
 */
export async function managementAccount(client: OrganizationsClient): Promise<string | undefined> {
  try {
    const { Organization } = await client.send(new DescribeOrganizationCommand());
    return Organization?.MasterAccountId;
  } catch (error) {
    if (isAwsError(error, "AWSOrganizationsNotInUseException")) return undefined;
    // Any member may ask (API reference, "DescribeOrganization"), so that a policy of the organisation denies it.
    if (isAccessDenied(error))
      throw new TaskError(
        "unknownFleet",
        `Which account is the organisation's management account may not be asked here, and it must never be reset. Have organizations:DescribeOrganization allowed in this account. AWS said: ${error.message}`,
      );
    throw error;
  }
}

/**
 * The accounts of the organisation; none where we may not list them, which only the management account and a delegated
 * administrator may.
 */
export async function allMembers(client: OrganizationsClient): Promise<Member[]> {
  try {
    return (await collect(paginateListAccounts({ client }, {}), (page) => page.Accounts)).map(memberOf);
  } catch (error) {
    if (isAwsError(error, "AWSOrganizationsNotInUseException") || isAccessDenied(error)) return [];
    throw error;
  }
}

/**
 * The accounts of an organisational unit or root, and of all units in it.
 * @throws TaskError `UnknownFleet` where there is no such unit, it has no account, or we may not list it
 */
export async function membersOf(client: OrganizationsClient, unit: string): Promise<Member[]> {
  try {
    const members = await membersWithin(client, unit);
    // A reset of none would be told as one that went well.
    if (members.length === 0)
      throw new TaskError("unknownFleet", `There is no account in ${unit}, nor in any unit in it.`);
    return members;
  } catch (error) {
    if (isAwsError(error, "ParentNotFoundException"))
      throw new TaskError("unknownFleet", `The organisation has no unit ${unit}.`);
    if (isAwsError(error, "AWSOrganizationsNotInUseException"))
      throw new TaskError(
        "unknownFleet",
        "This account is in no organisation, so that it has no units. Name the accounts (--accounts).",
      );
    if (isAccessDenied(error))
      throw new TaskError(
        "unknownFleet",
        `The unit ${unit} may not be listed from this account. Organisations let their management account do so, and whoever it makes a delegated administrator; or name the accounts (--accounts). AWS said: ${error.message}`,
      );
    throw error;
  }
}

/** One unit after the other: Organizations takes few calls a second. */
async function membersWithin(client: OrganizationsClient, ParentId: string): Promise<Member[]> {
  const accounts = await collect(
    paginateListAccountsForParent({ client }, { ParentId }),
    (page) => page.Accounts,
  );
  const units = await collect(
    paginateListOrganizationalUnitsForParent({ client }, { ParentId }),
    (page) => page.OrganizationalUnits,
  );
  const members = accounts.map(memberOf);
  for (const { Id } of units) members.push(...(await membersWithin(client, Id!)));
  return members;
}

/** `Status` was to be retired in September 2026 in favour of `State` (API reference, "Account"). */
const memberOf = ({ Id, State, Status }: Account): Member => ({
  id: Id!,
  active: (State ?? Status) === AccountState.ACTIVE,
});
