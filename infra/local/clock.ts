import { setImmediate, setTimeout } from "node:timers/promises";

/** How fast the account's delays pass: AWS's own durations, some thirty times faster, or not at all. */
export type Pace = "instant" | "fast" | "real";

export const PACES: readonly Pace[] = ["instant", "fast", "real"];

/** `fast` turns a NAT gateway's two minutes into four seconds: long enough to be seen, short enough to keep. */
const SCALE: Record<Pace, number> = { instant: 0, fast: 1 / 30, real: 1 };

/** Real milliseconds; see `delay`. */
const YIELD = 10;

/** How much faster than AWS's a pause between two tries passes at pace `instant`, and its real milliseconds at most. */
const PAUSE_SCALE = 1 / 1_000;
const LONGEST_PAUSE = 150;

/**
 * The account's clock. Time stamps are the wall clock's; what the pace scales is how long things take:
 * a resource becoming available, a Wait state, a retry's back-off. Time-outs of work that is really being
 * done (a Lambda function, a person's answer) are not scaled, and use ordinary timers.
 */
export class Clock {
  readonly pace: Pace;

  constructor(pace: Pace) {
    this.pace = pace;
  }

  now(): Date {
    return new Date();
  }

  /** `milliseconds` of AWS time in real milliseconds. */
  scaled(milliseconds: number): number {
    return milliseconds * SCALE[this.pace];
  }

  /**
   * The moment at which something begun now will have taken `milliseconds` of AWS time. Stores keep this
   * and derive a resource's state from it on each read, so that nothing needs a timer to survive a restart.
   */
  after(milliseconds: number): Date {
    return new Date(Date.now() + this.scaled(milliseconds));
  }

  /**
   * The same of a pause before something is tried again. At pace `instant` it is a thousandth of AWS's, and not nothing: hundreds of machines that poll without a pause would leave no time for what they poll for.
   */
  afterPause(milliseconds: number): Date {
    if (this.pace !== "instant") return this.after(milliseconds);
    return new Date(Date.now() + Math.min(milliseconds * PAUSE_SCALE, LONGEST_PAUSE));
  }

  /**
   * Waits `milliseconds` of AWS time; rejects with the signal's reason when it aborts. At pace `instant` a wait of
   * a second or more still yields for some milliseconds: a machine that polls would otherwise use up its attempts
   * before the work that it polls for had a turn.
   */
  async delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const real = this.pace === "instant" && milliseconds >= 1_000 ? YIELD : this.scaled(milliseconds);
    if (real < 1) await setImmediate(undefined, { signal });
    else await setTimeout(real, undefined, { signal });
  }
}
