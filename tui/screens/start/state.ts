import type { SessionPlace, Undeployed } from "../../session.ts";
import type { Action, TerminalState } from "../../state/state.ts";

/** What the start screen has on it: a choice to be made, or an account that wants the state machines first. */
export interface StartState {
  /** The lab that is chosen, by index, and where to run it. */
  lab: number;
  kind: SessionPlace["kind"];
  /** Which of the two the pointer is at. */
  at: "lab" | "place";
  /** An account that is open and cannot be worked in yet. */
  account?: Undeployed;
  /** Putting the state machines there: whether it is under way, what was told of it, and why it failed. */
  deploying: boolean;
  told: readonly string[];
  failed?: string;
}

export const initialStart: StartState = { lab: 0, kind: "local", at: "place", deploying: false, told: [] };

export type StartAction =
  | { type: "start/move"; by: number; labs: number }
  | { type: "start/undeployed"; account: Undeployed }
  | { type: "start/deploying" }
  | { type: "start/told"; line: string }
  | { type: "start/failed"; reason: string };

const KINDS = ["local", "aws"] as const;

export const isStartAction = (action: Action): action is StartAction => action.type.startsWith("start/");

/** The terminal's state after an action of the start screen. An account that needs something is shown there. */
export function withStart(state: TerminalState, action: StartAction): TerminalState {
  const start = reduce(state.start, action);
  if (action.type !== "start/undeployed") return { ...state, start };
  return { ...state, start, screen: "start", notice: undefined, help: false };
}

function reduce(state: StartState, action: StartAction): StartState {
  switch (action.type) {
    case "start/move":
      return { ...state, ...moved(state, action.by, action.labs) };
    case "start/undeployed":
      return { ...state, account: action.account, deploying: false, told: [], failed: undefined };
    case "start/deploying":
      return { ...state, deploying: true, told: [], failed: undefined };
    case "start/told":
      return { ...state, told: [...state.told, action.line] };
    case "start/failed":
      return { ...state, deploying: false, failed: action.reason };
  }
}

/** The pointer goes through the labs and then the places; what it comes to is chosen. */
function moved({ lab, kind, at }: StartState, by: number, labs: number): Partial<StartState> {
  const from = at === "lab" ? lab : labs + KINDS.indexOf(kind);
  const to = Math.max(0, Math.min(from + by, labs + KINDS.length - 1));
  return to < labs ? { at: "lab", lab: to } : { at: "place", kind: KINDS[to - labs] };
}
