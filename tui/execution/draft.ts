import { INSTANT } from "./definition.ts";
import type { EventPlace, ExecutionView, IterationView, StateStatus, StateView } from "./view.ts";

/** What a view holds of its execution as a whole. */
type Learnt = Pick<
  ExecutionView,
  "approval" | "plan" | "results" | "nested" | "calls" | "sweeps" | "ended" | "earlier"
>;

/** A view while events are added to it. Indexes are those of `states` and `iterations`. */
export class Draft {
  readonly states: StateView[];
  readonly iterations: IterationView[];
  readonly places: EventPlace[];
  readonly running: Set<number>;
  readonly learnt: Learnt;
  readonly #before: ExecutionView;

  constructor(view: ExecutionView) {
    this.#before = view;
    this.states = view.states.slice();
    this.iterations = view.iterations.slice();
    this.places = view.places.slice();
    this.running = new Set(view.running);
    const { approval, plan, results, nested, calls, sweeps, ended, earlier } = view;
    this.learnt = { approval, plan, results, nested, calls, sweeps, ended, earlier };
  }

  view(): ExecutionView {
    const { states, iterations, places, running } = this;
    return { ...this.#before, ...this.learnt, states, iterations, places, running };
  }

  /**
   * The state that an event means: where that happened, or what it is inside of. An event that follows one of another
   * branch, as AWS has it at the end of a Parallel, is found by what is running.
   */
  find({ state, parent }: EventPlace, matches: (state: StateView) => boolean): number | undefined {
    for (let index = state ?? parent; index !== undefined; index = this.states[index]!.parent)
      if (matches(this.states[index]!)) return index;
    return [...this.running].reverse().find((index) => matches(this.states[index]!));
  }

  /** The place of an event that happened in the state itself. */
  placeOf(index: number): EventPlace {
    const { parent, iteration } = this.states[index]!;
    return { state: index, parent, iteration };
  }

  isInside(index: number, container: number): boolean {
    for (let parent = this.states[index]!.parent; parent !== undefined; parent = this.states[parent]!.parent)
      if (parent === container) return true;
    return false;
  }

  change(index: number, patch: Partial<StateView>): void {
    this.states[index] = { ...this.states[index]!, ...patch };
  }

  end(index: number, status: StateStatus, exitedAt: Date, more: Partial<StateView> = {}): void {
    this.endInside(index, exitedAt);
    this.running.delete(index);
    this.change(index, { status, exitedAt, failedAt: undefined, ...more });
  }

  /** Nothing inside a state outlives it. */
  endInside(index: number, at: Date): void {
    const { type } = this.states[index]!;
    if (type !== "Map" && type !== "Parallel") return;
    for (const other of this.running) if (this.isInside(other, index)) this.cutShort(other, at);
  }

  cutShort(index: number, at: Date): void {
    const { type, failedAt, status } = this.states[index]!;
    if (status !== "running") return;
    // A state that is over at once and was not left has failed; it cannot have been cut short.
    this.end(index, failedAt !== undefined || INSTANT.has(type) ? "failed" : "stopped", at);
  }
}
