import { AwsError } from "../../errors.ts";

/** What CloudFormation answers to almost everything that it will not do. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message, 400);
}

/** A parameter or feature that AWS has and the local account has not: said aloud, never ignored. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `The local account does not know ${what} yet.`, 501);
}

/** What most operations answer about a stack that is not there. */
export function stackNotFound(nameOrId: string): AwsError {
  return validationError(`Stack with id ${nameOrId} does not exist`);
}

/** The words of DescribeStackEvents, UpdateStack and CreateChangeSet for the same, as observed. */
export function noSuchStack(nameOrId: string): AwsError {
  return validationError(`Stack [${nameOrId}] does not exist`);
}
