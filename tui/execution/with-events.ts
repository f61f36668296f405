import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { attempt, failEvaluation } from "./attempts.ts";
import { beginIteration, endIteration, moveContainer } from "./containers.ts";
import { asStateType } from "./definition.ts";
import { Draft } from "./draft.ts";
import { callOf, keptOf, nestedOf, planOf, resultsOf, sweepOf } from "./event-contents.ts";
import { endExecution, redrive } from "./execution-runs.ts";
import type { EventPlace, ExecutionView, StateStatus, StateView } from "./view.ts";

/** Adds further events of the history, in their order. Costs what the events cost, not what came before them. */
export function withEvents(view: ExecutionView, events: readonly HistoryEvent[]): ExecutionView {
  const draft = new Draft(view);
  for (const event of events) {
    // An event's previous event leads to the state that it happened in, through Parallel and Map as well.
    const before = draft.places[event.previousEventId ?? 0] ?? {};
    draft.places[event.id!] = moved(draft, event, before);
    learn(draft, event);
  }
  return draft.view();
}

function learn({ learnt }: Draft, event: HistoryEvent): void {
  learnt.plan = planOf(event) ?? learnt.plan;
  learnt.results = resultsOf(event) ?? learnt.results;
  const call = callOf(event);
  const sweep = sweepOf(event);
  if (sweep) learnt.sweeps = [...learnt.sweeps, sweep];
  if (call) learnt.calls = [...learnt.calls, call];
  learnt.nested = event.stateExitedEventDetails ? undefined : (nestedOf(event) ?? learnt.nested);
}

/** Takes the event in, and says where the one that follows it is. */
function moved(draft: Draft, event: HistoryEvent, before: EventPlace): EventPlace {
  const { type = "" } = event;
  if (event.stateEnteredEventDetails) return enter(draft, event, before);
  if (event.stateExitedEventDetails) return exit(draft, event, before);
  if (event.mapIterationStartedEventDetails) return beginIteration(draft, event, before);
  const iterationEnds = /^MapIteration(Succeeded|Failed|Aborted)$/.exec(type)?.[1];
  if (iterationEnds) return endIteration(draft, event, before, ENDS[iterationEnds]!);
  const [, kind, what] = /^(Map|Parallel|Task|Wait)State(Started|Succeeded|Failed|Aborted)$/.exec(type) ?? [];
  if (kind) return moveContainer(draft, event, before, asStateType(kind), what!);
  if (event.executionRedrivenEventDetails) return redrive(draft, event, before);
  const executionEnds = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.exec(type)?.[1];
  if (executionEnds) endExecution(draft, event, before, ENDS[executionEnds]!);
  else if (type === "EvaluationFailed") return failEvaluation(draft, event, before);
  else if (before.state !== undefined) attempt(draft, event, before.state);
  return before;
}

const ENDS: Record<string, StateStatus> = {
  Succeeded: "succeeded",
  Failed: "failed",
  TimedOut: "failed",
  Aborted: "stopped",
};

function enter(draft: Draft, event: HistoryEvent, { parent, iteration, after }: EventPlace): EventPlace {
  const { name, input } = event.stateEnteredEventDetails!;
  const again = enteredAgain(draft, name!, parent, iteration);
  if (again !== undefined) return { state: again, parent, iteration };
  draft.running.add(draft.states.length);
  draft.states.push({
    id: event.id!,
    name: name!,
    type: asStateType(event.type?.replace("StateEntered", "")),
    parent,
    iteration,
    item: iteration === undefined ? undefined : draft.iterations[iteration]!.item,
    after,
    status: "running",
    retries: 0,
    enteredAt: event.timestamp!,
    input: keptOf(input),
  });
  return { state: draft.states.length - 1, parent, iteration };
}

/** A state that a redrive has opened again is entered anew where it is a Fail, and is still the same. */
function enteredAgain(
  { states, running }: Draft,
  name: string,
  parent?: number,
  iteration?: number,
): number | undefined {
  for (const index of running) {
    const state = states[index]!;
    if (state.earlier && state.name === name && state.parent === parent && state.iteration === iteration)
      return index;
  }
  return undefined;
}

function exit(draft: Draft, event: HistoryEvent, before: EventPlace): EventPlace {
  const { name, output } = event.stateExitedEventDetails!;
  const left = (state: StateView) => state.name === name && isOpen(state);
  const index = draft.find(before, left);
  if (index === undefined) return before;
  const { failedAt, status, parent, iteration } = draft.states[index]!;
  const caught = failedAt !== undefined || status === "failed";
  draft.end(index, caught ? "caught" : "succeeded", event.timestamp!, { output: keptOf(output) });
  if (event.type === "TaskStateExited") draft.learnt.approval = undefined;
  return { parent, iteration, after: index };
}

/** Not left yet: what failed is left once a Catch takes it. */
const isOpen = ({ status }: StateView): boolean => status === "running" || status === "failed";
