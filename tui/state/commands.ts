import type { TerminalState } from "./state.ts";

/** Which of a step's commands is selected: of the station where it was, and the first one of any other. */
export interface CommandsState {
  station: number;
  selected: number;
}

export const initialCommands: CommandsState = { station: 0, selected: 0 };

export type CommandsAction = {
  type: "commands/select";
  command: number;
  /** How far the page is then scrolled, so that the command is seen. */
  scroll: number;
};

export const isCommandsAction = (action: { type: string }): action is CommandsAction =>
  action.type.startsWith("commands/");

/** The index of the command that is selected at this station. */
export const selectedCommand = ({ commands, selected }: TerminalState): number =>
  commands.station === selected ? commands.selected : 0;

export const withCommand = (state: TerminalState, { command, scroll }: CommandsAction): TerminalState => ({
  ...state,
  commands: { station: state.selected, selected: command },
  scroll: { ...state.scroll, page: scroll },
});
