import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import type { Action, CleanUpPlan, StageResult, StepResult } from "../../workflows/contract.ts";
import type { Flow, StateType } from "./definition.ts";

/**
 * How a state fares. `caught`: it failed, and a Catch of it took the machine on; `stopped`: it was cut short because
 * something else ended.
 */
export type StateStatus = "running" | "succeeded" | "caught" | "failed" | "stopped";

/** How something went until its execution was redriven, which opened it again. */
export interface EarlierRun {
  status: StateStatus;
  error?: { name: string; cause: string };
  endedAt: Date;
  redrivenAt: Date;
}

/** What a state of a running machine is doing, or did. One that is entered twice is two of these. */
export interface StateView {
  /** The event that entered it. */
  id: number;
  name: string;
  type: StateType;
  /** The Parallel or Map state that it is inside of, by index in `states`. */
  parent?: number;
  /** The iteration of that Map, by index in `iterations`. */
  iteration?: number;
  /** Which item of a Map it belongs to, where it is in one. */
  item?: number;
  /** The state that led here, by index in `states`; absent where a branch begins. */
  after?: number;
  status: StateStatus;
  /** How often the task was tried again, since it was last redriven. */
  retries: number;
  enteredAt: Date;
  exitedAt?: Date;
  /** The last error, by name and cause, of a state that failed or is being retried. */
  error?: { name: string; cause: string };
  /** When its last attempt failed, while nothing has come after that. */
  failedAt?: Date;
  /** How many attempts failed, by the error's name: each counts for the Retry that names it. */
  failures?: Readonly<Record<string, number>>;
  /** The event that began the latest attempt, of a Parallel or a Map: what is inside and older is of an earlier one. */
  since?: number;
  /** How many items a Map has. */
  length?: number;
  /** The ARN of the run that has the items, of a distributed Map. */
  mapRun?: string;
  /** The ARN of the execution that it started and waits for, or waited for, of a task that does so. */
  started?: string;
  /** What it was given, and what it handed on, as JSON; cut off where that is long. */
  input?: string;
  output?: string;
  /** How it went before each redrive that opened it again. */
  earlier?: readonly EarlierRun[];
}

/** One iteration of an inline Map. */
export interface IterationView {
  /** The Map state, by index in `states`. */
  map: number;
  /** The event that began it. */
  id: number;
  item: number;
  status: StateStatus;
  startedAt: Date;
  endedAt?: Date;
  /** How it went before each redrive that opened it again. */
  earlier?: readonly EarlierRun[];
}

/** How many items of a Map stand how. */
export type ItemCounts = Readonly<Partial<Record<StateStatus, number>>>;

/** Where in the machine an event happened: indexes of states and iterations. */
export interface EventPlace {
  state?: number;
  parent?: number;
  iteration?: number;
  after?: number;
}

/** A plan that waits for somebody's yes. */
export interface PendingApproval {
  token: string;
  plan: CleanUpPlan;
}

/** What is known of an execution, reduced from its history. */
export interface ExecutionView {
  /** Whether AWS throttles the calls that look at it: it may be further than is shown. */
  throttled?: boolean;
  executionArn: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";
  /** The machine that it runs, where that could be had. */
  definition?: Flow;
  /** In the order in which they were entered. */
  states: readonly StateView[];
  iterations: readonly IterationView[];
  /** How many items of each distributed Map stand how, by the ARN of its run. */
  mapRuns: Readonly<Record<string, ItemCounts>>;
  /** The states that are running, by index. */
  running: ReadonlySet<number>;
  /** The calls that it has made so far for whoever had a step done. */
  calls: readonly Action[];
  approval?: PendingApproval;
  /** What it plans to do, of one that cleans up, and what the stages that are over did. */
  plan?: CleanUpPlan;
  sweeps: readonly StageResult[];
  /** What the latest check found, of one that verifies: it may be looking again. */
  results?: StepResult[];
  /** The ARN of the execution that it waits for, of one that has another verify. */
  nested?: string;
  /** The output, parsed, of one that succeeded. */
  output?: unknown;
  error?: string;
  cause?: string;
  /** How its latest run ended, as the history tells it. */
  ended?: { status: StateStatus; error?: EarlierRun["error"]; at: Date };
  /** How it ended before each time that it was redriven. */
  earlier: readonly EarlierRun[];
  /** For each event, by its id, where it happened. */
  places: readonly EventPlace[];
}

export const emptyView = (executionArn: string): ExecutionView => ({
  executionArn,
  status: "RUNNING",
  states: [],
  iterations: [],
  mapRuns: {},
  running: new Set(),
  calls: [],
  sweeps: [],
  earlier: [],
  places: [],
});

/** The findings of steps that a verifying execution waits for, because AWS may not show them yet. */
export const waitedFor = ({ status, results = [] }: ExecutionView): StepResult[] =>
  status === "RUNNING" ? results.filter((result) => result.status === "waiting") : [];

/** A state's name; of one that handles an item of a plan, with the stage that the item is. */
export function nameOf(view: ExecutionView, { name, item }: StateView): string {
  return item === undefined ? name : `${name}${view.plan?.stages[item] ? ": " : " "}${itemName(view, item)}`;
}

/** An item of a Map: the stage of a plan that it is, else its number. */
export const itemName = ({ plan }: ExecutionView, item: number): string =>
  plan?.stages[item] ?? `#${item + 1}`;

/** A function's error arrives as JSON with the message inside. */
export function readCause(cause: string | undefined): string {
  try {
    const parsed = JSON.parse(cause ?? "");
    return typeof parsed?.errorMessage === "string" ? parsed.errorMessage : (cause ?? "");
  } catch {
    return cause ?? "";
  }
}

/** Adds how it ended. */
export function withResult(view: ExecutionView, execution: DescribeExecutionCommandOutput): ExecutionView {
  const ended = execution.status !== "RUNNING";
  const left = execution.status === "ABORTED" ? "stopped" : "failed";
  const end = execution.status === "SUCCEEDED" ? "succeeded" : left;
  return {
    ...view,
    status: execution.status as ExecutionView["status"],
    approval: ended ? undefined : view.approval,
    states: view.states.map((state) =>
      ended && state.status === "running" ? { ...state, status: left, exitedAt: execution.stopDate } : state,
    ),
    running: ended ? new Set() : view.running,
    ended: ended ? (view.ended ?? { status: end, at: execution.stopDate! }) : undefined,
    output: execution.output === undefined ? undefined : JSON.parse(execution.output),
    error: execution.error,
    cause: execution.cause === undefined ? undefined : readCause(execution.cause),
  };
}
