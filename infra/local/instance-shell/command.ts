import type { Machine } from "./machine.ts";

/** What a shell remembers from one command to the next. */
export interface ShellState {
  user: string;
  folder: string;
  variables: Record<string, string>;
  exported: Set<string>;
  /** `$?` */
  status: number;
  /** Whether `exit` was run. */
  exiting: boolean;
  history: readonly string[];
  clearHistory(): void;
}

/** What a program is given. */
export interface CommandContext {
  name: string;
  args: string[];
  machine: Machine;
  state: ShellState;
  environment: Record<string, string>;
  /** The whole of its standard input; from the terminal, nothing once Ctrl-D is typed. */
  input(): Promise<string>;
  /** Whether its input comes from a pipe or a file. */
  isPiped: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Whether its output is the terminal. */
  toTerminal: boolean;
  /** Aborts with Ctrl-C. */
  signal: AbortSignal;
  /** Waits, in milliseconds of real time; rejects when the signal aborts. */
  pause(milliseconds: number): Promise<void>;
  /** Runs another program as another user. */
  run(words: string[], as: string): Promise<number>;
}

/** A program of the emulated instance. @returns its exit status */
export type Program = (context: CommandContext) => number | Promise<number>;
