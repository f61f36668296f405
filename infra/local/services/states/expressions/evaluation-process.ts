import { type ChildProcess, fork } from "node:child_process";
import { EVALUATION_MS, type Evaluated, type EvaluationLimit } from "../asl/jsonata.ts";
import { type EvaluationRequest, type FromEvaluation, TOOK_TOO_LONG } from "./messages.ts";

/** Megabytes of heap that an evaluation can have; V8 ends the process that needs more, whatever it was doing. */
const MEMORY = 128;

/** A process ends itself when it has had a processor for an evaluation's time; one that never has one ends after this. */
const PATIENCE_MS = 60_000;

const exceeded = (limit: EvaluationLimit): Evaluated => ({ failure: { kind: "exceeded", limit } });

/**
 * A process that evaluates one expression at a time. A process and not a thread: a thread that runs out of memory takes
 * the whole process with it where a single allocation is larger than what is left.
 */
export class EvaluationProcess {
  readonly #child: ChildProcess;
  readonly #started = Promise.withResolvers<void>();
  #answer: ((evaluated: Evaluated) => void) | undefined;
  #over = false;

  /** @param milliseconds how long an evaluation may have a processor */
  constructor(milliseconds = EVALUATION_MS) {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    // Beside this file in the sources, beside the bundle's chunks in what ships.
    this.#child = fork(new URL(`./evaluation-main.${extension}`, import.meta.url), [String(milliseconds)], {
      execArgv: [`--max-old-space-size=${MEMORY}`, "--max-semi-space-size=4"],
      env: {},
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      // What is one object in the input and in a variable stays one: JSONata's `in` compares objects by identity.
      serialization: "advanced",
    });
    this.#child.on("message", (message: FromEvaluation) => {
      if (message.kind === "ready") this.#started.resolve();
      else this.#answer?.(message.evaluated);
    });
    this.#child.on("exit", (_, signal) => this.#ended(signal === TOOK_TOO_LONG ? "time" : "memory"));
    this.#child.on("error", () => this.#ended());
    this.#rest();
  }

  /** Resolves once it has started, or has failed to. */
  get ready(): Promise<void> {
    return this.#started.promise;
  }

  /** Whether it can evaluate another expression, once it is idle. */
  get usable(): boolean {
    return !this.#over;
  }

  /** Never rejects: an evaluation that ends the process is a failure of the expression. */
  async evaluate(request: EvaluationRequest): Promise<Evaluated> {
    const { promise, resolve } = Promise.withResolvers<Evaluated>();
    this.#answer = resolve;
    this.#child.ref();
    this.#child.channel?.ref();
    await this.ready;
    const timer = setTimeout(() => {
      resolve(exceeded("time"));
      this.end();
    }, PATIENCE_MS);
    if (this.#over) this.#ended();
    else this.#child.send(request, (error) => error && this.#ended());
    const evaluated = await promise;
    clearTimeout(timer);
    this.#answer = undefined;
    this.#rest();
    return evaluated;
  }

  end(): void {
    this.#over = true;
    this.#child.kill("SIGKILL");
  }

  #ended(limit: EvaluationLimit = "memory"): void {
    this.#over = true;
    this.#started.resolve();
    this.#answer?.(exceeded(limit));
  }

  /** An idle one does not keep the account's process alive. */
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
