import { ERRORS } from "../../workflows/contract.ts";

/** An error that a machine names in Retry or Catch: Lambda reports `name` as the error, `message` as the cause. */
export class TaskError extends Error {
  constructor(kind: keyof typeof ERRORS, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = ERRORS[kind];
  }
}

const errorName = (error: unknown): string => (error instanceof Error ? error.name : "");

/**
 * Whether AWS refused a call for want of permission. EC2 says UnauthorizedOperation, the services of the JSON
 * and Query protocols AccessDenied or AccessDeniedException.
 */
export function isAccessDenied(error: unknown): error is Error {
  return ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException"].includes(errorName(error));
}

/** Whether an error is one of these of AWS, by code. */
export function isAwsError(error: unknown, ...codes: string[]): error is Error {
  return codes.includes(errorName(error));
}
