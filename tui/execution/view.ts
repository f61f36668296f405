import type { DescribeExecutionCommandOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import { type CleanUpPlan, cleanUpPlan, type StepResult, stepResult } from "../../workflows/contract.ts";

/** What a state of a running machine is doing. */
export interface StateView {
  /** The event that entered it: a state entered twice is two of these. */
  id: number;
  name: string;
  /** Which item of a Map it belongs to, where it is in one. */
  item?: number;
  status: "running" | "succeeded" | "failed";
  /** How often the task was tried again. */
  retries: number;
  enteredAt: Date;
  exitedAt?: Date;
  /** The last error, by name and cause, of a task that failed or is being retried. */
  error?: { name: string; cause: string };
}

/** A plan that waits for somebody's yes. */
export interface PendingApproval {
  token: string;
  plan: CleanUpPlan;
}

/** What is known of an execution, reduced from its history. */
export interface ExecutionView {
  executionArn: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";
  states: StateView[];
  approval?: PendingApproval;
  /** What it plans to do, of one that cleans up. */
  plan?: CleanUpPlan;
  /** What the latest check found, of one that verifies: it may be looking again. */
  results?: StepResult[];
  /** The ARN of the execution that it waits for, of one that has another verify. */
  nested?: string;
  /** The output, parsed, of one that succeeded. */
  output?: unknown;
  error?: string;
  cause?: string;
  /** For each event, the state (by its id) and the Map item that it happened in. */
  place: ReadonlyMap<number, { state?: number; item?: number }>;
}

export const emptyView = (executionArn: string): ExecutionView => ({
  executionArn,
  status: "RUNNING",
  states: [],
  place: new Map(),
});

/** Adds further events of the history, in their order. */
export function withEvents(view: ExecutionView, events: readonly HistoryEvent[]): ExecutionView {
  const states = new Map(view.states.map((state) => [state.id, state]));
  const place = new Map(view.place);
  let { approval, plan, results, nested } = view;
  for (const event of events) {
    const id = event.id!;
    // An event's previous event leads to the state that it happened in, through Parallel and Map as well.
    const before = place.get(event.previousEventId ?? 0) ?? {};
    const here = { ...before };
    if (event.mapIterationStartedEventDetails) {
      here.item = event.mapIterationStartedEventDetails.index;
    }
    if (event.stateEnteredEventDetails) {
      here.state = id;
      states.set(id, {
        id,
        name: event.stateEnteredEventDetails.name!,
        item: here.item,
        status: "running",
        retries: 0,
        enteredAt: event.timestamp!,
      });
    }
    const failure = failureOf(event);
    if (failure && here.state !== undefined) change(states, here.state, { error: failure });
    if (event.type === "TaskScheduled" && here.state !== undefined) {
      const state = states.get(here.state);
      if (state?.error) change(states, here.state, { retries: state.retries + 1 });
      approval = approvalOf(event) ?? approval;
    }
    plan = planOf(event) ?? plan;
    results = resultsOf(event) ?? results;
    nested = nestedOf(event) ?? nested;
    if (event.stateExitedEventDetails) {
      nested = undefined;
      const exited = stateOf(states, here, event.stateExitedEventDetails.name!);
      if (exited) change(states, exited.id, { status: "succeeded", exitedAt: event.timestamp });
      if (exited && event.type === "TaskStateExited" && approval) approval = undefined;
      here.item = exited?.item;
    }
    place.set(id, here);
  }
  return { ...view, states: [...states.values()], approval, plan, results, nested, place };
}

/** What the last check in these events found, where there is one. */
export const resultsIn = (events: readonly HistoryEvent[]): StepResult[] | undefined =>
  events.reduce<StepResult[] | undefined>((results, event) => resultsOf(event) ?? results, undefined);

/** The findings of steps that a verifying execution waits for, because AWS may not show them yet. */
export const waitedFor = ({ status, results = [] }: ExecutionView): StepResult[] =>
  status === "RUNNING" ? results.filter((result) => result.status === "waiting") : [];

/** The innermost state of this name that is running: a Map exits after states of its items were entered. */
function stateOf(
  states: Map<number, StateView>,
  here: { state?: number },
  name: string,
): StateView | undefined {
  const direct = states.get(here.state ?? 0);
  if (direct?.name === name) return direct;
  return [...states.values()].reverse().find((state) => state.name === name && state.status === "running");
}

function change(states: Map<number, StateView>, id: number, patch: Partial<StateView>): void {
  const state = states.get(id);
  if (state) states.set(id, { ...state, ...patch });
}

function failureOf(event: HistoryEvent): StateView["error"] {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.evaluationFailedEventDetails;
  return details && { name: details.error ?? "", cause: readCause(details.cause) };
}

/** A task that waits for its token carries it, and the plan, in its parameters. */
function approvalOf({ taskScheduledEventDetails }: HistoryEvent): PendingApproval | undefined {
  const { Payload } = parse(taskScheduledEventDetails?.parameters);
  if (typeof Payload?.token !== "string") return undefined;
  const plan = cleanUpPlan.safeParse(Payload.plan);
  return plan.success ? { token: Payload.token, plan: plan.data } : undefined;
}

/** The plan of a clean-up, as the function that made it answered it. */
function planOf({ taskSucceededEventDetails }: HistoryEvent): CleanUpPlan | undefined {
  return cleanUpPlan.safeParse(parse(taskSucceededEventDetails?.output).Payload).data;
}

/** A state's name; of one that handles an item of a plan, with the stage that the item is. */
export function nameOf({ plan }: ExecutionView, { name, item }: StateView): string {
  if (item === undefined) return name;
  return `${name}${plan?.stages[item] === undefined ? ` #${item + 1}` : `: ${plan.stages[item]}`}`;
}

/** What a check answered: of the steps that were still to be seen, so that none of these is stale. */
function resultsOf({ taskSucceededEventDetails }: HistoryEvent): StepResult[] | undefined {
  const { Payload } = parse(taskSucceededEventDetails?.output);
  const results = stepResult.array().safeParse(Payload?.results);
  return results.success ? results.data : undefined;
}

/** Another execution that was started, and is waited for. */
function nestedOf({ taskSubmittedEventDetails }: HistoryEvent): string | undefined {
  const { ExecutionArn } = parse(taskSubmittedEventDetails?.output);
  return typeof ExecutionArn === "string" ? ExecutionArn : undefined;
}

interface TaskText {
  Payload?: { token?: unknown; plan?: unknown; results?: unknown };
  ExecutionArn?: unknown;
}

/** A task's parameters or output. Step Functions cuts off what is too long: no JSON any more, and nothing to read. */
function parse(text: string | undefined): TaskText {
  try {
    return JSON.parse(text ?? "{}") ?? {};
  } catch {
    return {};
  }
}

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
  return {
    ...view,
    status: execution.status as ExecutionView["status"],
    approval: ended ? undefined : view.approval,
    states: view.states.map((state) =>
      ended && state.status === "running"
        ? { ...state, status: "failed", exitedAt: execution.stopDate }
        : state,
    ),
    output: execution.output === undefined ? undefined : JSON.parse(execution.output),
    error: execution.error,
    cause: execution.cause === undefined ? undefined : readCause(execution.cause),
  };
}
