import { unlessAborted } from "../../../unless-aborted.ts";
import type { ResourceRecord } from "../store.ts";
import { setResourceStatus } from "./events.ts";
import { failureReason, mayPass } from "./failure.ts";
import { existingRequest, providerOf, type Run } from "./run.ts";
import { walk } from "./walk.ts";

/**
 * How long a refused deletion is tried again, in AWS milliseconds. CloudFormation's own patience differs by type
 * and is not documented; what matters is that resources which only wait for a sibling of theirs get through.
 */
const BACK_OFF = [5_000, 10_000, 20_000, 30_000, 30_000];

export interface TeardownOptions {
  /** Whether a resource is left behind, by its policy or because the caller says so. */
  keeps(record: ResourceRecord): boolean;
  /** FORCE_DELETE_STACK: what refuses to go is left behind. */
  force?: boolean;
  /** A resource is no longer of the stack. */
  removed(record: ResourceRecord): void;
}

/**
 * Deletes resources, each after everything that depends on it, as many side by side as that allows. One that
 * refuses keeps what it depends on; the others are still deleted.
 * @returns the logical ids of those that refused
 */
export async function tearDown(
  run: Run,
  records: readonly ResourceRecord[],
  options: TeardownOptions,
): Promise<string[]> {
  const failed: string[] = [];
  const waiting = new Set<ResourceRecord>();
  const busy = new Set<ResourceRecord>();
  const othersMoving = (record: ResourceRecord) =>
    [...busy].some((other) => other !== record && !waiting.has(other));
  // Two physical resources can have one logical id while an update cleans up, so records go by position.
  const ids = records.map((_, index) => String(index));
  const dependents = (id: string) =>
    ids.filter(
      (other) => other !== id && records[Number(other)]!.dependsOn.includes(records[Number(id)]!.logicalId),
    );
  await walk(ids, dependents, async (id) => {
    const record = records[Number(id)]!;
    busy.add(record);
    try {
      if (await remove(run, record, options, waiting, () => othersMoving(record))) {
        options.removed(record);
        return true;
      }
      failed.push(record.logicalId);
      return false;
    } finally {
      busy.delete(record);
      waiting.delete(record);
    }
  });
  return failed;
}

async function remove(
  run: Run,
  record: ResourceRecord,
  options: TeardownOptions,
  waiting: Set<ResourceRecord>,
  othersMoving: () => boolean,
): Promise<boolean> {
  const { cloud, stack } = run;
  if (options.keeps(record)) {
    setResourceStatus(cloud, stack, record, "DELETE_SKIPPED");
    return true;
  }
  if (record.physicalId !== undefined) {
    if (record.status !== "DELETE_IN_PROGRESS") setResourceStatus(cloud, stack, record, "DELETE_IN_PROGRESS");
    try {
      await deletePatiently(run, record, waiting, othersMoving);
    } catch (error) {
      cloud.stopping.throwIfAborted();
      setResourceStatus(cloud, stack, record, "DELETE_FAILED", failureReason(error, record.type));
      if (!options.force) return false;
      setResourceStatus(cloud, stack, record, "DELETE_SKIPPED");
      return true;
    }
  }
  setResourceStatus(cloud, stack, record, "DELETE_COMPLETE");
  return true;
}

/** Deletes, and tries again while another deletion may yet clear the way. */
async function deletePatiently(
  run: Run,
  record: ResourceRecord,
  waiting: Set<ResourceRecord>,
  othersMoving: () => boolean,
): Promise<void> {
  const { cloud } = run;
  const provider = providerOf(run, record);
  for (let refusals = 0; ; ) {
    try {
      const gone = provider.delete(await existingRequest(run, record));
      gone.catch(() => {});
      await unlessAborted(gone, cloud.stopping);
      return;
    } catch (error) {
      cloud.stopping.throwIfAborted();
      if (!mayPass(error) || refusals === BACK_OFF.length) throw error;
      waiting.add(record);
      const pause = BACK_OFF[refusals]!;
      // Refusals count only once nothing else is on its way out: a sibling may take minutes to go.
      if (!othersMoving()) refusals++;
      await cloud.clock.delay(pause, cloud.stopping);
      waiting.delete(record);
    }
  }
}
