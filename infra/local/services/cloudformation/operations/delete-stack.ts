import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { actingCall } from "../engine/actor.ts";
import { drive } from "../engine/drive.ts";
import { setStackStatus } from "../engine/events.ts";
import { newOperation } from "../engine/prepare.ts";
import { validationError } from "../errors.ts";
import { findStack, isDeleted } from "../stacks.ts";
import { isRepeat, refuseExpress, rememberToken } from "./guards.ts";

/** A creation can be given up for a deletion; an update must come to its end first. */
const BUSY = /^(UPDATE_IN_PROGRESS|UPDATE_ROLLBACK_IN_PROGRESS|UPDATE_.*CLEANUP_IN_PROGRESS)$/;

/** Deletes a stack. A name that no stack has is success, as on AWS. */
export async function DeleteStack(
  input: Input<"cloudformation", "DeleteStack">,
  call: Call,
): Promise<Output<"cloudformation", "DeleteStack">> {
  refuseExpress(input.DeploymentConfig);
  const { ClientRequestToken: token, RetainResources: retained = [], DeletionMode: mode } = input;
  const stack = findStack(call, input.StackName ?? "");
  if (!stack || isDeleted(stack) || isRepeat(stack, token, "DeleteStack")) return {};
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (BUSY.test(stack.status)) {
    throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  }
  if (retained.length > 0 && stack.status !== "DELETE_FAILED") {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  if (mode === "FORCE_DELETE_STACK" && stack.status !== "DELETE_FAILED") {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. DeletionMode FORCE_DELETE_STACK can only be used when the stack is in the DELETE_FAILED state.`,
    );
  }
  const unknown = retained.filter((logicalId) => !stack.resources[logicalId]);
  if (unknown.length > 0) {
    throw validationError(
      `The following resources to retain do not exist in the stack: [${unknown.join(", ")}]`,
    );
  }
  if (stack.status === "DELETE_IN_PROGRESS") return {};
  actingCall(call.cloud, call, { roleArn: input.RoleARN ?? stack.roleArn, principal: call.principal });
  stack.roleArn = input.RoleARN ?? stack.roleArn;
  stack.principal = call.principal;
  rememberToken(stack, token, "DeleteStack");
  stack.operation = newOperation({
    token,
    obsolete: stack.operation.obsolete,
    spared: retained,
    force: mode === "FORCE_DELETE_STACK",
  });
  stack.changeSets = [];
  setStackStatus(call.cloud, stack, "DELETE_IN_PROGRESS", "User Initiated");
  await drive(call.cloud, { accountId: call.accountId, region: call.region }, stack);
  return {};
}
