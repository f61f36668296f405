import { AwsError } from "../../../errors.ts";

/** The account's IAM has no groups and one user: a policy of others would be of nobody. */
export function refuseUsersAndGroups({
  Users = [],
  Groups = [],
}: {
  Users?: string[];
  Groups?: string[];
}): void {
  if (Users.length === 0 && Groups.length === 0) return;
  throw new AwsError(
    "NotImplemented",
    "The local account does not know policies of users and groups yet.",
    501,
  );
}
