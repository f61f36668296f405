import type { ExecutionMoves } from "../../tui/execution/execution-moves.ts";
import { type LocalPlace, told } from "./local.ts";

type Hear = Parameters<ExecutionMoves["listen"]>[0];

/** When executions of the local account move, as it tells itself: asked for once somebody listens, until the signal aborts. */
export class LocalMoves implements ExecutionMoves {
  readonly #place: LocalPlace;
  readonly #signal: AbortSignal;
  readonly #hearers = new Set<Hear>();
  #asked = false;
  #tells = false;

  constructor(place: LocalPlace, signal: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
  }

  get tells(): boolean {
    return this.#tells;
  }

  listen(hear: Hear): () => void {
    this.#hearers.add(hear);
    if (!this.#asked) void this.#listen();
    this.#asked = true;
    return () => void this.#hearers.delete(hear);
  }

  async #listen(): Promise<void> {
    try {
      for await (const { type, executions = [] } of told("executions", this.#place, this.#signal)) {
        if (type === "watching" || type === "gone") {
          this.#tells = type === "watching";
          this.#tell(undefined);
        }
        for (const executionArn of executions) this.#tell(executionArn);
      }
    } catch {
      // Whoever listens looks by the clock again.
      this.#tells = false;
      this.#tell(undefined);
    }
  }

  #tell(executionArn: string | undefined): void {
    for (const hear of this.#hearers) hear(executionArn);
  }
}
