import type { Cloud } from "../../cloud.ts";
import type { Flow } from "./asl/definition.ts";
import { type Contents, contentsOf } from "./packing.ts";
import { Recent } from "./recent.ts";
import type { ExecutionRun } from "./run.ts";
import type { StatesStore } from "./store.ts";
import { Turns } from "./turns.ts";

/** Characters of definitions that are kept parsed: a few of the longest that there can be. */
const DEFINITIONS = 4_000_000;

/** Characters of what is packed that is kept unpacked: a long history. */
const PACKED = 1_000_000;

/**
 * What the process, not the store, knows of a cloud's executions: which of them run in it, and who waits for
 * what. Everything here can be had anew from the store after a restart.
 */
export class Signals {
  readonly runs = new Map<string, ExecutionRun>();
  /** Definitions, parsed. */
  readonly flows = new Recent(DEFINITIONS, (definition) => JSON.parse(definition) as Flow);
  /** What was packed of executions, for whoever reads a history page by page. */
  readonly contents = new Recent<Contents>(PACKED, contentsOf);
  readonly turns = new Turns();
  /** Those of the definitions that are being validated. */
  readonly validation = new Turns();
  /** Stores whose old executions are being packed. */
  readonly packing = new Set<StatesStore>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves at the next `wake` of this key; rejects with the signal's reason when it aborts. */
  async next(key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(signal.reason as Error);
    waiting.add(resolve);
    signal.addEventListener("abort", abort, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", abort);
      waiting.delete(resolve);
      if (waiting.size === 0) this.#waiting.delete(key);
    }
  }

  /** How many wait for this key. */
  waiting(key: string): number {
    return this.#waiting.get(key)?.size ?? 0;
  }

  wake(key: string): void {
    for (const resolve of this.#waiting.get(key) ?? []) resolve();
  }
}

const signals = new WeakMap<Cloud, Signals>();

export function signalsOf(cloud: Cloud): Signals {
  const found = signals.get(cloud) ?? new Signals();
  signals.set(cloud, found);
  return found;
}
