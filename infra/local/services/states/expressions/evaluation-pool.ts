import { unlessAborted } from "../../../unless-aborted.ts";
import type { Evaluated } from "../asl/jsonata.ts";
import { EvaluationProcess } from "./evaluation-process.ts";
import type { EvaluationRequest } from "./messages.ts";

/** Expressions wait for one another, unless one takes longer than this many milliseconds: then a second may run. */
const PATIENCE_MS = 100;
const MOST = 2;

/** A process is ended when it was idle for so long: it takes some 45 MB. */
const IDLE_MS = 30_000;

interface Lane {
  process: EvaluationProcess;
  /** When the evaluation began that runs in it; Infinity while the process starts for it. */
  since?: number;
  idle?: NodeJS.Timeout;
}

interface Waiting {
  request: EvaluationRequest;
  signal: AbortSignal;
  resolve: (evaluated: Evaluated) => void;
}

/** The processes in which expressions are evaluated: none until it is needed, then one, and another beside a slow one. */
export class EvaluationPool {
  readonly #lanes = new Set<Lane>();
  readonly #waiting: Waiting[] = [];
  readonly #stopping: AbortSignal;
  #look: NodeJS.Timeout | undefined;

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
    stopping.addEventListener("abort", () => this.#end(), { once: true });
  }

  /** @throws the signal's reason where it aborts first; the evaluation itself then ends unheeded */
  async evaluate(request: EvaluationRequest, signal: AbortSignal): Promise<Evaluated> {
    const { promise, resolve } = Promise.withResolvers<Evaluated>();
    this.#waiting.push({ request, signal, resolve });
    this.#assign();
    return await unlessAborted(promise, signal);
  }

  #assign(): void {
    while (this.#waiting.length > 0 && !this.#stopping.aborted) {
      if (this.#waiting[0]!.signal.aborted) {
        this.#waiting.shift();
        continue;
      }
      const lane = this.#freeLane();
      if (!lane) {
        this.#look ??= setTimeout(() => {
          this.#look = undefined;
          this.#assign();
        }, PATIENCE_MS).unref();
        return;
      }
      void this.#run(lane, this.#waiting.shift()!);
    }
  }

  #freeLane(): Lane | undefined {
    for (const lane of this.#lanes) if (lane.since === undefined) return lane;
    const patient = [...this.#lanes].some(({ since }) => performance.now() - since! < PATIENCE_MS);
    if (patient || this.#lanes.size >= MOST) return;
    const lane = { process: new EvaluationProcess() };
    this.#lanes.add(lane);
    return lane;
  }

  async #run(lane: Lane, { request, resolve }: Waiting): Promise<void> {
    clearTimeout(lane.idle);
    lane.since = Infinity;
    await lane.process.ready;
    lane.since = performance.now();
    resolve(await lane.process.evaluate(request));
    lane.since = undefined;
    if (lane.process.usable) lane.idle = setTimeout(() => this.#drop(lane), IDLE_MS).unref();
    else this.#drop(lane);
    this.#assign();
  }

  #drop(lane: Lane): void {
    this.#lanes.delete(lane);
    lane.process.end();
  }

  #end(): void {
    clearTimeout(this.#look);
    for (const lane of this.#lanes) this.#drop(lane);
  }
}
