import type { ConstraintViolationException, InvalidInputException } from "@aws-sdk/client-organizations";
import { AwsError } from "../../errors.ts";

/** Organizations says which rule an input breaks. */
export const invalidInput = (reason: InvalidInputException["Reason"], message: string): AwsError =>
  new AwsError("InvalidInputException", message, 400, { Reason: reason });

export const constraint = (reason: ConstraintViolationException["Reason"], message: string): AwsError =>
  new AwsError("ConstraintViolationException", message, 400, { Reason: reason });

/** Observed, also of an operation that only another account of the organisation may call. */
export const accessDenied = (): AwsError =>
  new AwsError("AccessDeniedException", "You don't have permissions to access this resource.");

/** Observed. */
export const notInUse = (): AwsError =>
  new AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");

export const accountNotFound = (): AwsError =>
  new AwsError("AccountNotFoundException", "You specified an account that doesn't exist.");

export const invalidToken = (): AwsError =>
  invalidInput("INVALID_NEXT_TOKEN", "You specified an invalid next token.");
