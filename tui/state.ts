import type { LabGuide, StepGuide } from "../tasks/labs/lab.ts";
import type {
  BuildOutput,
  CleanUpOutput,
  LabResources,
  SolveOutput,
  StepResult,
  Verb,
  VerifyOutput,
} from "../workflows/contract.ts";
import type { ExecutionView } from "./execution/view.ts";

/** A place on the path that the participant walks: build, the steps, clean up. */
export type Station = { kind: "build" } | { kind: "step"; step: StepGuide } | { kind: "clean-up" };

export const stationsOf = (guide: LabGuide): Station[] => [
  { kind: "build" },
  ...guide.steps.map((step): Station => ({ kind: "step", step })),
  { kind: "clean-up" },
];

/** What the right-hand side shows of a step, besides its findings. */
export type Page = "guide" | "hints" | "commands";

/** A question that waits for `y` or anything else. */
export interface Question {
  text: string;
  /** What a yes does. */
  verb: "build-lab" | "solve-step" | "clean-up" | "quit";
}

export interface TerminalState {
  /** The station that is selected, by index. */
  selected: number;
  page: Page;
  /** How many lines the page is scrolled down. */
  scroll: number;
  /** How many hints of the selected step were asked for. */
  hints: number;
  help: boolean;
  question?: Question;
  /** What is running, or ran last. */
  machine?: { verb: Verb; step?: string; view: ExecutionView };
  /** Whether a machine is running: one at a time. */
  busy: boolean;
  build?: BuildOutput;
  cleaned?: CleanUpOutput;
  resources: LabResources;
  results: Readonly<Record<string, StepResult>>;
  /** The last thing to tell, and whether it is bad news. */
  notice?: { text: string; bad: boolean };
}

export const initialState: TerminalState = {
  selected: 0,
  page: "guide",
  scroll: 0,
  hints: 0,
  help: false,
  busy: false,
  resources: {},
  results: {},
};

export type Action =
  | { type: "select"; station: number }
  | { type: "scroll"; lines: number; limit: number }
  | { type: "show-page"; page: Page }
  | { type: "show-hint"; limit: number }
  | { type: "toggle-help" }
  | { type: "ask"; question: Question | undefined }
  | { type: "execution-started"; verb: Verb; step?: string; view: ExecutionView }
  | { type: "execution-changed"; view: ExecutionView }
  | { type: "execution-ended"; verb: Verb; view: ExecutionView }
  | { type: "restored"; build?: BuildOutput; resources: LabResources; results: StepResult[] }
  | { type: "tell"; text: string; bad?: boolean };

export function reduce(state: TerminalState, action: Action): TerminalState {
  switch (action.type) {
    case "select":
      return { ...state, selected: action.station, page: "guide", scroll: 0, hints: 0, question: undefined };
    case "scroll":
      return { ...state, scroll: Math.max(0, Math.min(state.scroll + action.lines, action.limit)) };
    case "show-page":
      return { ...state, page: state.page === action.page ? "guide" : action.page, scroll: 0 };
    case "show-hint":
      return { ...state, page: "hints", scroll: 0, hints: Math.min(state.hints + 1, action.limit) };
    case "toggle-help":
      return { ...state, help: !state.help };
    case "ask":
      return { ...state, question: action.question };
    case "execution-started":
      return {
        ...state,
        busy: true,
        question: undefined,
        notice: undefined,
        machine: { verb: action.verb, step: action.step, view: action.view },
      };
    case "execution-changed":
      return state.machine ? { ...state, machine: { ...state.machine, view: action.view } } : state;
    case "execution-ended":
      return ended(state, action.verb, action.view);
    case "restored":
      return {
        ...state,
        build: action.build,
        resources: action.resources,
        results: byStep({}, action.results),
      };
    case "tell":
      return { ...state, notice: { text: action.text, bad: action.bad ?? false } };
  }
}

/** Takes over what a machine's output says of the account; that is all that the terminal knows of it. */
function ended(state: TerminalState, verb: Verb, view: ExecutionView): TerminalState {
  const base: TerminalState = {
    ...state,
    busy: false,
    machine: state.machine && { ...state.machine, view },
  };
  if (view.status !== "SUCCEEDED")
    return { ...base, notice: { text: `${view.error ?? view.status}: ${view.cause ?? ""}`, bad: true } };
  switch (verb) {
    case "build-lab": {
      const build = view.output as BuildOutput;
      return { ...base, build, cleaned: undefined, resources: build.resources, results: {} };
    }
    case "verify-steps":
    case "solve-step": {
      const { resources, results } = view.output as VerifyOutput | SolveOutput;
      return { ...base, resources, results: byStep(base.results, results) };
    }
    case "clean-up":
      return { ...base, cleaned: view.output as CleanUpOutput, build: undefined, resources: {}, results: {} };
  }
}

const byStep = (before: Readonly<Record<string, StepResult>>, results: StepResult[]) => ({
  ...before,
  ...Object.fromEntries(results.map((result) => [result.step, result])),
});
