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
import { type CleanUpAction, type CleanUpState, initialCleanUp } from "../screens/lab/clean-up/state.ts";
import { type ExecutionsAction, type ExecutionsState, initialExecutions } from "../screens/machine/state.ts";
import { initialNetwork, type NetworkAction, type NetworkState } from "../screens/network/state.ts";
import { initialStart, type StartAction, type StartState } from "../screens/start/state.ts";
import { noShell, type ShellAction, type ShellState } from "../shell/state.ts";
import { type CommandsAction, type CommandsState, initialCommands } from "./commands.ts";
import type { Hints } from "./hints.ts";
import type { Answers } from "./quiz.ts";
import type { Reading } from "./reading.ts";
import type { SearchAction, SearchState } from "./search.ts";
import { initialWatch, type WatchAction, type WatchState } from "./watch.ts";

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
    | { do: "go-on" }
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
