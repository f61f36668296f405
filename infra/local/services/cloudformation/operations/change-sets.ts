import { AwsError } from "../../../errors.ts";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { planChanges } from "../engine/changes.ts";
import { setStackStatus } from "../engine/events.ts";
import { adoptExisting, importsOf } from "../engine/imports.ts";
import { prepare } from "../engine/prepare.ts";
import { noSuchStack, validationError } from "../errors.ts";
import { addStack, changeSetArn, findStack, requireStack } from "../stacks.ts";
import type { ChangeSetRecord, StackRecord } from "../store.ts";
import { readTemplate } from "../template/structure.ts";
import { findChangeSet } from "./change-set-lookup.ts";
import { beginCreation, newStack } from "./create-stack.ts";
import {
  checkChangeSetName,
  checkStackName,
  isRepeat,
  refuse,
  refuseExpress,
  rememberToken,
} from "./guards.ts";
import { page } from "./paging.ts";
import { beginUpdate, checkUpdatable, planUpdate } from "./update-stack.ts";

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Plans at once: the answer of DescribeChangeSet is final as soon as this has returned. */
export async function CreateChangeSet(
  input: Input<"cloudformation", "CreateChangeSet">,
  call: Call,
): Promise<Output<"cloudformation", "CreateChangeSet">> {
  const { StackName: stackName, ChangeSetName: name, ChangeSetType: type = "UPDATE" } = input;
  if (!stackName?.startsWith("arn:")) checkStackName(stackName);
  checkChangeSetName(name);
  refuse(input, [
    "ResourceTypes",
    "RollbackConfiguration",
    "NotificationARNs",
    "ResourcesToImport",
    "DeploymentMode",
  ]);
  refuseExpress(input.DeploymentConfig);
  if (type === "IMPORT") refuse({ ChangeSetType: type }, ["ChangeSetType"]);
  const found = findStack(call, stackName!);
  if (type === "UPDATE" && !found) throw noSuchStack(stackName!);
  if (type === "CREATE" && found && found.status !== "REVIEW_IN_PROGRESS") {
    throw validationError(
      `Stack [${found.name}] already exists and cannot be created again with the changeSet [${name}].`,
    );
  }
  const twin = found?.changeSets.find((one) => one.name === name);
  if (twin && input.ClientToken !== undefined && twin.token === input.ClientToken) {
    return { Id: twin.id, StackId: found!.id };
  }
  if (twin) throw changeSetExists(name!, found!);
  if (type === "UPDATE") checkUpdatable(found!);
  const fresh = found ?? newReviewStack(call, stackName!, input.RoleARN);
  const existing = type === "UPDATE" ? found : undefined;
  const { blueprint, deployment } = await prepare(input, fresh, call, existing);
  const stack = findStack(call, fresh.name) ?? fresh;
  if (stack.changeSets.some((one) => one.name === name)) throw changeSetExists(name!, stack);
  const planned = existing
    ? planUpdate(call, existing, blueprint, deployment)
    : planChanges(call.cloud, undefined, deployment, blueprint.tags);
  const obstacle =
    planned && input.ImportExistingResources ? adoptExisting(call, deployment, planned) : undefined;
  const sound = planned !== undefined && obstacle === undefined;
  const changeSet: ChangeSetRecord = {
    id: changeSetArn(call, name!),
    name: name!,
    kind: existing ? "UPDATE" : "CREATE",
    description: input.Description,
    created: call.cloud.clock.now(),
    status: sound ? "CREATE_COMPLETE" : "FAILED",
    reason: planned ? obstacle : NO_CHANGES,
    execution: sound ? "AVAILABLE" : "UNAVAILABLE",
    blueprint,
    changes: planned ?? [],
    notificationArns: [],
    roleArn: input.RoleARN,
    onFailure: input.OnStackFailure,
    token: input.ClientToken,
    importExisting: input.ImportExistingResources,
  };
  if (stack === fresh && !found) {
    addStack(call, stack);
    setStackStatus(call.cloud, stack, "REVIEW_IN_PROGRESS", "User Initiated");
  }
  stack.changeSets.push(changeSet);
  return { Id: changeSet.id, StackId: stack.id };
}

function newReviewStack(call: Call, name: string, roleArn: string | undefined): StackRecord {
  return newStack(call, name, {
    onFailure: "ROLLBACK",
    roleArn,
    terminationProtection: false,
    timeoutInMinutes: undefined,
  });
}

function changeSetExists(name: string, stack: StackRecord): AwsError {
  return new AwsError(
    "AlreadyExistsException",
    `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template or it already exists for stack ${stack.name}`,
  );
}

export async function ExecuteChangeSet(
  input: Input<"cloudformation", "ExecuteChangeSet">,
  call: Call,
): Promise<Output<"cloudformation", "ExecuteChangeSet">> {
  const { stack, changeSet } = findChangeSet(call, input.ChangeSetName, input.StackName);
  const token = input.ClientRequestToken;
  if (isRepeat(stack, token, "ExecuteChangeSet")) return {};
  if (changeSet.execution !== "AVAILABLE" || changeSet.status !== "CREATE_COMPLETE") {
    throw invalidStatus(
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
    );
  }
  if (input.DisableRollback && changeSet.onFailure !== undefined) {
    throw validationError("You can specify either DisableRollback or OnStackFailure, but not both.");
  }
  const { description } = readTemplate(changeSet.blueprint.template);
  const imports = importsOf(changeSet.changes);
  const retainExceptOnCreate = input.RetainExceptOnCreate;
  if (changeSet.kind === "UPDATE") checkUpdatable(stack);
  rememberToken(stack, token, "ExecuteChangeSet");
  // The others were planned against what the stack no longer will be, and go with it.
  stack.changeSets = [];
  stack.changeSetId = changeSet.id;
  changeSet.execution = "EXECUTE_COMPLETE";
  changeSet.changes = changeSet.changes.map((change) => ({ ...change, before: undefined, after: undefined }));
  stack.changeSets.push(changeSet);
  const disableRollback = input.DisableRollback ?? changeSet.onFailure === "DO_NOTHING";
  if (changeSet.kind === "UPDATE") {
    await beginUpdate(call, stack, changeSet.blueprint, {
      token,
      roleArn: changeSet.roleArn,
      disableRollback,
      description,
      imports,
      retainExceptOnCreate,
    });
    return {};
  }
  stack.blueprint = changeSet.blueprint;
  stack.description = description;
  stack.roleArn = changeSet.roleArn ?? stack.roleArn;
  stack.onFailure = disableRollback ? "DO_NOTHING" : (changeSet.onFailure ?? "ROLLBACK");
  await beginCreation(call, stack, { token, imports, retainExceptOnCreate });
  return {};
}

/** Deletes a change set. One that the stack does not have is success: the API models no error for it. */
export function DeleteChangeSet(
  input: Input<"cloudformation", "DeleteChangeSet">,
  call: Call,
): Output<"cloudformation", "DeleteChangeSet"> {
  try {
    const { stack, changeSet } = findChangeSet(call, input.ChangeSetName, input.StackName);
    if (changeSet.execution === "EXECUTE_IN_PROGRESS") {
      throw invalidStatus(`ChangeSet [${changeSet.id}] cannot be deleted while it is being executed`);
    }
    stack.changeSets = stack.changeSets.filter((one) => one !== changeSet);
  } catch (error) {
    if (!AwsError.is(error, "ChangeSetNotFound")) throw error;
  }
  return {};
}

function invalidStatus(message: string): AwsError {
  return new AwsError("InvalidChangeSetStatus", message);
}

export function ListChangeSets(
  input: Input<"cloudformation", "ListChangeSets">,
  call: Call,
): Output<"cloudformation", "ListChangeSets"> {
  const stack = requireStack(call, input.StackName);
  const { items, NextToken } = page(stack.changeSets, input.NextToken);
  const Summaries = items.map((changeSet) => ({
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    CreationTime: changeSet.created,
    Description: changeSet.description,
    IncludeNestedStacks: false,
    ImportExistingResources: changeSet.importExisting,
  }));
  return { Summaries, NextToken };
}
