import { type Key, useInput } from "ink";
import type { Dispatch } from "react";
import type { Action, Question, Station, TerminalState } from "../state.ts";
import type { Lab } from "./use-lab.ts";

interface KeyContext {
  state: TerminalState;
  dispatch: Dispatch<Action>;
  lab: Lab;
  stations: Station[];
  scrollLimit: number;
  pageHeight: number;
  quit: () => void;
}

/** What each key does. Keys that change the account ask first, or are not heard while a machine runs. */
export function useKeys(context: KeyContext): void {
  useInput((input, key) => {
    const { state, dispatch, lab, quit } = context;
    const approval = state.machine?.view.approval;
    if (key.ctrl && input === "c") quit();
    else if (state.question) answer(context, state.question, input === "y");
    else if (approval && (input === "y" || input === "n")) lab.approve(approval.token, input === "y");
    else if (input === "?") dispatch({ type: "toggle-help" });
    else if (key.escape && state.help) dispatch({ type: "toggle-help" });
    else if (input === "q") askToQuit(context);
    else if (!move(context, input, key)) act(context, input, key);
  });
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
  if (question.verb === "build-lab") lab.build();
  if (question.verb === "solve-step" && station.kind === "step") lab.solve(station.step.id);
  if (question.verb === "clean-up") lab.cleanUp();
  if (question.verb === "quit") quit();
}

/** Selecting and scrolling: allowed at any time. */
function move(context: KeyContext, input: string, key: Key): boolean {
  const { state, dispatch, stations, scrollLimit, pageHeight } = context;
  const select = (station: number) =>
    dispatch({ type: "select", station: Math.max(0, Math.min(station, stations.length - 1)) });
  const scroll = (lines: number) => dispatch({ type: "scroll", lines, limit: scrollLimit });
  if (key.upArrow || input === "k") select(state.selected - 1);
  else if (key.downArrow || input === "j") select(state.selected + 1);
  else if (key.home || input === "g") select(0);
  else if (key.end || input === "G") select(stations.length - 1);
  else if (key.pageDown || input === " ") scroll(pageHeight - 2);
  else if (key.pageUp || input === "u") scroll(2 - pageHeight);
  else return false;
  return true;
}

/** What a station offers. */
function act({ state, dispatch, lab, stations }: KeyContext, input: string, key: Key): void {
  const station = stations[state.selected]!;
  if (station.kind === "step" && input === "h")
    dispatch({ type: "show-hint", limit: station.step.hints.length });
  else if (station.kind === "step" && input === "m") dispatch({ type: "show-page", page: "commands" });
  else if (!lab.session || state.busy) return;
  else if (input === "b") lab.build();
  else if (input === "c") lab.cleanUp();
  else if (input === "a") lab.verify(stations.flatMap((one) => (one.kind === "step" ? [one.step.id] : [])));
  else if (station.kind === "step" && (input === "v" || key.return)) lab.verify([station.step.id]);
  else if (station.kind === "step" && input === "s")
    dispatch({
      type: "ask",
      question: { text: `Have "${station.step.title}" done for you? (y)`, verb: "solve-step" },
    });
}
