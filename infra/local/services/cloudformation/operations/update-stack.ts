import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { planChanges } from "../engine/changes.ts";
import type { Deployment } from "../engine/deployment.ts";
import { drive } from "../engine/drive.ts";
import { setStackStatus } from "../engine/events.ts";
import { newOperation, prepare } from "../engine/prepare.ts";
import { noSuchStack, validationError } from "../errors.ts";
import { requireStack } from "../stacks.ts";
import type { Blueprint, OperationRecord, PlannedChange, StackRecord } from "../store.ts";
import { isObject } from "../template/model.ts";
import { parseTemplateText } from "../template/parse.ts";
import { isRepeat, refuse, refuseExpress, rememberToken } from "./guards.ts";

const UPDATABLE = /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|CREATE_FAILED|UPDATE_FAILED)$/;

export async function UpdateStack(
  input: Input<"cloudformation", "UpdateStack">,
  call: Call,
): Promise<Output<"cloudformation", "UpdateStack">> {
  refuse(input, [
    "RollbackConfiguration",
    "NotificationARNs",
    "ResourceTypes",
    "StackPolicyBody",
    "StackPolicyURL",
    "StackPolicyDuringUpdateBody",
    "StackPolicyDuringUpdateURL",
  ]);
  refuseExpress(input.DeploymentConfig);
  const stack = requireStack(call, input.StackName, noSuchStack);
  const token = input.ClientRequestToken;
  if (isRepeat(stack, token, "UpdateStack")) return { StackId: stack.id };
  checkUpdatable(stack);
  const { blueprint, deployment } = await prepare(input, stack, call, stack);
  const changes = planUpdate(call, stack, blueprint, deployment);
  if (!changes) throw validationError("No updates are to be performed.");
  checkUpdatable(stack);
  rememberToken(stack, token, "UpdateStack");
  await beginUpdate(call, stack, blueprint, {
    token,
    roleArn: input.RoleARN,
    disableRollback: input.DisableRollback ?? false,
    description: deployment.template.description,
    retainExceptOnCreate: input.RetainExceptOnCreate,
  });
  return { StackId: stack.id };
}

/** @throws AwsError `ValidationError` "Stack:ARN is in X state and can not be updated." */
export function checkUpdatable(stack: StackRecord): void {
  if (!UPDATABLE.test(stack.status)) {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }
}

/**
 * What an update would change, or nothing where it would change nothing at all.
 * @throws AwsError `ValidationError` where a logical id would change its type
 */
export function planUpdate(
  call: Call,
  stack: StackRecord,
  blueprint: Blueprint,
  deployment: Deployment,
): PlannedChange[] | undefined {
  const retyped = deployment.active.filter((logicalId) => {
    const record = stack.resources[logicalId];
    return record?.physicalId !== undefined && record.type !== deployment.template.resources[logicalId]!.Type;
  });
  if (retyped.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(", ")}]`,
    );
  }
  const changes = planChanges(call.cloud, stack, deployment, blueprint.tags);
  if (changes.length > 0 || stack.status.endsWith("_FAILED")) return changes;
  const same =
    JSON.stringify(blueprint.tags) === JSON.stringify(stack.blueprint.tags) &&
    outputsOf(blueprint.template) === outputsOf(stack.blueprint.template);
  return same ? undefined : changes;
}

function outputsOf(template: string): string {
  const outputs = parseTemplateText(template).Outputs;
  return JSON.stringify(isObject(outputs) ? outputs : {});
}

export async function beginUpdate(
  call: Call,
  stack: StackRecord,
  blueprint: Blueprint,
  options: Pick<OperationRecord, "token" | "disableRollback" | "imports" | "retainExceptOnCreate"> & {
    roleArn?: string;
    description?: string;
  },
): Promise<void> {
  const { cloud } = call;
  // A failed update that was left as it is has something sound behind it still: that is what to go back to.
  const former = stack.status === "UPDATE_FAILED" ? stack.operation.former : undefined;
  stack.principal = call.principal;
  stack.roleArn = options.roleArn ?? stack.roleArn;
  stack.operation = newOperation({
    token: options.token,
    imports: options.imports,
    retainExceptOnCreate: options.retainExceptOnCreate,
    disableRollback: options.disableRollback,
    obsolete: stack.operation.obsolete,
    former: former ?? { blueprint: stack.blueprint, resources: structuredClone(stack.resources) },
  });
  stack.blueprint = blueprint;
  stack.description = options.description;
  stack.updated = cloud.clock.now();
  setStackStatus(cloud, stack, "UPDATE_IN_PROGRESS", "User Initiated");
  await drive(cloud, { accountId: call.accountId, region: call.region }, stack);
}
