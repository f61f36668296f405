import { setTimeout } from "node:timers/promises";
import type { FleetAccount } from "./fleet-account.ts";
import type { FleetSource, ResetUnderWay } from "./source.ts";

/** How many accounts are looked at side by side in a round that was asked for. */
const AT_A_TIME = 10;

/** What was found within this is told together, in milliseconds: each telling draws. */
const GATHER_MS = 100;

/** So slow that two hundred accounts take less than a hundredth of a processor. */
const PACE = { same: 20_000, any: 1_000 };

/** How often it is asked whether a reset runs, and how far one is that does, in milliseconds. */
const RESETS_MS = 30_000;
const RESET_MS = 5_000;

/** How long it takes at most until each of so many accounts has been looked at again, in seconds. */
export const roundSeconds = (accounts: number): number => Math.max(PACE.same, 2 * accounts * PACE.any) / 1000;

type Looked = Pick<FleetSource, "accounts" | "look" | "resets">;

interface Hearer {
  /** @param left how many are still to be looked at of a round that was asked for */
  found(accounts: readonly FleetAccount[], left: number): void;
  resets(resets: readonly ResetUnderWay[]): void;
}

/**
 * Looks at the accounts of a fleet: at all of them when it is asked to, side by side; and in between at one after the
 * other, slowly, so that a fleet costs next to nothing to watch. Every other of these looks is for one that is on the screen,
 * or where something runs.
 */
export class Rounds {
  readonly #source: Looked;
  readonly #pace: typeof PACE;
  readonly #hearer: Hearer;
  readonly #signal: AbortSignal;
  /** When each was looked at last, in milliseconds: the first of them is the one that was not for longest. */
  readonly #looked = new Map<string, number>();
  readonly #atWork = new Set<string>();
  #shown: ReadonlySet<string> = new Set();
  #queue: string[] = [];
  #left = 0;
  #gathered: FleetAccount[] = [];
  #telling = false;
  #turn = false;

  /** @param pace the least time between two looks at the same account, and between two looks at all, in milliseconds */
  constructor(source: Looked, hearer: Hearer, signal: AbortSignal, pace = PACE) {
    this.#source = source;
    this.#pace = pace;
    this.#hearer = hearer;
    this.#signal = signal;
  }

  /** Looks at all, and then goes on by itself until the signal aborts. */
  begin(): void {
    this.all();
    void this.#goOn(() => this.#lookAround());
    void this.#goOn(() => this.#lookForResets());
  }

  /** Looks at all of them now; a round that is under way already is enough. */
  all(): void {
    if (this.#left > 0) return;
    this.#queue = [...this.#source.accounts];
    this.#left = this.#queue.length;
    const worker = async () => {
      for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
        if (this.#signal.aborted) return;
        await this.#look(id, () => this.#left--);
      }
    };
    for (let count = 0; count < AT_A_TIME; count++) void worker();
  }

  /** Says which of them are on the screen. */
  shows(ids: readonly string[]): void {
    this.#shown = new Set(ids);
  }

  /** Looks at one of them now. */
  one(id: string): void {
    void this.#look(id);
  }

  async #goOn(look: () => Promise<number>): Promise<void> {
    while (!this.#signal.aborted) {
      const wait = await look();
      await setTimeout(wait, undefined, { signal: this.#signal, ref: false }).catch(() => {});
    }
  }

  /** Looks at the one that was not looked at for longest, of all or of those that matter now. @returns how long to wait then */
  async #lookAround(): Promise<number> {
    if (this.#left > 0) return this.#pace.any;
    this.#turn = !this.#turn;
    const due = (id: string) => performance.now() - this.#looked.get(id)! >= this.#pace.same;
    const ids = [...this.#looked.keys()];
    const matters = (one: string) => this.#atWork.has(one) || this.#shown.has(one);
    const id = (this.#turn && ids.find((one) => matters(one) && due(one))) || ids.find(due);
    if (id !== undefined) await this.#look(id);
    return this.#pace.any;
  }

  async #lookForResets(): Promise<number> {
    const resets = await this.#source.resets().catch(() => []);
    if (!this.#signal.aborted) this.#hearer.resets(resets);
    return resets.length > 0 ? RESET_MS : RESETS_MS;
  }

  async #look(id: string, done = () => {}): Promise<void> {
    const found = await this.#source.look(id);
    // Put behind all others.
    this.#looked.delete(id);
    this.#looked.set(id, performance.now());
    if (found.group === "working" || found.group === "waiting") this.#atWork.add(id);
    else this.#atWork.delete(id);
    done();
    this.#gathered.push(found);
    if (!this.#telling) void this.#tellSoon();
  }

  async #tellSoon(): Promise<void> {
    this.#telling = true;
    await setTimeout(GATHER_MS, undefined, { ref: false });
    this.#telling = false;
    const gathered = this.#gathered.splice(0);
    if (!this.#signal.aborted) this.#hearer.found(gathered, this.#left);
  }
}
