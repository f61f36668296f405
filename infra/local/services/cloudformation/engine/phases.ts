import type { StackStatus } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../errors.ts";
import type { ResourceRecord } from "../store.ts";
import { invalidParameters } from "./account-parameters.ts";
import { rehearse, resourcesOf, workOut } from "./deployment.ts";
import { exportInUse, resolveOutputs } from "./outputs.ts";
import { provision } from "./provision.ts";
import { revert } from "./revert.ts";
import type { Run } from "./run.ts";
import { tearDown } from "./teardown.ts";
import { walk } from "./walk.ts";

/** What a phase leads to. */
export interface Outcome {
  status: StackStatus;
  reason?: string;
}

/**
 * One phase of an operation on a stack. Each can be begun again at any point: what its records say is done is
 * not done twice.
 */
export const PHASES: { [S in StackStatus]?: (run: Run) => Promise<Outcome> } = {
  CREATE_IN_PROGRESS: create,
  ROLLBACK_IN_PROGRESS: rollBack,
  UPDATE_IN_PROGRESS: update,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: (run) => cleanUp(run, "UPDATE_COMPLETE", "Update successful."),
  UPDATE_ROLLBACK_IN_PROGRESS: rollBackUpdate,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: (run) =>
    cleanUp(run, "UPDATE_ROLLBACK_COMPLETE", "Update rollback successful."),
  DELETE_IN_PROGRESS: remove,
};

async function create(run: Run): Promise<Outcome> {
  const failure = await forward(run);
  if (failure === undefined) return { status: "CREATE_COMPLETE" };
  switch (run.stack.onFailure) {
    case "DO_NOTHING":
      return { status: "CREATE_FAILED", reason: `${failure}. ` };
    case "DELETE":
      return { status: "DELETE_IN_PROGRESS", reason: `${failure}. Delete requested by user.` };
    case "ROLLBACK":
      return { status: "ROLLBACK_IN_PROGRESS", reason: `${failure}. Rollback requested by user.` };
  }
}

async function update(run: Run): Promise<Outcome> {
  const { stack } = run;
  const failure = await forward(run);
  if (failure !== undefined) {
    const { disableRollback, cancelled } = stack.operation;
    const status = disableRollback && !cancelled ? "UPDATE_FAILED" : "UPDATE_ROLLBACK_IN_PROGRESS";
    return { status, reason: cancelled ? failure : `${failure}. ` };
  }
  return { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" };
}

/** Provisions what the blueprint says. @returns why it could not, without a full stop at the end */
async function forward(run: Run): Promise<string | undefined> {
  const { cloud, stack, call } = run;
  const { operation } = stack;
  try {
    const deployment = await workOut(stack.blueprint, stack, call, resourcesOf(stack));
    const invalid = await invalidParameters(deployment.template, stack.blueprint.parameters, call);
    if (invalid !== undefined) return invalid;
    rehearse(deployment);
    if (
      Object.values(stack.resources).some((record) => record.operation === operation.id && isFailed(record))
    ) {
      // A failure that the process survived only in the store: nothing new is begun.
      if (!operation.disableRollback) run.giveUp.abort(new Error("A resource of the stack failed"));
    }
    const done = await walk(
      deployment.active,
      (logicalId) => deployment.needs[logicalId]!,
      (logicalId) => provision(run, deployment, logicalId),
    );
    if (done.size < deployment.active.length) return failureOf(run);
    stack.outputs = resolveOutputs(deployment, stack, call);
    stack.imports = [...deployment.imports];
    setAsideRemoved(run, deployment.active);
    return undefined;
  } catch (error) {
    cloud.stopping.throwIfAborted();
    if (AwsError.is(error)) return error.message.replace(/\.$/, "");
    throw error;
  }
}

function isFailed(record: ResourceRecord): boolean {
  return record.status === "CREATE_FAILED" || record.status === "UPDATE_FAILED";
}

function failureOf(run: Run): string {
  const { stack } = run;
  const { operation } = stack;
  if (operation.cancelled) return "User Initiated";
  if (run.giveUp.signal.reason === TIMED_OUT) return "Stack creation time exceeded the specified timeout";
  const failed = (status: string) =>
    Object.values(stack.resources)
      .filter((record) => record.operation === operation.id && record.status === status)
      .map((record) => record.logicalId);
  const parts = [
    ["create", failed("CREATE_FAILED")],
    ["update", failed("UPDATE_FAILED")],
  ] as const;
  return parts
    .filter(([, ids]) => ids.length > 0)
    .map(([verb, ids]) => `The following resource(s) failed to ${verb}: [${ids.join(", ")}]`)
    .join(". ");
}

/** Why a creation is given up that took longer than its TimeoutInMinutes. */
export const TIMED_OUT = new Error("The stack's creation took too long");

/** What the new template no longer has goes in the clean-up phase. */
function setAsideRemoved(run: Run, active: readonly string[]): void {
  const { stack } = run;
  for (const logicalId of Object.keys(stack.resources)) {
    if (active.includes(logicalId)) continue;
    stack.operation.obsolete.push(stack.resources[logicalId]!);
    delete stack.resources[logicalId];
  }
}

async function rollBackUpdate(run: Run): Promise<Outcome> {
  const failed = await revert(run);
  if (failed.length > 0) {
    return {
      status: "UPDATE_ROLLBACK_FAILED",
      reason: `The following resource(s) failed to update: [${failed.join(", ")}]. `,
    };
  }
  return { status: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" };
}

/** Deletes what an update set aside. It has succeeded whatever becomes of these. */
async function cleanUp(run: Run, status: StackStatus, success: string): Promise<Outcome> {
  const { stack } = run;
  const { operation } = stack;
  const back = status === "UPDATE_ROLLBACK_COMPLETE";
  const failed = await tearDown(run, [...operation.obsolete], {
    keeps: (record) => {
      // What stands for a replaced resource goes by its UpdateReplacePolicy, a removed one by its DeletionPolicy.
      const replaced = Object.hasOwn(stack.resources, record.logicalId);
      if (back && !replaced) return keptInRollback(run, record);
      const policy = replaced ? record.updateReplacePolicy : record.deletionPolicy;
      return back ? policy === "Retain" : policy !== "Delete";
    },
    removed: (record) => {
      operation.obsolete = operation.obsolete.filter((other) => other !== record);
    },
  });
  operation.former = undefined;
  if (failed.length === 0) return { status };
  return { status, reason: `${success} One or more resources could not be deleted.` };
}

/** Whether a rollback leaves behind what the operation that it takes back brought into the stack. */
function keptInRollback({ stack }: Run, record: ResourceRecord): boolean {
  if (record.imported) return true;
  return record.deletionPolicy === "Retain" && !stack.operation.retainExceptOnCreate;
}

async function rollBack(run: Run): Promise<Outcome> {
  const failed = await removeResources(
    run,
    (record) => record.imported || record.deletionPolicy === "Retain",
  );
  if (failed.length === 0) return { status: "ROLLBACK_COMPLETE" };
  return { status: "ROLLBACK_FAILED", reason: failedToDelete(failed) };
}

async function remove(run: Run): Promise<Outcome> {
  const { stack } = run;
  const { spared } = stack.operation;
  const used = exportInUse(stack, [], run.call);
  if (used !== undefined) return { status: "DELETE_FAILED", reason: used };
  const failed = await removeResources(
    run,
    (record) => record.deletionPolicy !== "Delete" || spared.includes(record.logicalId),
  );
  if (failed.length > 0) return { status: "DELETE_FAILED", reason: failedToDelete(failed) };
  stack.outputs = [];
  stack.imports = [];
  return { status: "DELETE_COMPLETE" };
}

async function removeResources(run: Run, keeps: (record: ResourceRecord) => boolean): Promise<string[]> {
  const { stack } = run;
  const { operation } = stack;
  const live = Object.values(stack.resources).filter(
    (record) => !/^DELETE_(COMPLETE|SKIPPED)$/.test(record.status),
  );
  return tearDown(run, [...live, ...operation.obsolete], {
    keeps,
    force: operation.force,
    // Deleted resources stay listed, as AWS lists them, in their last status.
    removed: (record) => {
      operation.obsolete = operation.obsolete.filter((other) => other !== record);
    },
  });
}

function failedToDelete(logicalIds: readonly string[]): string {
  return `The following resource(s) failed to delete: [${[...new Set(logicalIds)].join(", ")}]. `;
}
