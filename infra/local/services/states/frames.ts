import type { Json } from "./asl/definition.ts";
import type { ErrorOutput } from "./asl/errors.ts";

/**
 * Where one branch of an execution stands, as plain data: an execution is a tree of these, and running it
 * means moving them on. After a restart the same code is called with the same frames and goes on from there.
 */
export interface Frame {
  /** The state that is running, or is entered next where `entered` is absent. */
  state: string;
  input: Json;
  /** The input as it was written, where that may differ from how we would write it: AWS hands text on untouched. */
  inputText?: string;
  /** The branch's own scope; outer branches' variables are seen through it. */
  variables: Record<string, Json>;
  /** The event that the branch's next event follows. */
  previous: number;
  /** Milliseconds of AWS time that this branch is ahead of the wall clock, from Waits that passed faster. */
  ahead: number;
  entered?: Entered;
  work?: Work;
  /** What the state had done when it failed the branch: redriving goes on from there. */
  abandoned?: Work;
  outcome?: Outcome;
  /** The item of the Map iteration that this branch is. */
  item?: MapItem;
}

interface Entered {
  event: number;
  /** The event that the Entered event follows. */
  before: number;
  at: Date;
  /** Retries made so far: of the state, and by each of its retriers. */
  retries: number;
  retriesBy: number[];
}

export type Outcome = { output: Json; outputText?: string } | { failed: ErrorOutput };

export interface MapItem {
  index: number;
  value: Json;
  /** The member's name, where the items are an object's. */
  key?: string;
  /** Where it is from: `STATE_DATA`, or what ItemReader read, as an S3 URI. */
  source: string;
}

type Work = DelayWork | TaskWork | ParallelWork | MapWork | MapRunWork;

/** A Wait state's wait, or a retry's back-off. */
export interface DelayWork {
  kind: "wait" | "backoff";
  until: Date;
  /** The branch's `ahead` once the delay has passed. */
  ahead: number;
  /** The execution's own time-out comes first. */
  timesOut: boolean;
}

/** One attempt of a Task that has been scheduled. */
export interface TaskWork {
  kind: "task";
  /** The arguments that the attempt was scheduled with. */
  arguments: Json;
  /** The arguments as they were written, where they are the state's input as it came. */
  argumentsText?: string;
  /** Its token, where somebody else answers for it. */
  token?: string;
  /** The call was made and answered: what is left is to wait for its token, or for the execution that it started. */
  submitted?: boolean;
  child?: string;
  /** The role that its Credentials name. */
  role?: string;
  timesOutAt?: Date;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
}

interface ParallelWork {
  kind: "parallel";
  branches: Frame[];
}

export interface MapWork {
  kind: "map";
  items: MapItem[];
  /** What each iteration is given: the item, or what ItemSelector makes of it. */
  inputs: Json[];
  /** The index of the next item to begin. */
  next: number;
  /** Iterations that have begun and have not succeeded, each with the lane that it runs in. */
  running: { lane: number; frame: Frame }[];
  /** The last event in each lane: what the lane's next iteration follows. */
  lanes: number[];
  results: Json[];
}

export interface MapRunWork {
  kind: "map-run";
  mapRunArn: string;
}

export interface Tolerance {
  count: number | undefined;
  /** 0 to 100. */
  percentage: number | undefined;
}

/** Ends a state's work that failed; what it had done is kept for redriving. */
export function abandonWork(frame: Frame): void {
  frame.abandoned = frame.work;
  delete frame.work;
}
