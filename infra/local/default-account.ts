/** The account that a participant works in unless they name another by its twelve digits. */
export const DEFAULT_ACCOUNT_ID = "123456789012";
