/** How long work may go on, in milliseconds, before whatever else the process has to do gets a turn. */
const TURN_MS = 5;

/**
 * Shares the process between work of one kind, such as the executions, and all else. What is quick never waits; when
 * the turn is used up, each branch waits until it is called, one in each round of the event loop: were all of them called at once, a thousand
 * branches would hold up a request a thousand times as long.
 */
export class Turns {
  #began: number | undefined;
  readonly #waiting: (() => void)[] = [];

  /** Whether this round's turn is used up. */
  get over(): boolean {
    if (this.#began === undefined) {
      this.#began = performance.now();
      setImmediate(() => {
        this.#began = undefined;
      });
    }
    return performance.now() - this.#began > TURN_MS;
  }

  /** Resolves in a later round, with a turn of its own. */
  async take(): Promise<void> {
    const called = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#waiting.length === 1) setImmediate(() => this.#call());
    await called;
  }

  #call(): void {
    this.#began = undefined;
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) setImmediate(() => this.#call());
  }
}
