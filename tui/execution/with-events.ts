import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { asStateType, INSTANT } from "./definition.ts";
import {
  approvalOf,
  callOf,
  endOf,
  failureOf,
  keptOf,
  nestedOf,
  planOf,
  resultsOf,
  sweepOf,
} from "./event-contents.ts";
import { reopen, runsUntil } from "./redriving.ts";
import type { EventPlace, ExecutionView, IterationView, StateStatus, StateView } from "./view.ts";

/** Adds further events of the history, in their order. Costs what the events cost, not what came before them. */
export function withEvents(view: ExecutionView, events: readonly HistoryEvent[]): ExecutionView {
  const draft = new Draft(view);
  for (const event of events) draft.add(event);
  return draft.view();
}

/** A view while events are added to it. */
class Draft {
  readonly #before: ExecutionView;
  readonly #states: StateView[];
  readonly #iterations: IterationView[];
  readonly #places: EventPlace[];
  readonly #running: Set<number>;
  readonly #learnt: Pick<
    ExecutionView,
    "approval" | "plan" | "results" | "nested" | "calls" | "sweeps" | "ended" | "earlier"
  >;

  constructor(view: ExecutionView) {
    this.#before = view;
    this.#states = view.states.slice();
    this.#iterations = view.iterations.slice();
    this.#places = view.places.slice();
    this.#running = new Set(view.running);
    const { approval, plan, results, nested, calls, sweeps, ended, earlier } = view;
    this.#learnt = { approval, plan, results, nested, calls, sweeps, ended, earlier };
  }

  view(): ExecutionView {
    return {
      ...this.#before,
      ...this.#learnt,
      states: this.#states,
      iterations: this.#iterations,
      places: this.#places,
      running: this.#running,
    };
  }

  add(event: HistoryEvent): void {
    // An event's previous event leads to the state that it happened in, through Parallel and Map as well.
    const before = this.#places[event.previousEventId ?? 0] ?? {};
    this.#places[event.id!] = this.#moved(event, before);
    const { plan, results, nested } = this.#learnt;
    this.#learnt.plan = planOf(event) ?? plan;
    this.#learnt.results = resultsOf(event) ?? results;
    const call = callOf(event);
    const sweep = sweepOf(event);
    if (sweep) this.#learnt.sweeps = [...this.#learnt.sweeps, sweep];
    if (call) this.#learnt.calls = [...this.#learnt.calls, call];
    this.#learnt.nested = event.stateExitedEventDetails ? undefined : (nestedOf(event) ?? nested);
  }

  /** Takes the event in, and says where the one that follows it is. */
  #moved(event: HistoryEvent, before: EventPlace): EventPlace {
    const { type = "", timestamp: at } = event;
    if (event.stateEnteredEventDetails) return this.#enter(event, before);
    if (event.stateExitedEventDetails) return this.#exit(event, before);
    if (event.mapIterationStartedEventDetails) return this.#beginIteration(event, before);
    const iterationEnds = /^MapIteration(Succeeded|Failed|Aborted)$/.exec(type)?.[1];
    if (iterationEnds) return this.#endIteration(event, before, ENDS[iterationEnds]!);
    const [, kind, what] =
      /^(Map|Parallel|Task|Wait)State(Started|Succeeded|Failed|Aborted)$/.exec(type) ?? [];
    if (kind) return this.#container(event, before, asStateType(kind), what!);
    if (event.executionRedrivenEventDetails) return this.#redrive(event, before);
    const executionEnds = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.exec(type)?.[1];
    if (executionEnds) this.#endExecution(event, before, ENDS[executionEnds]!);
    else if (type === "EvaluationFailed") return this.#failEvaluation(event, before);
    else if (before.state !== undefined) this.#attempt(event, before.state, at!);
    return before;
  }

  #enter(event: HistoryEvent, { parent, iteration, after }: EventPlace): EventPlace {
    const { name, input } = event.stateEnteredEventDetails!;
    const again = this.#enteredAgain(name!, parent, iteration);
    if (again !== undefined) return { state: again, parent, iteration };
    this.#running.add(this.#states.length);
    this.#states.push({
      id: event.id!,
      name: name!,
      type: asStateType(event.type?.replace("StateEntered", "")),
      parent,
      iteration,
      item: iteration === undefined ? undefined : this.#iterations[iteration]!.item,
      after,
      status: "running",
      retries: 0,
      enteredAt: event.timestamp!,
      input: keptOf(input),
    });
    return { state: this.#states.length - 1, parent, iteration };
  }

  /** A state that a redrive has opened again is entered anew where it is a Fail, and is still the same. */
  #enteredAgain(name: string, parent?: number, iteration?: number): number | undefined {
    for (const index of this.#running) {
      const state = this.#states[index]!;
      if (state.earlier && state.name === name && state.parent === parent && state.iteration === iteration)
        return index;
    }
    return undefined;
  }

  #exit(event: HistoryEvent, before: EventPlace): EventPlace {
    const { name, output } = event.stateExitedEventDetails!;
    const left = (state: StateView) => state.name === name && isOpen(state);
    const index = this.#find(before, left);
    if (index === undefined) return before;
    const { failedAt, status, parent, iteration } = this.#states[index]!;
    const caught = failedAt !== undefined || status === "failed";
    this.#end(index, caught ? "caught" : "succeeded", event.timestamp!, { output: keptOf(output) });
    if (event.type === "TaskStateExited") this.#learnt.approval = undefined;
    return { parent, iteration, after: index };
  }

  /** A Parallel or a Map begins an attempt, ends one, or a state that takes time is cut short. */
  #container(event: HistoryEvent, before: EventPlace, type: StateView["type"], what: string): EventPlace {
    const index = this.#find(before, (state) => state.type === type && state.status === "running");
    if (index === undefined) return before;
    const { parent, iteration } = this.#states[index]!;
    if (what === "Started") return this.#begin(index, event);
    if (what === "Failed") this.#end(index, "failed", event.timestamp!);
    if (what === "Aborted") this.#cutShort(index, event.timestamp!);
    return { state: index, parent, iteration };
  }

  #begin(index: number, { id, timestamp, mapStateStartedEventDetails }: HistoryEvent): EventPlace {
    const state = this.#states[index]!;
    const retries = state.retries + (this.#isRetry(index) ? 1 : 0);
    this.#endInside(index, timestamp!);
    this.#change(index, {
      since: id,
      length: mapStateStartedEventDetails?.length,
      retries,
      failedAt: undefined,
    });
    // The branches of a Parallel begin here; the items of a Map begin with events of their own.
    if (state.type === "Parallel") return { parent: index, iteration: state.iteration };
    return { state: index, parent: state.parent, iteration: state.iteration };
  }

  /** A redrive may begin a state as a whole again: a retry then only follows what has failed since. */
  #isRetry(index: number): boolean {
    const { since, earlier, error } = this.#states[index]!;
    if (since === undefined || !earlier || error) return since !== undefined;
    const hasFailed = (one: StateView) => one.id > since && (one.status === "failed" || one.error);
    return this.#states.some((one, other) => hasFailed(one) && this.#isInside(other, index));
  }

  #beginIteration(event: HistoryEvent, before: EventPlace): EventPlace {
    const { name, index: item = 0 } = event.mapIterationStartedEventDetails!;
    const map = this.#find(before, (state) => state.name === name && state.type === "Map") ?? -1;
    const again = this.#begunAgain(map, item);
    if (again !== undefined) return { parent: map, iteration: again };
    this.#iterations.push({
      map,
      id: event.id!,
      item,
      status: "running",
      startedAt: event.timestamp!,
    });
    return { parent: map < 0 ? undefined : map, iteration: this.#iterations.length - 1 };
  }

  /** unsure: whether AWS begins an iteration anew that a redrive has opened again. It is the same one then. */
  #begunAgain(map: number, item: number): number | undefined {
    if (!this.#states[map]?.earlier) return undefined;
    const index = this.#iterations.findLastIndex((one) => one.map === map && one.item === item);
    const found = this.#iterations[index];
    return found?.earlier && found.status === "running" ? index : undefined;
  }

  #endIteration(event: HistoryEvent, before: EventPlace, status: StateStatus): EventPlace {
    const details =
      event.mapIterationSucceededEventDetails ??
      event.mapIterationFailedEventDetails ??
      event.mapIterationAbortedEventDetails;
    const iteration = this.#iterationAround(before, details?.name, details?.index);
    if (iteration === undefined) return before;
    const ended = this.#iterations[iteration]!;
    for (const index of this.#running)
      if (this.#states[index]!.iteration === iteration) this.#cutShort(index, event.timestamp!);
    this.#iterations[iteration] = { ...ended, status, endedAt: event.timestamp };
    const map = this.#states[ended.map];
    return { state: ended.map, parent: map?.parent, iteration: map?.iteration };
  }

  #iterationAround(place: EventPlace, name?: string, item?: number): number | undefined {
    for (let at: EventPlace | undefined = place; at; ) {
      const found: IterationView | undefined = this.#iterations[at.iteration ?? -1];
      if (found?.item === item && this.#states[found?.map ?? -1]?.name === name) return at.iteration;
      at = this.#states[at.parent ?? -1];
    }
    return undefined;
  }

  /** What a state that is at work goes through: attempts that are scheduled, fail and succeed. */
  #attempt(event: HistoryEvent, index: number, at: Date): void {
    const state = this.#states[index]!;
    const error = failureOf(event);
    if (error) this.#fail(index, error, at);
    else if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(event.type ?? "")) {
      if (state.error) this.#change(index, { retries: state.retries + 1, failedAt: undefined });
      this.#learnt.approval = approvalOf(event) ?? this.#learnt.approval;
    } else if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(event.type ?? ""))
      this.#change(index, { failedAt: undefined });
    else if (event.mapRunStartedEventDetails)
      this.#change(index, { mapRun: event.mapRunStartedEventDetails.mapRunArn });
  }

  /** AWS has this event follow what came before the state was entered, and names the state. */
  #failEvaluation(event: HistoryEvent, before: EventPlace): EventPlace {
    const { state: name } = event.evaluationFailedEventDetails ?? {};
    const index = this.#find(before, (state) => state.name === name && state.status === "running");
    const error = failureOf(event);
    if (index === undefined || !error) return before;
    this.#fail(index, error, event.timestamp!);
    const { parent, iteration } = this.#states[index]!;
    return { state: index, parent, iteration };
  }

  #fail(index: number, error: { name: string; cause: string }, failedAt: Date): void {
    const { failures } = this.#states[index]!;
    const count = (failures?.[error.name] ?? 0) + 1;
    this.#change(index, { error, failedAt, failures: { ...failures, [error.name]: count } });
  }

  #endExecution(event: HistoryEvent, before: EventPlace, status: StateStatus): void {
    const { type, executionFailedEventDetails: details, timestamp: at } = event;
    this.#learnt.ended = { status, error: endOf(event), at: at! };
    if (status === "succeeded") return;
    // Where it failed, and whatever that is inside of, failed; the rest was cut short by it.
    for (let index = before.state ?? before.parent; index !== undefined; ) {
      const { status, error, parent }: StateView = this.#states[index]!;
      if (status === "running" && type !== "ExecutionAborted") {
        const own = error ?? (details && { name: details.error ?? "", cause: details.cause ?? "" });
        this.#end(index, "failed", at!, type === "ExecutionFailed" ? { error: own } : {});
      }
      index = parent;
    }
    for (const index of this.#running) {
      if (type === "ExecutionTimedOut") this.#end(index, "failed", at!);
      else this.#cutShort(index, at!);
    }
    for (const [index, iteration] of this.#iterations.entries())
      if (iteration.status === "running")
        this.#iterations[index] = { ...iteration, status: "stopped", endedAt: at };
  }

  /** What failed goes on from where it did. */
  #redrive(event: HistoryEvent, before: EventPlace): EventPlace {
    const opened = reopen(this.#states, this.#iterations, event);
    for (const index of opened) this.#running.add(index);
    this.#learnt.earlier = runsUntil(this.#learnt, event);
    this.#learnt.ended = undefined;
    // What waited for an answer, or for another execution, asks anew.
    this.#learnt.approval = undefined;
    this.#learnt.nested = undefined;
    if (before.state !== undefined || before.parent !== undefined) return before;
    // The end of one that was stopped follows no event, so that only what has been opened tells where this goes on.
    const [top] = opened;
    const isChain = opened.every((index, i) => i === 0 || this.#states[index]!.parent === opened[i - 1]);
    const state = isChain ? opened.at(-1) : top;
    if (state === undefined) return before;
    const { parent, iteration } = this.#states[state]!;
    return { state, parent, iteration };
  }

  #cutShort(index: number, at: Date): void {
    const { type, failedAt, status } = this.#states[index]!;
    if (status !== "running") return;
    // A state that is over at once and was not left has failed; it cannot have been cut short.
    this.#end(index, failedAt !== undefined || INSTANT.has(type) ? "failed" : "stopped", at);
  }

  #end(index: number, status: StateStatus, exitedAt: Date, more: Partial<StateView> = {}): void {
    this.#endInside(index, exitedAt);
    this.#running.delete(index);
    this.#change(index, { status, exitedAt, failedAt: undefined, ...more });
  }

  /** Nothing inside a state outlives it. */
  #endInside(index: number, at: Date): void {
    const { type } = this.#states[index]!;
    if (type !== "Map" && type !== "Parallel") return;
    for (const other of this.#running) if (this.#isInside(other, index)) this.#cutShort(other, at);
  }

  #isInside(index: number, container: number): boolean {
    for (
      let parent = this.#states[index]!.parent;
      parent !== undefined;
      parent = this.#states[parent]!.parent
    )
      if (parent === container) return true;
    return false;
  }

  #change(index: number, patch: Partial<StateView>): void {
    this.#states[index] = { ...this.#states[index]!, ...patch };
  }

  /**
   * The state that an event means: where that happened, or what it is inside of. An event that follows one of another
   * branch, as AWS has it at the end of a Parallel, is found by what is running.
   */
  #find({ state, parent }: EventPlace, matches: (state: StateView) => boolean): number | undefined {
    for (let index = state ?? parent; index !== undefined; index = this.#states[index]!.parent)
      if (matches(this.#states[index]!)) return index;
    return [...this.#running].reverse().find((index) => matches(this.#states[index]!));
  }
}

/** Not left yet: what failed is left once a Catch takes it. */
const isOpen = ({ status }: StateView): boolean => status === "running" || status === "failed";

const ENDS: Record<string, StateStatus> = {
  Succeeded: "succeeded",
  Failed: "failed",
  TimedOut: "failed",
  Aborted: "stopped",
};
