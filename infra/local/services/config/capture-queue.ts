import { setTimeout } from "node:timers/promises";
import type { Cloud, Place } from "../../cloud.ts";
import type { CompletedCall } from "../../service.ts";
import { capture } from "./capture.ts";
import { frequencyOf } from "./recording-group.ts";
import { ALL_AREAS, AREAS, type Area, areasTouched, isGlobal } from "./resource-types.ts";
import { type ConfigStore, configStore, customerRecorder, type Frequency } from "./store.ts";

/**
 * How long changes are gathered before an item is made of them, in AWS's time. Continuous items appear within minutes
 * (Developer Guide, "How AWS Config Works"); a day's are made once.
 */
const WINDOW: Record<Frequency, number> = { CONTINUOUS: 60_000, DAILY: 24 * 3_600_000 };

/** What a process has going on for an account: nothing of it needs to survive, because the store says what is due. */
interface Workers {
  waiting: Set<string>;
  capturing: Map<string, Promise<void>>;
}

const workers = new WeakMap<Cloud, Workers>();

function workersOf(cloud: Cloud): Workers {
  const found = workers.get(cloud) ?? { waiting: new Set(), capturing: new Map() };
  workers.set(cloud, found);
  return found;
}

const keyOf = ({ accountId, region }: Place): string => `${accountId} ${region}`;

/** Marks what a call may have changed, wherever a recorder records it. */
export function markTouched(completed: CompletedCall, cloud: Cloud): void {
  if (completed.error) return;
  const areas = areasTouched(completed.service, completed.operation);
  if (areas.length === 0) return;
  for (const { place, state } of cloud.stores(configStore, completed.accountId)) {
    if (!customerRecorder(state)?.recording) continue;
    mark(
      cloud,
      place,
      state,
      areas.filter((area) => isGlobal(area) || place.region === completed.region),
    );
  }
}

/** Marks everything: recording has begun, or its group is another. */
export function markAll(cloud: Cloud, place: Place, state: ConfigStore): void {
  mark(cloud, place, state, ALL_AREAS);
}

/** Marks areas to be read again, when the window that the first mark opened has passed. */
function mark(
  cloud: Cloud,
  place: Place,
  state: ConfigStore,
  areas: readonly Area[],
  atLeast: number = 0,
): void {
  const recorder = customerRecorder(state);
  if (!recorder) return;
  for (const area of areas)
    for (const frequency of new Set(AREAS[area].map((type) => frequencyOf(recorder, type)))) {
      if (frequency === undefined) continue;
      const due = Math.max(cloud.clock.after(WINDOW[frequency]).getTime(), Date.now() + atLeast);
      state.pending[frequency] ??= { areas: [], due: new Date(due) };
      const pending = state.pending[frequency];
      if (!pending.areas.includes(area)) pending.areas.push(area);
    }
  wake(cloud, place);
}

export function forgetPending(state: ConfigStore): void {
  state.pending = {};
}

/** Sees to it that what is pending is captured when it is due. */
function wake(cloud: Cloud, place: Place): void {
  const { waiting } = workersOf(cloud);
  const state = cloud.store(configStore, place);
  for (const frequency of ["CONTINUOUS", "DAILY"] as const) {
    const key = `${keyOf(place)} ${frequency}`;
    if (!state.pending[frequency] || waiting.has(key)) continue;
    waiting.add(key);
    cloud.background(async () => {
      try {
        for (let due = state.pending[frequency]?.due; due; due = state.pending[frequency]?.due) {
          // At pace instant a mark is due at once; the pause lets the calls that belong together come together.
          const pause = Math.max(due.getTime() - Date.now(), PAUSE);
          await setTimeout(pause, undefined, { signal: cloud.stopping });
          await captureDue(cloud, place);
        }
      } finally {
        waiting.delete(key);
      }
    });
  }
}

/** Real milliseconds. */
const PAUSE = 10;

/** Real milliseconds too: at pace instant, what takes its time is not looked at all the time. */
const SETTLING = 50;

/**
 * Captures whatever is due, and waits for a capture that is under way: after it, the histories say what they should.
 * Reads call it too, so that at pace instant a change is visible at once.
 */
export async function captureDue(cloud: Cloud, place: Place): Promise<void> {
  const { capturing } = workersOf(cloud);
  const state = cloud.store(configStore, place);
  const key = keyOf(place);
  for (;;) {
    const running = capturing.get(key);
    if (running) {
      await running;
      continue;
    }
    const work = (["CONTINUOUS", "DAILY"] as const).find((frequency) => {
      const pending = state.pending[frequency];
      return pending && pending.due.getTime() <= Date.now();
    });
    if (!work) return;
    const { areas } = state.pending[work]!;
    delete state.pending[work];
    const run = capture(cloud, place, areas, work)
      // What is on its way to another state is looked at again.
      .then((settling) => mark(cloud, place, state, settling, SETTLING))
      .catch((error: unknown) => {
        // Cut short: the areas are read again after a restart.
        mark(cloud, place, state, areas);
        throw error;
      })
      .finally(() => capturing.delete(key));
    capturing.set(key, run);
    await run;
  }
}
