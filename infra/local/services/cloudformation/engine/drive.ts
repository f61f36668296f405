import type { Cloud, Place } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import { cloudFormationStore, type StackRecord } from "../store.ts";
import { actingCall } from "./actor.ts";
import { setStackStatus } from "./events.ts";
import { type Outcome, PHASES, TIMED_OUT } from "./phases.ts";

/** The stacks that this process is driving, so that an operation can be given up for another. */
const driven = new WeakMap<Cloud, Map<string, { giveUp: AbortController }>>();

/**
 * Takes a stack from whatever phase its status names to the operation's end, in the background. A stack that is
 * being driven already is turned: what is going on is given up, and the phase of its new status comes next.
 */
export function drive(cloud: Cloud, place: Place, stack: StackRecord): void {
  const drivers = driven.get(cloud) ?? new Map();
  driven.set(cloud, drivers);
  const driving = drivers.get(stack.id);
  if (driving) {
    driving.giveUp.abort(new Error("Another operation was asked for"));
    return;
  }
  const handle = { giveUp: new AbortController() };
  drivers.set(stack.id, handle);
  cloud.background(async () => {
    try {
      while (PHASES[stack.status]) {
        cloud.stopping.throwIfAborted();
        handle.giveUp = new AbortController();
        await onePhase(cloud, place, stack, handle.giveUp);
      }
    } finally {
      drivers.delete(stack.id);
    }
  });
}

async function onePhase(
  cloud: Cloud,
  place: Place,
  stack: StackRecord,
  giveUp: AbortController,
): Promise<void> {
  const { operation } = stack;
  const timer = timeLimit(cloud, stack, giveUp);
  let outcome: Outcome;
  let bug: unknown;
  try {
    const call = actingCall(cloud, place, stack);
    outcome = await PHASES[stack.status]!({ cloud, place, stack, call, giveUp });
  } catch (error) {
    cloud.stopping.throwIfAborted();
    if (!AwsError.is(error)) bug = error;
    const reason = AwsError.is(error) ? error.message : "Internal Failure";
    outcome = { status: FAILED[stack.status] ?? "CREATE_FAILED", reason };
  } finally {
    clearTimeout(timer);
  }
  // Another operation took over meanwhile: what this one came to is no longer of interest.
  if (stack.operation === operation) setStackStatus(cloud, stack, outcome.status, outcome.reason);
  if (bug !== undefined) throw bug;
}

/** Where a phase ends that cannot even begin, such as when the service role is gone. */
const FAILED: { [S in StackRecord["status"]]?: StackRecord["status"] } = {
  CREATE_IN_PROGRESS: "CREATE_FAILED",
  ROLLBACK_IN_PROGRESS: "ROLLBACK_FAILED",
  UPDATE_IN_PROGRESS: "UPDATE_ROLLBACK_FAILED",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "UPDATE_COMPLETE",
  UPDATE_ROLLBACK_IN_PROGRESS: "UPDATE_ROLLBACK_FAILED",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "UPDATE_ROLLBACK_COMPLETE",
  DELETE_IN_PROGRESS: "DELETE_FAILED",
};

/** Gives a creation up when its TimeoutInMinutes are over. At pace instant no AWS time passes, so it never is. */
function timeLimit(cloud: Cloud, stack: StackRecord, giveUp: AbortController): NodeJS.Timeout | undefined {
  const { deadline } = stack.operation;
  if (!deadline || stack.status !== "CREATE_IN_PROGRESS") return undefined;
  const left = deadline.getTime() - cloud.clock.now().getTime();
  return setTimeout(() => giveUp.abort(TIMED_OUT), Math.max(0, left)).unref();
}

/** Takes up again, after a restart, every operation that the stores say was under way. */
export function resume(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(cloudFormationStore)) {
    for (const stack of Object.values(state.stacks)) {
      if (PHASES[stack.status]) drive(cloud, place, stack);
    }
  }
}
