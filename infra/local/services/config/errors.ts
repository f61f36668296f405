import { AwsError } from "../../errors.ts";

export const noSuchRecorder = (name: string) =>
  new AwsError(
    "NoSuchConfigurationRecorderException",
    `Cannot find configuration recorder with the specified name '${name}'.`,
  );

export const noSuchChannel = (name: string) =>
  new AwsError(
    "NoSuchDeliveryChannelException",
    `Cannot find delivery channel with specified name '${name}'.`,
  );

export const noRecorder = (purpose: string) =>
  new AwsError(
    "NoAvailableConfigurationRecorderException",
    `Configuration recorder is not available to ${purpose}.`,
  );

export const invalidToken = () =>
  new AwsError("InvalidNextTokenException", "The specified next token is not valid.");

export const invalid = (message: string) => new AwsError("ValidationException", message);

export const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `The local account does not know ${what} yet.`, 501);

/** What a service control policy's denial looks like (IAM User Guide, "Troubleshoot access denied error messages"). */
export const guarded = (principalArn: string, action: string, resource: string) =>
  new AwsError(
    "AccessDeniedException",
    `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a service control policy`,
  );
