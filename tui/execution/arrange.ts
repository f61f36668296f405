import type { Flow, StateDefinition } from "./definition.ts";
import { joinsOf } from "./joins.ts";

/** States one below the other, and where they lead if not to what stands below them. */
export interface Sequence {
  steps: readonly Step[];
  jump?: Jump;
}

/** A state, and what it leads to besides the next one down. */
export interface Step {
  state: StateDefinition;
  ways: readonly Way[];
  branches: readonly Sequence[];
  /** What a Map does with each item. */
  processor?: Sequence;
}

/** A way from a Choice, or from an error that is caught. */
export interface Way {
  kind: "choice" | "default" | "catch";
  /** When it is taken: a condition, or the errors' names. */
  when: string;
  /** Where it leads first. */
  to: string;
  sequence: Sequence;
}

/** An arrow to a state that stands elsewhere; `back` where that makes a loop. */
export interface Jump {
  to: string;
  back: boolean;
}

/**
 * Arranges a flow from top to bottom. The states that every good way out of a Choice passes stand below it, at the same
 * depth, and what is on one way only stands under that way. Each state stands in one place; all else is arrows.
 */
export function arrange(flow: Flow): Sequence {
  return new Arrangement(flow).sequence(flow.startAt, new Set());
}

class Arrangement {
  readonly #flow: Flow;
  readonly #joins: ReturnType<typeof joinsOf>;
  readonly #placed = new Set<string>();

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#joins = joinsOf(flow);
  }

  /** The states from this one on, up to one that stands elsewhere. `below` is what stands below: nearest last. */
  sequence(start: string, below: ReadonlySet<string>): Sequence {
    const steps: Step[] = [];
    let from: string | undefined;
    let name: string | undefined = start;
    while (name !== undefined && !this.#placed.has(name) && !below.has(name)) {
      const state = this.#flow.states.get(name);
      // A definition that leads nowhere is refused by Step Functions; it is no reason to show nothing.
      if (!state) break;
      this.#placed.add(name);
      const join = this.#joins.of(name);
      steps.push(this.#step(state, join === undefined ? below : new Set([...below, join])));
      from = name;
      name = state.type === "Choice" ? join : state.next;
    }
    if (name === undefined || name === [...below].at(-1)) return { steps };
    return { steps, jump: { to: name, back: from !== undefined && this.#joins.leads(name, from) } };
  }

  #step(state: StateDefinition, below: ReadonlySet<string>): Step {
    const way = (kind: Way["kind"], when: string, to: string): Way => ({
      kind,
      when,
      to,
      sequence: this.#way(state.name, to, below),
    });
    return {
      state,
      ways: [
        ...state.catches.map(({ errors, next }) => way("catch", errorsInWords(errors), next)),
        ...state.choices.map(({ when, next }) =>
          when === undefined ? way("default", "otherwise", next) : way("choice", when, next),
        ),
      ],
      branches: state.branches.map(arrange),
      processor: state.processor && arrange(state.processor),
    };
  }

  /** What stands under a way: its own states, or an arrow alone. */
  #way(from: string, to: string, below: ReadonlySet<string>): Sequence {
    const sequence = this.sequence(to, below);
    if (sequence.steps.length > 0) return sequence;
    return { steps: [], jump: { to, back: this.#joins.leads(to, from) } };
  }
}

const errorsInWords = (errors: readonly string[]): string =>
  errors.includes("States.ALL")
    ? "any error"
    : errors.map((name) => name.replace(/^States\./, "")).join(", ");
