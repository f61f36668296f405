import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import { contextObject } from "./asl/context-object.ts";
import type { Flow, Json, JsonObject, QueryLanguage, State } from "./asl/definition.ts";
import { RuntimeError, StateError } from "./asl/errors.ts";
import type { Scope } from "./asl/scope.ts";
import type { Frame } from "./frames.ts";
import { type EventDetails, recordEvent, textOf } from "./history.ts";
import type { ExecutionRun } from "./run.ts";
import type { Inspected } from "./testing/state-test.ts";

/** A frame being run: with its flow, what surrounds it, and the signal that ends it. */
export class Branch {
  readonly run: ExecutionRun;
  readonly flow: Flow;
  readonly frame: Frame;
  readonly parent: Branch | undefined;
  readonly signal: AbortSignal;

  constructor(run: ExecutionRun, flow: Flow, frame: Frame, parent?: Branch, signal = run.signal) {
    this.run = run;
    this.flow = flow;
    this.frame = frame;
    this.parent = parent;
    this.signal = signal;
  }

  get state(): State {
    return this.flow.States[this.frame.state]!;
  }

  get language(): QueryLanguage {
    return this.state.QueryLanguage ?? this.run.flow.QueryLanguage ?? "JSONPath";
  }

  /** The present, in AWS time. */
  get now(): number {
    return Date.now() + this.frame.ahead;
  }

  /** The variables that can be seen here: the branch's own and, through it, those of the branches around it. */
  variables(): Record<string, Json> {
    return this.parent ? { ...this.parent.variables(), ...this.frame.variables } : this.frame.variables;
  }

  /** What expressions of the running state can refer to. */
  scope(more: Partial<Scope> = {}): Scope {
    const { frame } = this;
    return { input: frame.input, variables: this.variables(), context: () => contextObject(this), ...more };
  }

  /** Records an event that follows the branch's latest, and becomes it. */
  record(type: HistoryEventType, details?: EventDetails): HistoryEvent {
    const event = this.recordAside(type, details, this.frame.previous);
    this.frame.previous = event.id!;
    return event;
  }

  /** Records an event that the branch's next event will not name as its predecessor. */
  recordAside(type: HistoryEventType, details: EventDetails | undefined, previous: number): HistoryEvent {
    return recordEvent(this.run, type, details, previous);
  }

  /** Notes what becomes of the data on its way through the state, where TestState asks for it. */
  inspect(member: Inspected, value: Json): void {
    if (this.run.test) this.run.test.inspection[member] = textOf(value);
  }

  /** "An error occurred while executing the state …", as AWS begins every cause of its own; TestState leaves it out. */
  because(reason: string): string {
    if (this.run.test) return reason;
    return `An error occurred while executing the state '${this.frame.state}' (entered at the event id #${this.frame.entered?.event}). ${reason}`;
  }

  runtimeError(reason: string): RuntimeError {
    return new RuntimeError(this.because(reason));
  }

  stateError(error: string, reason: string): StateError {
    return new StateError(error, this.because(reason));
  }
}

/** How a state is left: committed in one go, so that no snapshot can fall between the event and the frame. */
export interface Exit {
  output: Json;
  /** The output as text, where it was handed on untouched. */
  outputText?: string;
  assigned?: JsonObject;
  /** The values of what is assigned, as JSON text. Absent where nothing is. */
  assignedText?: Record<string, string>;
  /** Absent where the branch ends. */
  next?: string;
}
