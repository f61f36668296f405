import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { FromEnvironment, FunctionError, Invocation, LogMessage, WorkerData } from "./messages.ts";

/** How an invocation ended. */
export interface Outcome {
  /** JSON: the function's answer, or its error. */
  payload: string;
  /** What the function, or the runtime in its place, failed with. */
  error?: FunctionError;
  status: "success" | "error" | "timeout" | "failure";
  /** Milliseconds. */
  duration: number;
  initDuration?: number;
  /** Bytes. */
  memoryUsed: number;
}

/** How an invocation ended, as the environment sees it. */
type Ending =
  | { kind: "answer"; payload: string }
  | { kind: "error"; error: FunctionError }
  /** Nobody caught an error, or the code could not be loaded. */
  | { kind: "fatal"; error: FunctionError }
  | { kind: "exit"; errorType: string; reason: string }
  | { kind: "timeout" };

/** Lambda gives initialisation ten seconds of its own before the function's time-out begins to run. */
const INIT_LIMIT_MS = 10_000;

/** What Lambda answers at most: 6 MB and some room for what wraps it. */
const MAX_ANSWER = 6_291_556;

/**
 * One execution environment: a worker thread with the function's code loaded, which runs one invocation at a time.
 * Between invocations it does not keep the process alive.
 */
export class Environment {
  readonly #worker: Worker;
  readonly #started = performance.now();
  readonly #initialised = Promise.withResolvers<void>();
  #initDuration: number | undefined;
  #reportedInit = false;
  #finish: ((ending: Ending) => void) | undefined;
  /** How the environment ended, once it has. */
  #over: Ending | undefined;
  #memoryUsed = 0;

  constructor(options: {
    variables: Record<string, string>;
    /** MB. */
    memorySize: number;
    compiled: WorkerData;
    onLog: (message: LogMessage) => void;
  }) {
    // Beside this file in the sources; the build puts a copy beside the bundle's chunks.
    this.#worker = new Worker(new URL("./bootstrap.mjs", import.meta.url), {
      env: options.variables,
      workerData: options.compiled,
      // Neither the host's flags nor its loaders are the function's.
      execArgv: [],
      // What is written before the runtime takes the streams over must not reach the terminal.
      stdout: true,
      stderr: true,
      // What is young has the room here that it has in the account's own heap.
      resourceLimits: { maxOldGenerationSizeMb: options.memorySize, maxYoungGenerationSizeMb: 6 },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on("message", (message: FromEnvironment) => {
      if (message.type === "log") options.onLog(message);
      else this.#heard(message);
    });
    this.#worker.on("error", (error) => this.#end(exitOf(error)));
    this.#worker.on("exit", (code) => this.#end(exit(code === 0 ? undefined : `exit status ${code}`)));
  }

  /** Whether it may run another invocation. */
  get usable(): boolean {
    return this.#over === undefined;
  }

  /** Runs the function once. Never rejects: what goes wrong is an outcome. `timeout` is in seconds. */
  async invoke(invocation: Omit<Invocation, "deadline">, timeout: number): Promise<Outcome> {
    const ended = Promise.withResolvers<Ending>();
    this.#finish = ended.resolve;
    if (this.#over) ended.resolve(this.#over);
    this.#worker.ref();
    const initLimit = setTimeout(this.#initialised.resolve, INIT_LIMIT_MS);
    await Promise.race([this.#initialised.promise, ended.promise]);
    clearTimeout(initLimit);
    const began = performance.now();
    const timer = setTimeout(() => ended.resolve({ kind: "timeout" }), timeout * 1000);
    if (this.usable) this.#worker.postMessage({ ...invocation, deadline: Date.now() + timeout * 1000 });
    const ending = await ended.promise;
    clearTimeout(timer);
    this.#finish = undefined;
    // A timer may be a fraction early; Lambda never says that a time-out came before its time.
    const spent = performance.now() - began;
    const duration = ending.kind === "timeout" ? timeout * 1000 : spent;
    if (ending.kind === "answer" || ending.kind === "error") this.#worker.unref();
    else await this.terminate();
    const initDuration = this.#reportedInit ? undefined : this.#initDuration;
    this.#reportedInit = true;
    return {
      ...outcomeOf(ending, invocation.requestId, timeout),
      duration,
      initDuration,
      memoryUsed: this.#memoryUsed,
    };
  }

  async terminate(): Promise<void> {
    this.#end(exit(undefined));
    await this.#worker.terminate();
  }

  #heard(message: Exclude<FromEnvironment, LogMessage>): void {
    switch (message.type) {
      case "ready":
        this.#initDuration = performance.now() - this.#started;
        this.#initialised.resolve();
        return;
      case "fatal":
        this.#end({ kind: "fatal", error: message.error });
        return;
      case "result":
        this.#memoryUsed = Math.max(this.#memoryUsed, message.heap);
        this.#finish?.({ kind: "answer", payload: message.payload });
        return;
      case "error":
        this.#memoryUsed = Math.max(this.#memoryUsed, message.heap);
        this.#finish?.({ kind: "error", error: message.error });
    }
  }

  #end(ending: Ending): void {
    this.#over ??= ending;
    this.#finish?.(this.#over);
  }
}

const exit = (how: string | undefined): Ending => ({
  kind: "exit",
  errorType: "Runtime.ExitError",
  reason: how ? `Runtime exited with error: ${how}` : "Runtime exited without providing a reason",
});

/** What killed a worker: its memory's limit, or a failure of the thread itself. */
function exitOf(error: unknown): Ending {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? { kind: "exit", errorType: "Runtime.OutOfMemory", reason: "Runtime exited with error: signal: killed" }
    : exit("exit status 1");
}

/** An ending in Lambda's words. Lambda's own errors name the request and have no trace. */
function outcomeOf(
  ending: Ending,
  requestId: string,
  timeout: number,
): Pick<Outcome, "payload" | "error" | "status"> {
  const failed = (status: Outcome["status"], error: FunctionError) => ({
    payload: JSON.stringify(error),
    error,
    status,
  });
  switch (ending.kind) {
    case "answer":
      if (Buffer.byteLength(ending.payload) <= MAX_ANSWER)
        return { payload: ending.payload, status: "success" };
      return failed("error", {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER} bytes).`,
      });
    case "error":
      return failed("error", ending.error);
    case "fatal":
      return failed("failure", ending.error);
    case "exit":
      return failed("failure", {
        errorType: ending.errorType,
        errorMessage: `RequestId: ${requestId} Error: ${ending.reason}`,
      });
    case "timeout":
      return failed("timeout", {
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`,
      });
  }
}
