import { isDeepStrictEqual } from "node:util";
import { unlessAborted } from "../../../unless-aborted.ts";
import { randomSuffix } from "../stacks.ts";
import type { ResourceRecord } from "../store.ts";
import { evaluate } from "../template/evaluate.ts";
import type { Deployment } from "./deployment.ts";
import { resolveReferences } from "./dynamic-references.ts";
import { setResourceStatus } from "./events.ts";
import { failureReason } from "./failure.ts";
import { adopt, isImported } from "./imports.ts";
import { existingRequest, providerOf, type Run, requestFor } from "./run.ts";

const REPLACING = "Requested update requires the creation of a new physical resource; hence creating one.";

/** Why a resource that was being created when another failed is counted as failed as well. */
const CANCELLED = { CREATE: "Resource creation cancelled", UPDATE: "Resource update cancelled" };

/** The wanted state of one resource, resolved. */
type Wanted = Pick<
  ResourceRecord,
  | "type"
  | "properties"
  | "metadata"
  | "description"
  | "tags"
  | "dependsOn"
  | "deletionPolicy"
  | "updateReplacePolicy"
>;

/**
 * Brings one resource to what the template says: creates it, changes it, or finds it as it should be.
 * @returns whether it is so; the failure is in its record and in the events
 */
export async function provision(run: Run, deployment: Deployment, logicalId: string): Promise<boolean> {
  const { cloud, stack } = run;
  const found = stack.resources[logicalId];
  const resumed = found?.operation === stack.operation.id;
  if (resumed && found.status.endsWith("_COMPLETE")) return true;
  if (run.giveUp.signal.aborted) return false;
  const unfinished = resumed && /^(CREATE|IMPORT)_IN_PROGRESS$/.test(found.status);
  const verb = !found || unfinished || isLeftover(found, resumed) ? "CREATE" : "UPDATE";
  let record = found;
  try {
    const wanted = wantedState(run, deployment, logicalId);
    if (!record || isLeftover(record, resumed)) {
      record = newRecord(run, logicalId, wanted);
      if (isImported(run, record)) await adopt(run, record);
      else {
        setResourceStatus(cloud, stack, record, "CREATE_IN_PROGRESS");
        await bringUp(run, record, "CREATE");
      }
    } else if (unfinished) {
      await (isImported(run, record) ? adopt(run, record) : bringUp(run, record, "CREATE"));
    } else {
      await change(run, record, wanted);
    }
    return true;
  } catch (error) {
    cloud.stopping.throwIfAborted();
    record ??= newRecord(run, logicalId, emptyState(deployment, logicalId));
    fail(run, record, verb, error);
    return false;
  }
}

/** A resource whose creation failed in an earlier operation that did not roll back: it is made anew. */
function isLeftover(record: ResourceRecord, resumed: boolean): boolean {
  return !resumed && record.status === "CREATE_FAILED";
}

function fail(run: Run, record: ResourceRecord, verb: "CREATE" | "UPDATE", error: unknown): void {
  const { cloud, stack } = run;
  const cancelled = run.giveUp.signal.aborted && error === run.giveUp.signal.reason;
  const reason = cancelled ? CANCELLED[verb] : failureReason(error, record.type);
  record.operation = stack.operation.id;
  setResourceStatus(cloud, stack, record, `${verb}_FAILED`, reason);
  // With rollback disabled what does not depend on the failed resource is still provisioned.
  if (!stack.operation.disableRollback) run.giveUp.abort(new Error("A resource of the stack failed"));
}

function emptyState(deployment: Deployment, logicalId: string): Wanted {
  const declaration = deployment.template.resources[logicalId]!;
  return {
    type: declaration.Type,
    properties: {},
    metadata: undefined,
    description: declaration.Description,
    tags: [],
    dependsOn: deployment.needs[logicalId] ?? [],
    deletionPolicy: declaration.DeletionPolicy,
    updateReplacePolicy: declaration.UpdateReplacePolicy,
  };
}

function wantedState(run: Run, deployment: Deployment, logicalId: string): Wanted {
  const declaration = deployment.template.resources[logicalId]!;
  const { Metadata } = declaration;
  return {
    ...emptyState(deployment, logicalId),
    properties: evaluate(declaration.Properties, deployment.scope) as Record<string, unknown>,
    metadata: Metadata === undefined ? undefined : JSON.stringify(evaluate(Metadata, deployment.scope)),
    tags: run.stack.blueprint.tags,
  };
}

function newRecord(run: Run, logicalId: string, wanted: Wanted): ResourceRecord {
  const record: ResourceRecord = {
    logicalId,
    ...wanted,
    status: "CREATE_IN_PROGRESS",
    changed: run.cloud.clock.now(),
    attributes: {},
    suffix: randomSuffix(),
    operation: run.stack.operation.id,
  };
  const leftover = run.stack.resources[logicalId];
  if (leftover?.physicalId !== undefined) run.stack.operation.obsolete.push(leftover);
  run.stack.resources[logicalId] = record;
  return record;
}

/** Creates a resource, or takes its creation up again, and waits until it is stable. */
async function bringUp(run: Run, record: ResourceRecord, verb: "CREATE" | "UPDATE"): Promise<void> {
  const { cloud, stack } = run;
  const provider = providerOf(run, record);
  if (record.physicalId === undefined) {
    // Not raced against anything: a resource that comes to exist must have its physical id recorded.
    const made = await provider.create(await requestFor(run, record));
    Object.assign(record, { physicalId: made.physicalId, attributes: made.attributes });
    setResourceStatus(cloud, stack, record, `${verb}_IN_PROGRESS`, "Resource creation Initiated");
  }
  if (provider.stabilise) {
    const stable = provider.stabilise(await existingRequest(run, record));
    // Left alone when the run is given up or the process stops; what it throws then is of no interest.
    stable.catch(() => {});
    await unlessAborted(stable, AbortSignal.any([cloud.stopping, run.giveUp.signal]));
  }
  record.replacing = undefined;
  setResourceStatus(cloud, stack, record, `${verb}_COMPLETE`);
}

async function change(run: Run, record: ResourceRecord, wanted: Wanted): Promise<void> {
  const { operation } = run.stack;
  const resumed = record.operation === operation.id;
  if (resumed && record.replacing) return bringUp(run, record, "UPDATE");
  const former = operation.former?.resources[record.logicalId] ?? record;
  const old = resumed ? former : record;
  const same = isDeepStrictEqual(old.properties, wanted.properties);
  const sameTags = isDeepStrictEqual(old.tags, wanted.tags) || !providerOf(run, record).update;
  const failedBefore = old.status.endsWith("_FAILED");
  const before = { properties: old.properties, tagsOnly: same };
  Object.assign(record, wanted, { operation: operation.id });
  if (same && sameTags && !failedBefore) return;
  await reshape(run, record, before);
}

/**
 * Changes a resource into what its record says, from what it was before: in place, or by a new physical resource
 * beside the old one, which is set aside for the clean-up phase.
 */
export async function reshape(
  run: Run,
  record: ResourceRecord,
  before: { properties: Record<string, unknown>; tagsOnly: boolean },
): Promise<void> {
  const { cloud, stack } = run;
  const provider = providerOf(run, record);
  const replaces =
    !provider.update || createOnlyChange(provider.createOnlyProperties, before.properties, record);
  setResourceStatus(cloud, stack, record, "UPDATE_IN_PROGRESS", replaces ? REPLACING : undefined);
  if (record.physicalId !== undefined && !replaces) {
    const old = await resolveReferences(before.properties, run.call);
    const answer = await provider.update!(await existingRequest(run, record), old);
    // A provider that knows replacement only is not meant when nothing but the stack's tags has changed.
    if (answer !== "replace" || before.tagsOnly) {
      if (answer !== "replace") Object.assign(record, answer);
      setResourceStatus(cloud, stack, record, "UPDATE_COMPLETE");
      return;
    }
    setResourceStatus(cloud, stack, record, "UPDATE_IN_PROGRESS", REPLACING);
  }
  if (record.physicalId !== undefined) {
    stack.operation.obsolete.push(structuredClone({ ...record, properties: before.properties }));
  }
  Object.assign(record, { physicalId: undefined, attributes: {}, suffix: randomSuffix(), replacing: true });
  await bringUp(run, record, "UPDATE");
}

/** Whether a property that can only be given at creation differs. */
function createOnlyChange(
  createOnly: readonly string[] | undefined,
  before: Record<string, unknown>,
  record: Pick<ResourceRecord, "properties">,
): boolean {
  return (createOnly ?? []).some((name) => !isDeepStrictEqual(before[name], record.properties[name]));
}
