import type { Verb } from "../../workflows/contract.ts";
import type { ExecutionView } from "../execution/view.ts";
import {
  type CleanUpAction,
  initialCleanUp,
  isCleanUpAction,
  reduceCleanUp,
} from "../screens/lab/clean-up/state.ts";
import { isExecutionsAction, isSameLook, reduceExecutions } from "../screens/machine/state.ts";
import { initialNetwork, isNetworkAction, networked } from "../screens/network/state.ts";
import { isStartAction, withStart } from "../screens/start/state.ts";
import { isShellAction, reduceShell } from "../shell/state.ts";
import { isCommandsAction, withCommand } from "./commands.ts";
import { nextHint } from "./hints.ts";
import { goTo, remember } from "./navigation.ts";
import { aliasOf, byStep, withOutcome } from "./outcome.ts";
import { answered, nextQuestion } from "./quiz.ts";
import { keepReading } from "./reading.ts";
import { isSearchAction, searched } from "./search.ts";
import type { Action, TerminalState, Visited } from "./state.ts";
import { isWatchAction, watched } from "./watch.ts";

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
