import { type Key, useInput } from "ink";
import type { Dispatch } from "react";
import type { LabSession, SessionPlace } from "../session.ts";
import type { Action, Focus, Question, Station, TerminalState } from "../state.ts";
import { suffixProblem } from "../suffix-problem.ts";
import type { Lab } from "./use-lab.ts";

interface KeyContext {
  state: TerminalState;
  dispatch: Dispatch<Action>;
  lab: Lab;
  stations: Station[];
  /** How far each half can be scrolled. */
  limits: Record<Focus, number>;
  /** The lines of the half that the scroll keys move. */
  height: number;
  quit: () => void;
}

/**
 * Hears the keys. Several may arrive as one chunk (a fast hand, a slow line); each is heard on its own, and sees what
 * the one before it has changed.
 */
export function useKeys(context: Omit<KeyContext, "state"> & { now(): TerminalState }): void {
  useInput((input, key) => {
    const characters = [...input];
    if (characters.length <= 1) press({ ...context, state: context.now() }, input, key);
    else for (const one of characters) press({ ...context, state: context.now() }, ...alone(one, key));
  });
}

/** A character of a chunk as the key that it is: of a chunk as a whole Ink says only that it is text. */
function alone(character: string, chunk: Key): [input: string, key: Key] {
  const [entered, erased, tab] = [/[\r\n]/, /[\x7f\b]/, /\t/].map((sign) => sign.test(character));
  return [
    entered || erased || tab ? "" : character,
    { ...chunk, return: entered!, backspace: erased!, tab: tab! },
  ];
}

/** What each key does. Keys that change the account ask first, or are not heard while a machine runs. */
function press(context: KeyContext, input: string, key: Key): void {
  const { state, dispatch, lab, quit } = context;
  const approval = state.machine?.view.approval;
  if (key.ctrl) {
    if (input === "c") quit();
  } else if (state.naming) typeName(context, state.naming.value, input, key);
  else if (state.question) answer(context, state.question, input === "y");
  else if (approval && lab.session) answerPlan(context, approval.token, lab.session.place, input, key);
  else if (input === "?") dispatch({ type: "toggle-help" });
  else if (key.escape) goBack(context);
  else if (input === "q") askToQuit(context);
  else if (state.lost) {
    if (input === "r") lab.reopen();
  } else if (!move(context, input, key)) act(context, input, key);
}

/** The suffix of bucket names: every key is a letter of it, but those that end it or take one back. */
function typeName({ dispatch, lab }: KeyContext, value: string, input: string, key: Key): void {
  const name = (text: string) => dispatch({ type: "name", value: text });
  if (key.escape) dispatch({ type: "stop-naming" });
  else if (key.backspace || key.delete) name(value.slice(0, -1));
  else if (!key.return) {
    if (input !== "") name(value + input);
  } else if (suffixProblem(value) === undefined) {
    dispatch({ type: "stop-naming" });
    lab.build(value);
  }
}

/** A plan may be read before it is answered. */
function answerPlan(context: KeyContext, token: string, place: SessionPlace, input: string, key: Key): void {
  const { lab } = context;
  if (key.upArrow || key.downArrow) scroll(context, key.upArrow ? -1 : 1);
  else if (key.pageDown || key.pageUp) move(context, input, key);
  else if (place.kind === "aws") typeAnswer(context, token, place.accountId, input, key);
  else if (input === "y" || input === "n") lab.approve(token, input === "y");
  else if (input === "q") askToQuit(context);
  else if (input === " " || input === "u") move(context, input, key);
}

/** On AWS the answer is the account's id; anything else that is entered is a no. */
function typeAnswer(
  { state, dispatch, lab }: KeyContext,
  token: string,
  id: string,
  input: string,
  key: Key,
): void {
  if (key.escape) lab.approve(token, false);
  else if (key.return) lab.approve(token, state.typed.trim() === id);
  else if (key.backspace || key.delete) dispatch({ type: "erase" });
  else dispatch({ type: "type", text: input });
}

function goBack({ state, dispatch }: KeyContext): void {
  if (state.help) dispatch({ type: "toggle-help" });
  else if (state.page !== "guide") dispatch({ type: "show-page", page: "guide" });
}

/** A running machine goes on by itself, so that leaving is never a loss; it is still worth a word. */
function askToQuit({ state, dispatch, quit }: KeyContext): void {
  if (!state.busy) quit();
  else
    dispatch({
      type: "ask",
      question: { text: "A machine is running; it goes on when you come back. Leave? (y)", verb: "quit" },
    });
}

function answer(
  { dispatch, lab, stations, state, quit }: KeyContext,
  question: Question,
  yes: boolean,
): void {
  dispatch({ type: "ask", question: undefined });
  if (!yes) return;
  const station = stations[state.selected]!;
  if (question.verb === "build-lab") lab.build(suffixOf(state, lab.session!));
  if (question.verb === "solve-step" && station.kind === "step") lab.solve(station.step.id);
  if (question.verb === "quit") quit();
}

const scroll = ({ dispatch, limits }: KeyContext, lines: number): void =>
  dispatch({ type: "scroll", lines, limits });

/** Selecting and scrolling: allowed at any time. */
function move(context: KeyContext, input: string, key: Key): boolean {
  const { state, dispatch, stations, height } = context;
  const select = (station: number) =>
    dispatch({ type: "select", station: Math.max(0, Math.min(station, stations.length - 1)) });
  if (key.upArrow || input === "k") select(state.selected - 1);
  else if (key.downArrow || input === "j") select(state.selected + 1);
  else if (key.home || input === "g") select(0);
  else if (key.end || input === "G") select(stations.length - 1);
  // Two lines of what was read stay on the screen.
  else if (key.pageDown || input === " ") scroll(context, Math.max(1, height - 2));
  else if (key.pageUp || input === "u") scroll(context, -Math.max(1, height - 2));
  else if (key.tab) dispatch({ type: "toggle-focus" });
  else return false;
  return true;
}

/** What a station offers. Enter does what one mostly comes there for. */
function act(context: KeyContext, input: string, key: Key): void {
  const { state, dispatch, lab, stations } = context;
  const station = stations[state.selected]!;
  if (station.kind === "step" && input === "h")
    dispatch({ type: "show-hint", limit: station.step.hints.length });
  else if (station.kind === "step" && input === "m") dispatch({ type: "show-page", page: "commands" });
  else if (station.kind === "step" && input === "a") dispatch({ type: "show-question", step: station.step });
  else if (station.kind === "step" && state.page === "questions" && /^[1-9]$/.test(input))
    dispatch({ type: "answer", step: station.step, choice: Number(input) - 1 });
  else if (!lab.session || state.busy) return;
  else if (input === "b" || (station.kind === "build" && key.return)) build(context);
  else if (input === "c" || (station.kind === "clean-up" && key.return)) lab.cleanUp();
  else if (input === "V") lab.verify(stations.flatMap((one) => (one.kind === "step" ? [one.step.id] : [])));
  else if (station.kind === "step" && (input === "v" || key.return)) lab.verify([station.step.id]);
  else if (station.kind === "step" && input === "s")
    dispatch({
      type: "ask",
      question: { text: `Have "${station.step.title}" done for you? (y)`, verb: "solve-step" },
    });
}

/** A lab that stands is rarely meant to be built again; one that does not needs a suffix, which also says what it costs. */
function build({ state, dispatch, lab }: KeyContext): void {
  const text = "The lab is built already; building again looks it over and changes nothing. Go on? (y)";
  if (state.build) dispatch({ type: "ask", question: { text, verb: "build-lab" } });
  else dispatch({ type: "name", value: suffixOf(state, lab.session!) });
}

/** The suffix of the lab that stands, else the one asked for, else the last one, else our proposal. */
const suffixOf = ({ build, resources, suffix }: TerminalState, session: LabSession): string =>
  (build && resources["participant.suffix"]) ?? session.suffix ?? suffix ?? session.proposedSuffix;
