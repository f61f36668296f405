/** Says when executions move, where somebody tells: the local account does. */
export interface ExecutionMoves {
  /** Whether moves are told at present: what tells may be gone for a while. */
  readonly tells: boolean;
  /**
   * Calls back with the ARN of each execution that has new events or has ended, and with undefined where it may have been
   * any, because it is only told from now on, or not any more. Returns what ends that.
   */
  listen(hear: (executionArn: string | undefined) => void): () => void;
}

/** Listens for whoever looks at executions again and again, so that nothing between two looks is missed. */
export class Ear {
  readonly #moves: ExecutionMoves | undefined;
  readonly #executions: Set<string>;
  readonly #stop: (() => void) | undefined;
  #heard = new AbortController();

  constructor(moves: ExecutionMoves | undefined, executionArn: string) {
    this.#moves = moves;
    this.#executions = new Set([executionArn]);
    this.#stop = moves?.listen((arn) => {
      if (arn === undefined || this.#executions.has(arn)) this.hear();
    });
  }

  listenTo(executionArn: string): void {
    this.#executions.add(executionArn);
  }

  /** Whether a look is only needed once something was heard. */
  get isTold(): boolean {
    return this.#moves?.tells ?? false;
  }

  /** Aborted once something was heard since the latest look began. */
  get heard(): AbortSignal {
    return this.#heard.signal;
  }

  hear(): void {
    this.#heard.abort();
  }

  /** A look begins, which sees all that was heard of before. */
  look(): void {
    if (this.#heard.signal.aborted) this.#heard = new AbortController();
  }

  close(): void {
    this.#stop?.();
  }
}
