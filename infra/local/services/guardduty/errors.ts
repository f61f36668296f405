import { AwsError } from "../../errors.ts";

/**
 * Every mistake of a client is this one; `__type` in its body and the message tell them apart (observed:
 * `{"message":"The request is rejected because …","__type":"InvalidInputException"}`).
 */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message, 400, { __type: "InvalidInputException" });
}

/** @param parameter in the wire's spelling, such as `findingTypes` */
export const invalidParameter = (parameter: string): AwsError =>
  badRequest(`The request is rejected because the parameter ${parameter} has an invalid value.`);

/** Observed where an input is missing, misspelt or out of its range. */
export const outOfRange = (): AwsError =>
  badRequest(
    "The request is rejected because an invalid or out-of-range value is specified as an input parameter.",
  );
