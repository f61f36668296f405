import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { Principal } from "./principal.ts";
import type { CompletedCall } from "./service.ts";

/** How far one store reaches: a Region of an account, an account (IAM), or the whole cloud (bucket names). */
export type StoreScope = "region" | "account" | "cloud";

/** Where a store lives. In a wider scope the narrower fields are empty strings. */
export interface Place {
  accountId: string;
  region: string;
}

/**
 * A service's declaration of its store. The state must survive a snapshot: plain objects, arrays, strings,
 * numbers, booleans, null, Date and Uint8Array; no Map, Set or class instances. Large bytes go to `cloud.blobs`.
 */
export interface StoreKey<T extends object> {
  name: string;
  scope: StoreScope;
  create: (place: Place) => T;
}

export function defineStore<T extends object>(key: StoreKey<T>): StoreKey<T> {
  return key;
}

/** Where object bodies and code packages are kept, by the hex SHA-256 of their bytes. */
export interface Blobs {
  put(bytes: Uint8Array): Promise<string>;
  get(digest: string): Promise<Uint8Array>;
}

/** Blobs of an ephemeral account: gone with the process. */
export class MemoryBlobs implements Blobs {
  readonly #bytes = new Map<string, Uint8Array>();

  async put(bytes: Uint8Array): Promise<string> {
    const digest = createHash("sha256").update(bytes).digest("hex");
    this.#bytes.set(digest, bytes);
    return digest;
  }

  async get(digest: string): Promise<Uint8Array> {
    const bytes = this.#bytes.get(digest);
    if (!bytes) throw new Error(`No blob ${digest} is stored`);
    return bytes;
  }
}

/** A permission that a call asked for and was granted. */
export interface GrantedPermission {
  principal: Principal;
  action: string;
  resource: string;
}

/** An execution of a standard state machine has begun (or was redriven), has a new event, or has ended. */
export interface ExecutionNews extends Place {
  executionArn: string;
  what: "begun" | "moved" | "ended";
}

/** The stores' contents: account id, then Region, then store name. An empty id or Region is the wider scope. */
export type CloudState = Record<string, Record<string, Record<string, object>>>;

/** Every account that the local cloud holds, its clock, and the work going on inside it. */
export class Cloud {
  readonly clock: Clock;
  readonly blobs: Blobs;
  /** The URL on which the wire layer listens, for what must be told where it is (functions, template URLs). */
  endpoint = "";
  /** Told of each permission that is granted: what a role really uses, as IAM's access analyser would say. */
  readonly onGranted = new Set<(permission: GrantedPermission) => void>();
  /** Told of each call that has been answered, refusals included. */
  readonly onCompleted = new Set<(completed: CompletedCall) => void>();
  /** Told of what becomes of executions of standard state machines. Must be quick, and must not throw. */
  readonly onExecution = new Set<(news: ExecutionNews) => void>();
  #state: CloudState;
  #generation = 0;
  readonly #stopping = new AbortController();
  readonly #work = new Set<Promise<unknown>>();

  constructor(options: { clock: Clock; blobs: Blobs; state?: CloudState }) {
    this.clock = options.clock;
    this.blobs = options.blobs;
    this.#state = options.state ?? {};
  }

  /** The store's state in this place, made on its first use. */
  store<T extends object>(key: StoreKey<T>, place: Place): T {
    const scoped = {
      accountId: key.scope === "cloud" ? "" : place.accountId,
      region: key.scope === "region" ? place.region : "",
    };
    this.#state[scoped.accountId] ??= {};
    const account = this.#state[scoped.accountId]!;
    account[scoped.region] ??= {};
    const stores = account[scoped.region]!;
    stores[key.name] ??= key.create(scoped);
    return stores[key.name] as T;
  }

  /**
   * Every place in which this store has been made, with its state there: what a service resumes after a restart. Of
   * one account alone where it is given: whoever asks at each call must not look through hundreds.
   */
  stores<T extends object>(key: StoreKey<T>, accountId?: string): { place: Place; state: T }[] {
    const accounts = accountId === undefined ? Object.keys(this.#state) : [accountId];
    return accounts.flatMap((id) =>
      Object.entries(this.#state[id] ?? {}).flatMap(([region, stores]) =>
        stores[key.name] ? [{ place: { accountId: id, region }, state: stores[key.name] as T }] : [],
      ),
    );
  }

  /** Says that a store was changed, so that the snapshot on disk is written anew. */
  changed(): void {
    this.#generation++;
  }

  get generation(): number {
    return this.#generation;
  }

  get state(): CloudState {
    return this.#state;
  }

  /** Aborts when the process stops: work in progress then leaves its state as it is, to be resumed. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /**
   * Runs work that outlives the call that began it: a stack's creation, an execution. The work records its
   * own failures in its store; a rejection here is a bug and is reported, unless the cloud is stopping.
   */
  background(work: () => Promise<unknown>): void {
    const running = work()
      .catch((error: unknown) => {
        if (!this.stopping.aborted)
          console.error("Background work failed; this is a bug in Handrail.", error);
      })
      .finally(() => this.#work.delete(running));
    this.#work.add(running);
  }

  /** Stops every delay and background work, and resolves when none is left. The stores stay as they are. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The local account is stopping"));
    await Promise.allSettled([...this.#work]);
  }
}
