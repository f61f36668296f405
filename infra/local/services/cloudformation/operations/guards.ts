import type { DeploymentConfig } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../errors.ts";
import { validateMembers } from "../../../validation.ts";
import { notImplemented } from "../errors.ts";
import type { StackRecord } from "../store.ts";

/**
 * Refuses what the local account cannot do, where leaving it out would change what the request means.
 * @throws AwsError `NotImplemented`
 */
export function refuse<I extends object>(input: I, members: readonly (keyof I & string)[]): void {
  for (const member of members) {
    const value = input[member];
    const empty =
      value === undefined ||
      value === false ||
      (Array.isArray(value) && value.length === 0) ||
      (typeof value === "object" && value !== null && Object.keys(value).length === 0);
    if (!empty) throw notImplemented(`CloudFormation's ${member}`);
  }
}

/**
 * Refuses deployments that do not wait for their resources. `STANDARD`, which clients may say aloud, does.
 * @throws AwsError `NotImplemented`
 */
export function refuseExpress(config: DeploymentConfig | undefined): void {
  if (config?.Mode !== "STANDARD") refuse({ DeploymentConfig: config }, ["DeploymentConfig"]);
  else refuse(config, ["DisableRollback"]);
}

export function checkStackName(name: string | undefined): void {
  validateMembers("ValidationError", {
    stackName: [name ?? "", { min: 1, max: 128, pattern: "[a-zA-Z][-a-zA-Z0-9]*" }],
  });
}

export function checkChangeSetName(name: string | undefined): void {
  validateMembers("ValidationError", {
    changeSetName: [name ?? "", { min: 1, max: 128, pattern: "[a-zA-Z][-a-zA-Z0-9]*" }],
  });
}

/**
 * Whether the request repeats one that was answered before, by its ClientRequestToken.
 * @throws AwsError `TokenAlreadyExistsException` where the token was used for another operation on the stack
 */
export function isRepeat(
  stack: StackRecord | undefined,
  token: string | undefined,
  operation: string,
): boolean {
  validateMembers("ValidationError", {
    clientRequestToken: [token, { min: 1, max: 128, pattern: "[a-zA-Z0-9][-a-zA-Z0-9]*" }],
  });
  const used = token === undefined ? undefined : stack?.tokens[token];
  if (used === undefined || used === operation) return used !== undefined;
  throw new AwsError(
    "TokenAlreadyExistsException",
    `The client request token ${token} has already been used for ${used}`,
  );
}

export function rememberToken(stack: StackRecord, token: string | undefined, operation: string): void {
  if (token !== undefined) stack.tokens[token] = operation;
}
