import { AwsError } from "../../../errors.ts";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { drive } from "../engine/drive.ts";
import { setStackStatus } from "../engine/events.ts";
import { newOperation, prepare } from "../engine/prepare.ts";
import { validationError } from "../errors.ts";
import { addStack, findStack, stackArn } from "../stacks.ts";
import type { OperationRecord, StackRecord } from "../store.ts";
import { checkStackName, isRepeat, refuse, refuseExpress, rememberToken } from "./guards.ts";

type CreateStackInput = Input<"cloudformation", "CreateStack">;

export async function CreateStack(
  input: CreateStackInput,
  call: Call,
): Promise<Output<"cloudformation", "CreateStack">> {
  const { StackName: name, ClientRequestToken: token, DisableRollback, OnFailure } = input;
  checkStackName(name);
  refuse(input, [
    "RollbackConfiguration",
    "NotificationARNs",
    "ResourceTypes",
    "StackPolicyBody",
    "StackPolicyURL",
  ]);
  refuseExpress(input.DeploymentConfig);
  if (DisableRollback !== undefined && OnFailure !== undefined) {
    throw validationError("You can specify either DisableRollback or OnFailure, but not both.");
  }
  const found = findStack(call, name!);
  if (found && isRepeat(found, token, "CreateStack")) return { StackId: found.id };
  if (found) throw alreadyExists(name!);
  const stack = newStack(call, name!, {
    onFailure: OnFailure ?? (DisableRollback ? "DO_NOTHING" : "ROLLBACK"),
    roleArn: input.RoleARN,
    terminationProtection: input.EnableTerminationProtection ?? false,
    timeoutInMinutes: input.TimeoutInMinutes,
  });
  const { blueprint, deployment } = await prepare(input, stack, call);
  // Another request may have taken the name while this one was being checked.
  if (findStack(call, name!)) throw alreadyExists(name!);
  stack.blueprint = blueprint;
  stack.description = deployment.template.description;
  rememberToken(stack, token, "CreateStack");
  addStack(call, stack);
  await beginCreation(call, stack, { token, retainExceptOnCreate: input.RetainExceptOnCreate });
  return { StackId: stack.id };
}

function alreadyExists(name: string): AwsError {
  return new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
}

/** A stack's record, not yet in the store. */
export function newStack(
  call: Call,
  name: string,
  options: Pick<StackRecord, "onFailure" | "roleArn" | "terminationProtection" | "timeoutInMinutes">,
): StackRecord {
  return {
    id: stackArn(call, name),
    name,
    blueprint: { template: "", parameters: [], tags: [], capabilities: [] },
    status: "REVIEW_IN_PROGRESS",
    created: call.cloud.clock.now(),
    ...options,
    notificationArns: [],
    principal: call.principal,
    resources: {},
    outputs: [],
    imports: [],
    events: [],
    operation: newOperation(),
    changeSets: [],
    tokens: {},
  };
}

/** Begins to create what a stack's blueprint says. */
export async function beginCreation(
  call: Call,
  stack: StackRecord,
  options: Pick<OperationRecord, "token" | "imports" | "retainExceptOnCreate">,
): Promise<void> {
  const { cloud } = call;
  const minutes = stack.timeoutInMinutes;
  stack.principal = call.principal;
  stack.operation = newOperation({
    ...options,
    disableRollback: stack.onFailure === "DO_NOTHING",
    // At pace instant no AWS time passes, so that a creation never takes longer than it may.
    ...(minutes && cloud.clock.scaled(1) > 0 ? { deadline: cloud.clock.after(minutes * 60_000) } : {}),
  });
  setStackStatus(cloud, stack, "CREATE_IN_PROGRESS", "User Initiated");
  await drive(cloud, { accountId: call.accountId, region: call.region }, stack);
}
