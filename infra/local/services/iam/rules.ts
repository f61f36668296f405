import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { iamState } from "./store.ts";

const NAME = "[\\w+=,.@-]+";
const PATH = "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)";

/** The IAM state of the account that is called. */
export const stateOf = (call: Call) => iamState(call.cloud, call.accountId);

/** Checks a name and a path as IAM's model says; lengths differ by kind. */
export function validateName(member: string, name: string | undefined, max: number, path?: string): void {
  validateMembers("ValidationError", {
    [member]: [name ?? "", { min: 1, max, pattern: NAME }],
    path: [path, { min: 1, max: 512, pattern: PATH }],
  });
}

/** Names are unique without regard to case, though they are found by their exact spelling. */
export function takenIn(records: Record<string, { name: string }>, name: string): boolean {
  const wanted = name.toLowerCase();
  return Object.values(records).some((record) => record.name.toLowerCase() === wanted);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceeded", message, 409);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflict", message, 409);
}

/** By name, as IAM lists them. */
export function byName<T extends { name: string }>(records: Record<string, T>): T[] {
  return Object.values(records).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a tag's input may leave out. */
