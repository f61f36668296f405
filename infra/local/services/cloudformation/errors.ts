import { AwsError } from "../../errors.ts";

/** What CloudFormation answers to almost everything that it will not do. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message, 400);
}

/** A parameter or feature that AWS has and the local account has not: said aloud, never ignored. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `The local account does not know ${what} yet.`, 501);
}

export function stackNotFound(nameOrId: string): AwsError {
  return validationError(`Stack with id ${nameOrId} does not exist`);
}
