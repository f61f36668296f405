import { isDeepStrictEqual } from "node:util";
import type { ResourceRecord } from "../store.ts";
import { setResourceStatus } from "./events.ts";
import { failureReason } from "./failure.ts";
import { reshape } from "./provision.ts";
import type { Run } from "./run.ts";
import { walk } from "./walk.ts";

/**
 * Takes an update back: replaced resources return to their former physical ones, changed ones are changed back,
 * created ones are set aside for the clean-up phase.
 * @returns the logical ids of the resources that could not be taken back
 */
export async function revert(run: Run): Promise<string[]> {
  const { stack } = run;
  const { operation } = stack;
  const former = operation.former!;
  for (const record of Object.values(stack.resources)) {
    if (Object.hasOwn(former.resources, record.logicalId)) continue;
    operation.obsolete.push(record);
    delete stack.resources[record.logicalId];
  }
  stack.blueprint = former.blueprint;
  const ids = Object.keys(former.resources);
  const done = await walk(
    ids,
    (id) => former.resources[id]!.dependsOn,
    (id) => revertResource(run, former.resources[id]!),
  );
  // What only needs one that failed has not been tried.
  return ids.filter((id) => !done.has(id) && stack.resources[id]?.status === "UPDATE_FAILED");
}

async function revertResource(run: Run, before: ResourceRecord): Promise<boolean> {
  const { cloud, stack } = run;
  const { operation } = stack;
  const { logicalId } = before;
  const current = stack.resources[logicalId];
  if (!current) return true;
  const asideAt = operation.obsolete.findIndex(
    (one) => one.physicalId === before.physicalId && one.logicalId === logicalId,
  );
  if (asideAt >= 0) {
    operation.obsolete.splice(asideAt, 1);
    if (current.physicalId !== undefined) operation.obsolete.push(current);
    settle(run, before, structuredClone(before));
    return true;
  }
  const untouched =
    isDeepStrictEqual(current.properties, before.properties) && !/FAILED|PROGRESS/.test(current.status);
  if (untouched) {
    stack.resources[logicalId] = structuredClone(before);
    return true;
  }
  if (operation.spared.includes(logicalId)) {
    settle(run, before, { ...structuredClone(before), physicalId: current.physicalId });
    return true;
  }
  try {
    const attempted = current.properties;
    const { status, reason, changed, operation: by } = current;
    Object.assign(current, structuredClone(before), {
      // What an earlier attempt made of it; the last words are the revert's own.
      ...{ status, reason, changed, operation: by },
      physicalId: current.physicalId,
      attributes: current.attributes,
    });
    await reshape(run, current, {
      properties: attempted,
      tagsOnly: isDeepStrictEqual(attempted, before.properties),
    });
    return true;
  } catch (error) {
    cloud.stopping.throwIfAborted();
    // The properties stay what was attempted, so that ContinueUpdateRollback tries the same again.
    setResourceStatus(cloud, stack, current, "UPDATE_FAILED", failureReason(error, current.type));
    return false;
  }
}

function settle(run: Run, before: ResourceRecord, record: ResourceRecord): void {
  run.stack.resources[before.logicalId] = record;
  setResourceStatus(run.cloud, run.stack, record, "UPDATE_COMPLETE");
}
