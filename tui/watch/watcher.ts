/** How long after a change a look begins, in milliseconds: a burst of calls is one look, but none waits for ever. */
const CALM = { after: 250, atMost: 1_500 };

/**
 * Looks at a step until there is a result, or `signal` aborts; `waits` says that it is AWS that is waited for. It tells of
 * its own failures, and never rejects.
 */
export type Look = (step: string, signal: AbortSignal, waits: () => void) => Promise<void>;

/**
 * Looks at one step at a time, when the account has changed since the last look at it. A look that waits for AWS gives
 * way to a later change; any other is brought to its end first.
 */
export class Watcher {
  readonly #look: Look;
  /** The step to look at: none while there is nothing to see or a machine runs. */
  #aim: string | undefined;
  /** How many changes there were, and how many there had been at the last look at a step. */
  #changes = 0;
  readonly #seen = new Map<string, number>();
  #running: { step: string; waits: boolean; controller: AbortController } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;

  constructor(look: Look) {
    this.#look = look;
  }

  /** Looks at this step from now on, and soon, unless it was seen as it is. */
  aim(step: string | undefined): void {
    if (step === this.#aim) return;
    this.#aim = step;
    if (this.#running && this.#running.step !== step) this.#running.controller.abort();
    this.#arm();
  }

  /** The account has changed. */
  changed(): void {
    this.#changes++;
    this.#arm();
  }

  stop(): void {
    this.#aim = undefined;
    clearTimeout(this.#timer);
    this.#running?.controller.abort();
  }

  #arm(): void {
    const now = Date.now();
    if (this.#timer === undefined) this.#first = now;
    clearTimeout(this.#timer);
    const wait = Math.min(CALM.after, Math.max(0, this.#first + CALM.atMost - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#begin();
    }, wait);
  }

  #begin(): void {
    const step = this.#aim;
    if (step === undefined || this.#seen.get(step) === this.#changes) return;
    if (this.#running) {
      // It begins again as soon as this one has ended.
      if (this.#running.waits) this.#running.controller.abort();
      return;
    }
    const running = { step, waits: false, controller: new AbortController() };
    this.#running = running;
    this.#seen.set(step, this.#changes);
    const waits = () => {
      running.waits = true;
      this.#arm();
    };
    this.#look(step, running.controller.signal, waits).finally(() => {
      this.#running = undefined;
      // What was given up half-way has not been seen.
      if (running.controller.signal.aborted) this.#seen.delete(step);
      if (this.#aim !== undefined) this.#arm();
    });
  }
}
