import type { Server, ShellEnd } from "./shell.ts";

/** The pane with a shell on a server, as far as the screen and its keys need to know of it. */
export interface ShellState {
  /** The list of servers is open, and this one of it is selected, by index. */
  choosing?: number;
  /** The server that was chosen last, by its id: it is proposed again. */
  last?: string;
  pane?: {
    server: Server;
    /** Absent while the session is being opened. */
    sessionId?: string;
    since?: Date;
    /** How it went wrong: the pane stays for it to be read. */
    failure?: string;
  };
  /** Whether every key is the shell's. */
  hasKeys: boolean;
}

export const noShell: ShellState = { hasKeys: false };

export type ShellAction =
  | { type: "shell/choose"; index: number | undefined }
  | { type: "shell/opening"; server: Server }
  | { type: "shell/opened"; sessionId: string; at: Date }
  | { type: "shell/keys"; hasKeys: boolean }
  | { type: "shell/ended"; end: ShellEnd }
  | { type: "shell/close" };

export const isShellAction = (action: { type: string }): action is ShellAction =>
  action.type.startsWith("shell/");

/** Whether there is a session, or one is being opened. */
export const inSession = ({ pane }: ShellState): boolean => pane !== undefined && pane.failure === undefined;

export function reduceShell(state: ShellState, action: ShellAction): ShellState {
  switch (action.type) {
    case "shell/choose":
      return { ...state, choosing: action.index };
    case "shell/opening":
      return { last: action.server.id, pane: { server: action.server }, hasKeys: true };
    case "shell/opened":
      return state.pane
        ? { ...state, pane: { ...state.pane, sessionId: action.sessionId, since: action.at } }
        : state;
    case "shell/keys":
      return { ...state, hasKeys: action.hasKeys && inSession(state) };
    case "shell/ended":
      return {
        last: state.last,
        hasKeys: false,
        ...(action.end.how === "failed" && state.pane
          ? { pane: { ...state.pane, failure: action.end.words } }
          : {}),
      };
    case "shell/close":
      return { last: state.last, hasKeys: false };
  }
}
