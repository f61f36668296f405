import type { LabGuide, StepGuide } from "../../tasks/labs/lab.ts";
import type {
  Action as AccountAction,
  BuildOutput,
  CleanUpOutput,
  LabResources,
  StepResult,
  Verb,
} from "../../workflows/contract.ts";
import type { ExecutionView } from "../execution/view.ts";
import {
  type CleanUpAction,
  type CleanUpState,
  initialCleanUp,
  isCleanUpAction,
  reduceCleanUp,
} from "../screens/lab/clean-up/state.ts";
import {
  type ExecutionsAction,
  type ExecutionsState,
  initialExecutions,
  isExecutionsAction,
  isSameLook,
  reduceExecutions,
} from "../screens/machine/state.ts";
import {
  initialNetwork,
  isNetworkAction,
  type NetworkAction,
  type NetworkState,
  networked,
} from "../screens/network/state.ts";
import {
  initialStart,
  isStartAction,
  type StartAction,
  type StartState,
  withStart,
} from "../screens/start/state.ts";
import { isShellAction, noShell, reduceShell, type ShellAction, type ShellState } from "../shell/state.ts";
import {
  type CommandsAction,
  type CommandsState,
  initialCommands,
  isCommandsAction,
  withCommand,
} from "./commands.ts";
import { type Hints, nextHint } from "./hints.ts";
import { goTo, remember } from "./navigation.ts";
import { aliasOf, byStep, withOutcome } from "./outcome.ts";
import { type Answers, answered, nextQuestion } from "./quiz.ts";
import { keepReading, type Reading } from "./reading.ts";
import { isSearchAction, type SearchAction, type SearchState, searched } from "./search.ts";
import { initialWatch, isWatchAction, type WatchAction, type WatchState, watched } from "./watch.ts";

/** A place on the path that the participant walks: build, the steps, clean up. */
export type Station = { kind: "build" } | { kind: "step"; step: StepGuide } | { kind: "clean-up" };

export const stationsOf = (guide: LabGuide): Station[] => [
  { kind: "build" },
  ...guide.steps.map((step): Station => ({ kind: "step", step })),
  { kind: "clean-up" },
];

/** What the right-hand side shows of a step, besides its findings. */
export type Page = "guide" | "hints" | "commands" | "questions";

/** The terminal's screens. */
export type ScreenId = "start" | "lab" | "machine" | "network";

/** Something that is to be confirmed: it waits for `y` or anything else. */
export interface Question {
  text: string;
  /** What a yes does. */
  yes:
    | { do: "build"; suffix: string }
    | { do: "solve"; step: string }
    | { do: "quit" }
    | { do: "go-to-aws" }
    | { do: "deploy" };
}

/** Where one is, as far as going back brings it again: the screen, what is selected on it, and how far it is scrolled. */
export interface Visited
  extends Pick<TerminalState, "screen" | "selected" | "page" | "asked" | "focus" | "scroll"> {
  machine?: Pick<ExecutionsState, "selected" | "focus" | "spot">;
  network?: Pick<NetworkState, "row" | "column" | "path">;
  start?: Pick<StartState, "lab" | "kind" | "at">;
}

/** Which half of the right-hand side the scroll keys move; it also gets the larger share of the lines. */
export type Focus = "page" | "panel";

export interface TerminalState {
  screen: ScreenId;
  /** The station that is selected, by index. */
  selected: number;
  page: Page;
  /** Where one was before, the latest last, and where one was before going back. */
  past: readonly Visited[];
  future: readonly Visited[];
  focus: Focus;
  /** How many lines each half is scrolled down. */
  scroll: Readonly<Record<Focus, number>>;
  hints: Hints;
  /** How far the pages were read that were left since. */
  reading: Reading;
  /** Which of the selected step's questions is shown, by index. */
  asked: number;
  /** What was answered so far. Nobody else is told: nothing of it is kept. */
  answers: Answers;
  /** Whether help lies over the screen, and how many lines it is scrolled down. */
  help: boolean;
  helpScroll: number;
  question?: Question;
  /** What was typed in answer to a plan, where a key is not enough. */
  typed: string;
  /**
   * The suffix of bucket names that is being asked for; whether it is what we propose, so that the first letter takes its
   * place; and why the one before it was refused.
   */
  naming?: { value: string; proposed?: boolean; refused?: string };
  /** The suffix that the last build was given. */
  suffix?: string;
  /** What is running, or ran last. */
  machine?: { verb: Verb; step?: string; suffix?: string; view: ExecutionView };
  /** Whether a machine is running: one at a time. */
  busy: boolean;
  /** The account's alias, where an execution said that it has one. */
  alias?: string;
  build?: BuildOutput;
  /** When the lab that stands was begun to be built: from then on it costs. */
  builtAt?: Date;
  cleaned?: CleanUpOutput;
  resources: LabResources;
  results: Readonly<Record<string, StepResult>>;
  /** What was done for the participant, by step. */
  actions: Readonly<Record<string, AccountAction[]>>;
  watch: WatchState;
  search: SearchState;
  commands: CommandsState;
  network: NetworkState;
  /** Why there is no account to work in: it could not be opened, or it is gone. */
  lost?: string;
  /** The last thing to tell, and whether it is bad news. */
  notice?: { text: string; bad: boolean };
  shell: ShellState;
  start: StartState;
  executions: ExecutionsState;
  cleanUp: CleanUpState;
}

export const initialState: TerminalState = {
  screen: "lab",
  selected: 0,
  page: "guide",
  past: [],
  future: [],
  focus: "page",
  scroll: { page: 0, panel: 0 },
  hints: {},
  reading: {},
  asked: 0,
  answers: {},
  help: false,
  helpScroll: 0,
  typed: "",
  busy: false,
  resources: {},
  results: {},
  actions: {},
  watch: initialWatch,
  search: {},
  commands: initialCommands,
  shell: noShell,
  start: initialStart,
  executions: initialExecutions,
  network: initialNetwork,
  cleanUp: initialCleanUp,
};

/** `jump`, of what moves on a page or a screen: whether it leads far, so that one may want to come back. */
export type Action =
  | WatchAction
  | SearchAction
  | CommandsAction
  | ShellAction
  | ExecutionsAction
  | NetworkAction
  | CleanUpAction
  | { type: "select"; station: number }
  | { type: "show-screen"; screen: ScreenId }
  | { type: "back" }
  | { type: "forward" }
  | { type: "scroll"; lines: number; limits: Record<Focus, number>; jump?: boolean }
  | { type: "toggle-focus" }
  | { type: "show-page"; page: Page }
  | { type: "show-hint"; step: StepGuide }
  | { type: "show-question"; step: StepGuide }
  | { type: "answer"; step: StepGuide; choice: number }
  | { type: "name"; value: string; proposed?: boolean }
  | { type: "stop-naming" }
  | { type: "toggle-help" }
  | { type: "ask"; question: Question | undefined }
  | { type: "type"; text: string }
  | { type: "erase" }
  | { type: "execution-started"; verb: Verb; step?: string; suffix?: string; view: ExecutionView }
  | { type: "execution-changed"; view: ExecutionView }
  | { type: "execution-ended"; guide: LabGuide; verb: Verb; view: ExecutionView }
  | ({ type: "restored" } & Standing)
  | { type: "account-lost"; reason: string }
  | { type: "account-opening" }
  | { type: "tell"; text: string; bad?: boolean }
  | StartAction;

/** How the lab stands, as the executions of the past say. */
export interface Standing {
  build?: BuildOutput;
  builtAt?: Date;
  cleaned?: CleanUpOutput;
  resources: LabResources;
  results: StepResult[];
  /** What the last build was given. */
  suffix?: string;
  /** The station to take up at. */
  station: number;
}

const TOP = { page: 0, panel: 0 };

/** The state after an action. Wherever that leads, `back` leads back from. */
export function reduce(state: TerminalState, action: Action): TerminalState {
  return remember(state, keepReading(state, changed(state, action), action), action);
}

function changed(state: TerminalState, action: Action): TerminalState {
  if (isWatchAction(action)) return watched(state, action);
  if (isSearchAction(action)) return searched(state, action);
  if (isCommandsAction(action)) return withCommand(state, action);
  if (isShellAction(action)) return { ...state, shell: reduceShell(state.shell, action) };
  if (isStartAction(action)) return withStart(state, action);
  if (isCleanUpAction(action)) return withCleanUp(state, action);
  if (isExecutionsAction(action)) {
    const executions = reduceExecutions(state.executions, action);
    // Whatever else is looked at is looked at from its beginning.
    return {
      ...state,
      executions,
      scroll: isSameLook(state.executions, executions, action) ? state.scroll : TOP,
    };
  }
  if (isNetworkAction(action)) return networked(state, action);
  switch (action.type) {
    case "show-screen":
      return { ...state, ...FIRST_LOOK, page: state.page, screen: action.screen, help: false };
    case "back":
      return revisited(state, state.past.at(-1));
    case "forward":
      return revisited(state, state.future.at(-1));
    case "select":
      return {
        ...state,
        ...FIRST_LOOK,
        selected: action.station,
        asked: 0,
        question: undefined,
        // What was told was told of the station that is left.
        notice: action.station === state.selected ? state.notice : undefined,
      };
    case "scroll":
      return scrolled(state, action);
    case "toggle-focus":
      return { ...state, focus: state.focus === "page" ? "panel" : "page" };
    case "show-page":
      return { ...state, ...FIRST_LOOK, page: state.page === action.page ? "guide" : action.page };
    case "show-hint":
      return { ...state, ...FIRST_LOOK, page: "hints", hints: nextHint(state, action.step) };
    case "show-question":
      return { ...state, ...FIRST_LOOK, ...nextQuestion(state, action.step) };
    case "answer":
      return { ...state, ...answered(state, action.step, action.choice), scroll: TOP };
    case "name":
      return {
        ...state,
        naming: { value: action.value, proposed: action.proposed },
        help: false,
        notice: undefined,
        scroll: TOP,
      };
    case "stop-naming":
      return { ...state, naming: undefined };
    case "toggle-help":
      // What is searched next is another text: it begins where that begins.
      return { ...state, help: !state.help, helpScroll: 0, search: { ...state.search, at: undefined } };
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
        scroll: scrollAfter(state, action.verb),
        focus: "page",
        naming: undefined,
        suffix: action.suffix ?? state.suffix,
        machine: { verb: action.verb, step: action.step, suffix: action.suffix, view: action.view },
      };
    case "execution-changed":
      return state.machine ? withView(state, action.view) : state;
    case "execution-ended":
      return withOutcome(
        { ...withView(state, action.view), busy: false, scroll: scrollAfter(state, action.verb) },
        action,
      );
    case "restored": {
      const { station, results, build, builtAt, cleaned, resources, suffix } = action;
      const alias = aliasOf(build ?? cleaned ?? {});
      return {
        ...state,
        ...alias,
        // An account that can be worked in has been found: that is what the start screen was for.
        screen: state.screen === "start" ? "lab" : state.screen,
        selected: station,
        build,
        builtAt,
        cleaned,
        resources,
        suffix,
        results: byStep({}, results),
      };
    }
    case "account-lost":
      return {
        ...state,
        // There it is told what to do; any other screen would show what can no longer be asked for.
        screen: "lab",
        lost: action.reason,
        busy: false,
        machine: undefined,
        notice: undefined,
        question: undefined,
        naming: undefined,
      };
    case "account-opening":
      return { ...state, lost: undefined, notice: undefined, network: initialNetwork };
    case "tell":
      return { ...state, notice: { text: action.text, bad: action.bad ?? false } };
  }
}

/** A step's guide is read on while the step is verified; building and cleaning up have pages of their own. */
const scrollAfter = ({ scroll }: TerminalState, verb: Verb): TerminalState["scroll"] =>
  verb === "build-lab" || verb === "clean-up" ? TOP : { ...TOP, page: scroll.page };

/** What is selected is scrolled to; a word that was wrong is taken away, to be typed anew. */
function withCleanUp(state: TerminalState, action: CleanUpAction): TerminalState {
  const cleanUp = reduceCleanUp(state.cleanUp, action);
  if (action.type === "clean-up/wrong-word") return { ...state, cleanUp, typed: "" };
  const scroll = action.type === "clean-up/select" ? { ...state.scroll, page: action.scroll } : state.scroll;
  return { ...state, cleanUp, scroll };
}

/** Back, or forward again, to a place; without one, nothing changes. */
const revisited = (state: TerminalState, place: Visited | undefined): TerminalState =>
  place ? goTo({ ...state, help: false, notice: undefined }, place) : state;

const FIRST_LOOK = { page: "guide", focus: "page", scroll: TOP } as const;

function scrolled(state: TerminalState, action: Extract<Action, { type: "scroll" }>): TerminalState {
  const { lines, limits } = action;
  const moved = (from: number, limit: number) => Math.max(0, Math.min(Math.min(from, limit) + lines, limit));
  if (state.help) return { ...state, helpScroll: moved(state.helpScroll, limits.page) };
  const { scroll, focus } = state;
  return { ...state, scroll: { ...scroll, [focus]: moved(scroll[focus], limits[focus]) } };
}

function withView(state: TerminalState, view: ExecutionView): TerminalState {
  const asked = view.approval && !state.machine?.view.approval;
  return {
    ...state,
    ...aliasOf(view.plan ?? view.approval?.plan ?? {}),
    machine: state.machine && { ...state.machine, view },
    // A plan that waits is read from its beginning, wherever one is.
    ...(asked
      ? { screen: "lab", typed: "", cleanUp: initialCleanUp, scroll: TOP, focus: "page", help: false }
      : {}),
  };
}
