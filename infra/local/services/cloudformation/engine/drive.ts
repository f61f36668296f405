import { setTimeout } from "node:timers/promises";
import type { Cloud, Place } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import { cloudFormationStore, type StackRecord } from "../store.ts";
import { actingCall } from "./actor.ts";
import { setStackStatus } from "./events.ts";
import { type Outcome, PHASES, TIMED_OUT } from "./phases.ts";

interface Driver {
  giveUp: AbortController;
  end: Promise<void>;
}

/** The stacks that this process is driving, so that an operation can be given up for another. */
const driven = new WeakMap<Cloud, Map<string, Driver>>();

/** How long a call waits at pace instant for what it began, in real milliseconds. */
const PATIENCE = 1_000;

/**
 * Takes a stack from whatever phase its status names to the operation's end, in the background. A stack that is
 * being driven already is turned: what is going on is given up, and the phase of its new status comes next.
 *
 * At pace instant no AWS time passes between the answer to a call and the end of what it began. There the returned
 * promise waits for that end, so that clients which look every thirty seconds find it the first time; work that
 * really takes long is not waited for.
 */
export async function drive(cloud: Cloud, place: Place, stack: StackRecord): Promise<void> {
  const { end } = turn(cloud, stack) ?? begin(cloud, place, stack);
  if (cloud.clock.scaled(1) > 0) return;
  const patience = new AbortController();
  const enough = setTimeout(PATIENCE, undefined, { signal: patience.signal, ref: false }).catch(() => {});
  await Promise.race([end, enough]);
  patience.abort();
}

function turn(cloud: Cloud, stack: StackRecord): Driver | undefined {
  const driver = driven.get(cloud)?.get(stack.id);
  driver?.giveUp.abort(new Error("Another operation was asked for"));
  return driver;
}

function begin(cloud: Cloud, place: Place, stack: StackRecord): Driver {
  const drivers = driven.get(cloud) ?? new Map<string, Driver>();
  driven.set(cloud, drivers);
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const driver: Driver = { giveUp: new AbortController(), end };
  drivers.set(stack.id, driver);
  cloud.background(async () => {
    try {
      while (PHASES[stack.status]) {
        cloud.stopping.throwIfAborted();
        driver.giveUp = new AbortController();
        await onePhase(cloud, place, stack, driver.giveUp);
      }
    } finally {
      drivers.delete(stack.id);
      resolve();
    }
  });
  return driver;
}

async function onePhase(
  cloud: Cloud,
  place: Place,
  stack: StackRecord,
  giveUp: AbortController,
): Promise<void> {
  const { operation } = stack;
  const finished = new AbortController();
  limitTime(cloud, stack, giveUp, finished.signal);
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
    finished.abort();
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
function limitTime(cloud: Cloud, stack: StackRecord, giveUp: AbortController, finished: AbortSignal): void {
  const { deadline } = stack.operation;
  if (!deadline || stack.status !== "CREATE_IN_PROGRESS") return;
  const left = Math.max(0, deadline.getTime() - cloud.clock.now().getTime());
  setTimeout(left, undefined, { signal: finished, ref: false }).then(
    () => giveUp.abort(TIMED_OUT),
    () => {},
  );
}

/** Takes up again, after a restart, every operation that the stores say was under way. */
export function resume(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(cloudFormationStore)) {
    for (const stack of Object.values(state.stacks)) {
      if (PHASES[stack.status]) begin(cloud, place, stack);
    }
  }
}
