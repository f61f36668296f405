import type { Dispatch } from "react";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { Lab } from "../hooks/use-lab.ts";
import type { Network } from "../screens/network/use-network.ts";
import type { View } from "../screens/screen.ts";
import type { Start } from "../screens/start/use-start.ts";
import type { SessionPlace } from "../session.ts";
import type { ShellPane } from "../shell/use-shell.ts";
import type { Finds } from "../state/search.ts";
import type { Action, Station, TerminalState } from "../state/state.ts";
import type { KeyName } from "./key-name.ts";

/** All that a press of a key may look at, and change. */
export interface KeyContext {
  state: TerminalState;
  dispatch: Dispatch<Action>;
  guide: LabGuide;
  kind: SessionPlace["kind"];
  lab: Lab;
  shell: ShellPane;
  network: Network;
  stations: readonly Station[];
  /** The screen as a state has it: of several keys in one chunk, the one before may have left another than is drawn. */
  viewAt(state: TerminalState): View;
  /** The way back to the choice of lab and account. Absent where there is none. */
  start?: Start;
  /** Where the screen has a text. */
  find(state: TerminalState, query: string): Finds;
  /** Puts a text onto the clipboard, as far as the terminal lets us. */
  copy(text: string): void;
  quit(): void;
  /** Gives the terminal back to the shell, until it wants us again. */
  suspend(): void;
}

/** What a reader needs to know to say which keys mean something: no more than the state. */
export type KeySituation = Pick<KeyContext, "state" | "guide" | "kind" | "stations" | "start"> & {
  /** Whether the account is open. */
  open: boolean;
};

/**
 * What one key does on a screen. The bottom line, help and the press itself all come from here.
 *
 * @typeParam Context what a press is given, and `Situation` what says whether the key means something
 */
export interface Binding<Context = KeyContext, Situation = KeySituation> {
  /** Any of these does it. */
  keys: readonly KeyName[];
  /** How they are written for a reader, where that is not the first of them, such as `↑↓`. */
  shown?: string;
  /** For the bottom line, in a word or two. Absent: only help lists it. */
  label?: string | ((situation: Situation) => string | undefined);
  /** Whether one is likely to want it now: on a narrow screen, the bottom line has it before the others. */
  now?(situation: Situation): boolean;
  /** For help: what it does, in a short sentence. */
  help: string;
  /** Of one page alone: help has it after the others. */
  aside?: boolean;
  /** Whether it means something now; absent: always. A key that does not is not heard. */
  when?(situation: Situation): boolean;
  press(context: Context, key: KeyName): void;
}

/** Something that has all keys while it is open: a question, a line to type in. */
export interface Dialog {
  isOpen(situation: KeySituation): boolean;
  /** For the bottom line. */
  hints(situation: KeySituation): KeyHint[];
  /** Whether letters are text here, so that `?` and `q` are not commands. */
  typing: boolean;
  /** Whether even the keys that work everywhere else are its own. */
  takesAll?: boolean;
  press(context: KeyContext, key: KeyName): void;
}

/** A key as it is written, its meaning in a word or two, and whether it is likely to be wanted now. */
export type KeyHint = [key: string, meaning: string, now?: boolean];

/** The keys as a reader knows them. */
export const shownKeys = ({ shown, keys }: Pick<Binding, "shown" | "keys">): string => shown ?? keys[0]!;

/**
 * The bindings that mean something now, for the bottom line, in their own order: the most used first. Of two for the same
 * key the first one has it.
 */
export function hintsOf<Context, Situation>(
  bindings: readonly Binding<Context, Situation>[],
  situation: Situation,
): KeyHint[] {
  const taken = new Set<KeyName>();
  return bindings.flatMap((binding): KeyHint[] => {
    if (binding.when && !binding.when(situation)) return [];
    const free = !taken.has(binding.keys[0]!);
    for (const key of binding.keys) taken.add(key);
    if (!free) return [];
    const label = typeof binding.label === "function" ? binding.label(situation) : binding.label;
    return label === undefined ? [] : [[shownKeys(binding), label, binding.now?.(situation) ?? false]];
  });
}
