import { DEFAULT_ACCOUNT_ID } from "../../../infra/local/default-account.ts";

export const INSTRUCTOR = DEFAULT_ACCOUNT_ID;
/** The lab account that the others are copies of, and itself one of the fleet. */
export const FIRST = "200000000000";
