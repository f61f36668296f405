import type { SessionPlace } from "../session.ts";

/** What may be typed to approve a plan on AWS: the account's alias, where it has one, or its id. */
export const approvalWords = (
  { accountId }: Pick<SessionPlace, "accountId">,
  alias: string | undefined,
): string[] => (alias === undefined ? [accountId] : [alias, accountId]);

/** The words as they are asked for. */
export const eitherOf = (words: readonly string[]): string => words.join(" or ");
