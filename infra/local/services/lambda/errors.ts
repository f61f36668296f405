import { AwsError } from "../../errors.ts";

/** Lambda's errors say whose fault they are: every one of these is the caller's. */
const user = (code: string, message: string, status: number, fields: Record<string, unknown> = {}) =>
  new AwsError(code, message, status, { Type: "User", ...fields });

export const functionNotFound = (arn: string) =>
  user("ResourceNotFoundException", `Function not found: ${arn}`, 404);

export const notFound = (message = "The resource you requested does not exist.") =>
  user("ResourceNotFoundException", message, 404);

export const invalidParameter = (message: string) => user("InvalidParameterValueException", message, 400);

export const conflict = (message: string) => user("ResourceConflictException", message, 409);

export const preconditionFailed = () =>
  user(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    412,
  );

export const invalidRequestContent = (message: string) =>
  user("InvalidRequestContentException", message, 400);

export const requestTooLarge = (message: string) => user("RequestTooLargeException", message, 413);

export const tooManyRequests = (reason: string) =>
  user("TooManyRequestsException", "Rate Exceeded.", 429, { Reason: reason, retryAfterSeconds: "0" });

/** A parameter that would change what happens, and that the local account does not implement. */
export const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `The local account's Lambda does not know ${what} yet.`, 501);
