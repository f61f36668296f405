import type { Binding, KeyContext } from "./binding.ts";

/** A running machine goes on by itself, so that leaving is never a loss; it is still worth a word. */
export function askToQuit({ state, dispatch, quit }: KeyContext): void {
  if (!state.busy) quit();
  else
    dispatch({
      type: "ask",
      question: {
        text: "A machine is running; it goes on when you come back. Leave? (y)",
        yes: { do: "quit" },
      },
    });
}

const scroll = ({ state, dispatch, viewAt }: KeyContext, lines: number, jump = false): void =>
  dispatch({ type: "scroll", lines, limits: viewAt(state).limits, jump });

/** Further than any page is long. */
const FAR = 1_000_000;

/** Two lines of what was read stay on the screen. */
const pageful = ({ state, viewAt }: KeyContext): number => Math.max(1, viewAt(state).scrollHeight - 2);

/** What scrolls, on every screen that has more lines than fit. */
export const scrolling: readonly Binding[] = [
  {
    keys: [" ", "PgDn"],
    shown: "space",
    label: "scroll",
    help: "scroll down; also PgDn",
    press: (context) => scroll(context, pageful(context)),
  },
  {
    keys: ["u", "PgUp"],
    help: "scroll up; also PgUp",
    press: (context) => scroll(context, -pageful(context)),
  },
];

/** Line by line, where the arrows select nothing. */
export const lineByLine: readonly Binding[] = [
  {
    keys: ["Up", "k"],
    shown: "↑↓",
    label: "scroll",
    help: "scroll",
    press: (context) => scroll(context, -1),
  },
  { keys: ["Down", "j"], help: "", press: (context) => scroll(context, 1) },
  { keys: ["Home", "g"], help: "", press: (context) => scroll(context, -FAR, true) },
  { keys: ["End", "G"], help: "", press: (context) => scroll(context, FAR, true) },
];

/** What is the same on every screen, and comes last in the bottom line. */
export const everywhere: readonly Binding[] = [
  {
    keys: ["["],
    help: "go back to where you were: a page, a match, a jump",
    when: ({ state }) => state.past.length > 0,
    press: ({ dispatch }) => dispatch({ type: "back" }),
  },
  {
    keys: ["]"],
    help: "go forward again",
    when: ({ state }) => state.future.length > 0,
    press: ({ dispatch }) => dispatch({ type: "forward" }),
  },
  { keys: ["?"], help: "this page", press: ({ dispatch }) => dispatch({ type: "toggle-help" }) },
  {
    keys: ["q"],
    shown: "q, Ctrl-C",
    help: "leave; the account and a running machine are kept",
    press: askToQuit,
  },
];
