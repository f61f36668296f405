import type { LabGuide, StepGuide } from "../tasks/labs/lab.ts";
import {
  type Action as AccountAction,
  type BuildOutput,
  type CleanUpOutput,
  ERRORS,
  type LabResources,
  type SolveOutput,
  type StepResult,
  type Verb,
  type VerifyOutput,
} from "../workflows/contract.ts";
import { explainFailure } from "./execution/failure.ts";
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
  verb: "build-lab" | "solve-step" | "quit";
}

/** Which half of the right-hand side the scroll keys move; it also gets the larger share of the lines. */
export type Focus = "page" | "panel";

export interface TerminalState {
  /** The station that is selected, by index. */
  selected: number;
  page: Page;
  focus: Focus;
  /** How many lines each half is scrolled down. */
  scroll: Readonly<Record<Focus, number>>;
  /** How many hints of the selected step were asked for. */
  hints: number;
  help: boolean;
  question?: Question;
  /** What was typed in answer to a plan, where a key is not enough. */
  typed: string;
  /** What is running, or ran last. */
  machine?: { verb: Verb; step?: string; view: ExecutionView };
  /** Whether a machine is running: one at a time. */
  busy: boolean;
  build?: BuildOutput;
  cleaned?: CleanUpOutput;
  resources: LabResources;
  results: Readonly<Record<string, StepResult>>;
  /** What was done for the participant, by step. */
  actions: Readonly<Record<string, AccountAction[]>>;
  /** Why there is no account to work in: it could not be opened, or it is gone. */
  lost?: string;
  /** The last thing to tell, and whether it is bad news. */
  notice?: { text: string; bad: boolean };
}

export const initialState: TerminalState = {
  selected: 0,
  page: "guide",
  focus: "page",
  scroll: { page: 0, panel: 0 },
  hints: 0,
  help: false,
  typed: "",
  busy: false,
  resources: {},
  results: {},
  actions: {},
};

export type Action =
  | { type: "select"; station: number }
  | { type: "scroll"; lines: number; limits: Record<Focus, number> }
  | { type: "toggle-focus" }
  | { type: "show-page"; page: Page }
  | { type: "show-hint"; limit: number }
  | { type: "toggle-help" }
  | { type: "ask"; question: Question | undefined }
  | { type: "type"; text: string }
  | { type: "erase" }
  | { type: "execution-started"; verb: Verb; step?: string; view: ExecutionView }
  | { type: "execution-changed"; view: ExecutionView }
  | { type: "execution-ended"; verb: Verb; view: ExecutionView }
  | ({ type: "restored" } & Standing)
  | { type: "account-lost"; reason: string }
  | { type: "account-opening" }
  | { type: "tell"; text: string; bad?: boolean };

/** How the lab stands, as the executions of the past say. */
export interface Standing {
  build?: BuildOutput;
  cleaned?: CleanUpOutput;
  resources: LabResources;
  results: StepResult[];
  /** The station to take up at. */
  station: number;
}

const TOP = { page: 0, panel: 0 };

export function reduce(state: TerminalState, action: Action): TerminalState {
  switch (action.type) {
    case "select":
      return { ...state, selected: action.station, ...FIRST_LOOK, hints: 0, question: undefined };
    case "scroll":
      return { ...state, scroll: { ...state.scroll, [state.focus]: scrolled(state, action) } };
    case "toggle-focus":
      return { ...state, focus: state.focus === "page" ? "panel" : "page" };
    case "show-page":
      return { ...state, ...FIRST_LOOK, page: state.page === action.page ? "guide" : action.page };
    case "show-hint":
      return {
        ...state,
        ...FIRST_LOOK,
        page: "hints",
        // The first press shows what was shown before, if the page was left meanwhile.
        hints: Math.min(
          state.page === "hints" || state.hints === 0 ? state.hints + 1 : state.hints,
          action.limit,
        ),
      };
    case "toggle-help":
      return { ...state, help: !state.help };
    case "ask":
      return { ...state, question: action.question };
    case "type":
      return { ...state, typed: state.typed + action.text };
    case "erase":
      return { ...state, typed: state.typed.slice(0, -1) };
    case "execution-started":
      return {
        ...state,
        busy: true,
        question: undefined,
        notice: undefined,
        scroll: TOP,
        focus: "page",
        machine: { verb: action.verb, step: action.step, view: action.view },
      };
    case "execution-changed":
      return state.machine ? withView(state, action.view) : state;
    case "execution-ended":
      return ended(state, action.verb, action.view);
    case "restored": {
      const { station, results, build, cleaned, resources } = action;
      return { ...state, selected: station, build, cleaned, resources, results: byStep({}, results) };
    }
    case "account-lost":
      return {
        ...state,
        lost: action.reason,
        busy: false,
        machine: undefined,
        notice: undefined,
        question: undefined,
      };
    case "account-opening":
      return { ...state, lost: undefined, notice: undefined };
    case "tell":
      return { ...state, notice: { text: action.text, bad: action.bad ?? false } };
  }
}

const FIRST_LOOK = { page: "guide", focus: "page", scroll: TOP } as const;

const scrolled = (
  { scroll, focus }: TerminalState,
  { lines, limits }: Extract<Action, { type: "scroll" }>,
): number => Math.max(0, Math.min(Math.min(scroll[focus], limits[focus]) + lines, limits[focus]));

function withView(state: TerminalState, view: ExecutionView): TerminalState {
  const asked = view.approval && !state.machine?.view.approval;
  return {
    ...state,
    machine: state.machine && { ...state.machine, view },
    // A plan that waits is read from its beginning.
    ...(asked ? { typed: "", scroll: TOP, focus: "page", help: false } : {}),
  };
}

/** Takes over what a machine's output says of the account; that is all that the terminal knows of it. */
function ended(state: TerminalState, verb: Verb, view: ExecutionView): TerminalState {
  const base: TerminalState = { ...withView(state, view), busy: false, scroll: TOP };
  if (view.status !== "SUCCEEDED") {
    const { what, todo } = explainFailure(view.error ?? view.status, view.cause, "keys");
    const declined = view.error === ERRORS.notApproved;
    return {
      ...base,
      machine: declined ? undefined : base.machine,
      notice: { text: [what.split("\n")[0], todo].filter(Boolean).join(" "), bad: !declined },
    };
  }
  switch (verb) {
    case "build-lab": {
      const build = view.output as BuildOutput;
      const notice = { text: "The lab is built. Press ↓ for the first step.", bad: false };
      return {
        ...base,
        build,
        cleaned: undefined,
        resources: build.resources,
        results: {},
        actions: {},
        notice,
      };
    }
    case "verify-steps":
    case "solve-step": {
      const { resources, results, ...output } = view.output as VerifyOutput | SolveOutput;
      const actions = "actions" in output ? { ...base.actions, [output.step]: output.actions } : base.actions;
      const all = byStep(base.results, results);
      return { ...base, resources, results: all, actions, focus: "panel", notice: verdict(results) };
    }
    case "clean-up": {
      const notice = { text: "Clean: nothing of the lab is left.", bad: false };
      return {
        ...base,
        cleaned: view.output as CleanUpOutput,
        build: undefined,
        resources: {},
        results: {},
        actions: {},
        notice,
      };
    }
  }
}

/** What a check came to, in a line. */
function verdict(results: StepResult[]): TerminalState["notice"] {
  const open = results.filter(({ status }) => status !== "met");
  if (open.length === 0)
    return {
      text: results.length === 1 ? "Met. Press ↓ for what comes next." : "All steps are met.",
      bad: false,
    };
  if (results.length > 1)
    return { text: `${open.length} of ${results.length} steps are not met yet.`, bad: true };
  const { findings, status } = results[0]!;
  if (status === "waiting")
    return { text: "AWS may not show the change yet: verify again in a moment.", bad: true };
  const unmet = findings.filter((finding) => finding.status === "unmet").length;
  return {
    text:
      unmet > 0
        ? `${unmet} of ${findings.length} requirements are not met yet.`
        : "It could not be looked at.",
    bad: true,
  };
}

const byStep = (before: Readonly<Record<string, StepResult>>, results: StepResult[]) => ({
  ...before,
  ...Object.fromEntries(results.map((result) => [result.step, result])),
});
