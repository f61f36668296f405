/** An error as a function's answer carries it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  /** The lines of the stack; absent where Lambda itself, not the runtime, made the error. */
  trace?: string[];
}

/** What an execution environment's thread begins with: where its compiled code is kept, and whether some is there. */
export interface WorkerData {
  folder: string;
  isThere: boolean;
}

/** What an execution environment is told: to run the function once. */
export interface Invocation {
  requestId: string;
  /** JSON. */
  event: string;
  /** When the function's time is up, in milliseconds since the epoch. */
  deadline: number;
  /** The ARN that the caller named, with its qualifier. */
  functionArn: string;
  clientContext?: unknown;
  traceId: string;
}

export type ToEnvironment = Invocation;

/** One line, or several, that a function wrote. Without a level it went to the streams directly. */
export interface LogMessage {
  type: "log";
  time: number;
  level?: string;
  requestId?: string;
  text: string;
  error?: FunctionError;
}

/** What an execution environment says. `heap` is in bytes. */
export type FromEnvironment =
  | { type: "ready"; nodeVersion: string }
  | LogMessage
  | { type: "result"; payload: string; heap: number }
  | { type: "error"; error: FunctionError; heap: number }
  /** The environment cannot go on: its code could not be loaded, or nobody caught an error. */
  | { type: "fatal"; error: FunctionError };
