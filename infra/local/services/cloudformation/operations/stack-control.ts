import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { drive } from "../engine/drive.ts";
import { setStackStatus } from "../engine/events.ts";
import { newOperation } from "../engine/prepare.ts";
import { validationError } from "../errors.ts";
import { requireStack } from "../stacks.ts";
import type { OperationRecord, StackRecord } from "../store.ts";
import { isRepeat, refuse, refuseExpress, rememberToken } from "./guards.ts";

export async function CancelUpdateStack(
  input: Input<"cloudformation", "CancelUpdateStack">,
  call: Call,
): Promise<Output<"cloudformation", "CancelUpdateStack">> {
  const stack = requireStack(call, input.StackName);
  if (isRepeat(stack, input.ClientRequestToken, "CancelUpdateStack")) return {};
  if (stack.status !== "UPDATE_IN_PROGRESS") {
    throw validationError("CancelUpdateStack cannot be called from current stack status");
  }
  rememberToken(stack, input.ClientRequestToken, "CancelUpdateStack");
  stack.operation.cancelled = true;
  await drive(call.cloud, { accountId: call.accountId, region: call.region }, stack);
  return {};
}

export async function ContinueUpdateRollback(
  input: Input<"cloudformation", "ContinueUpdateRollback">,
  call: Call,
): Promise<Output<"cloudformation", "ContinueUpdateRollback">> {
  refuse(input, ["ForceRollback"]);
  const stack = requireStack(call, input.StackName);
  if (isRepeat(stack, input.ClientRequestToken, "ContinueUpdateRollback")) return {};
  if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
    throw validationError(
      `Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`,
    );
  }
  const skipped = input.ResourcesToSkip ?? [];
  const sound = skipped.filter((logicalId) => stack.resources[logicalId]?.status !== "UPDATE_FAILED");
  if (sound.length > 0) {
    throw validationError(
      `Only resources in UPDATE_FAILED state can be skipped; [${sound.join(", ")}] are not`,
    );
  }
  rememberToken(stack, input.ClientRequestToken, "ContinueUpdateRollback");
  await goBack(call, stack, "UPDATE_ROLLBACK_IN_PROGRESS", input.RoleARN, {
    token: input.ClientRequestToken,
    spared: skipped,
  });
  return {};
}

export async function RollbackStack(
  input: Input<"cloudformation", "RollbackStack">,
  call: Call,
): Promise<Output<"cloudformation", "RollbackStack">> {
  refuseExpress(input.DeploymentConfig);
  const stack = requireStack(call, input.StackName);
  if (isRepeat(stack, input.ClientRequestToken, "RollbackStack")) return { StackId: stack.id };
  if (stack.status !== "CREATE_FAILED" && stack.status !== "UPDATE_FAILED") {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  rememberToken(stack, input.ClientRequestToken, "RollbackStack");
  const status = stack.status === "CREATE_FAILED" ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS";
  await goBack(call, stack, status, input.RoleARN, {
    token: input.ClientRequestToken,
    retainExceptOnCreate: input.RetainExceptOnCreate,
  });
  return { StackId: stack.id };
}

async function goBack(
  call: Call,
  stack: StackRecord,
  status: "ROLLBACK_IN_PROGRESS" | "UPDATE_ROLLBACK_IN_PROGRESS",
  roleArn: string | undefined,
  options: Partial<OperationRecord>,
): Promise<void> {
  const { obsolete, former } = stack.operation;
  stack.principal = call.principal;
  stack.roleArn = roleArn ?? stack.roleArn;
  stack.operation = newOperation({ ...options, obsolete, former });
  setStackStatus(call.cloud, stack, status, "User Initiated");
  await drive(call.cloud, { accountId: call.accountId, region: call.region }, stack);
}

export function UpdateTerminationProtection(
  input: Input<"cloudformation", "UpdateTerminationProtection">,
  call: Call,
): Output<"cloudformation", "UpdateTerminationProtection"> {
  const stack = requireStack(call, input.StackName);
  if (stack.status.startsWith("DELETE_")) {
    throw validationError(
      `UpdateTerminationProtection cannot be called on stack [${stack.name}] in status ${stack.status}`,
    );
  }
  stack.terminationProtection = input.EnableTerminationProtection ?? false;
  return { StackId: stack.id };
}
