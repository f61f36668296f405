import { nextMatch } from "../state/search.ts";
import type { Binding, Dialog, KeyContext } from "./binding.ts";
import { isText } from "./key-name.ts";

function go(context: KeyContext, query: string, step: 1 | -1): void {
  const { state, dispatch, find } = context;
  const finds = find(state, query);
  const index = nextMatch(state, finds, step);
  dispatch({ type: "search/go", query, found: finds.found[index], index, count: finds.found.length });
}

/** The line in which is typed what to search for. What is typed is highlighted meanwhile, where it is on the screen. */
export const searchLine: Dialog = {
  isOpen: ({ state }) => state.search.typing !== undefined,
  hints: () => [
    ["Enter", "find"],
    ["Esc", "do not"],
  ],
  typing: true,
  press(context, key) {
    const { state, dispatch } = context;
    const typed = state.search.typing!;
    if (key === "Esc" || (key === "Backspace" && typed === "")) dispatch({ type: "search/end" });
    else if (key === "Backspace") dispatch({ type: "search/type", text: typed.slice(0, -1) });
    else if (isText(key)) dispatch({ type: "search/type", text: typed + key });
    else if (key === "Enter")
      if (typed.trim() === "") dispatch({ type: "search/end" });
      else go(context, typed.trim(), 1);
  },
};

/** Before all others: while something is highlighted, Esc ends that and nothing else. */
export const endingSearch: Binding = {
  keys: ["Esc"],
  help: "",
  when: ({ state }) => state.search.query !== undefined,
  press: ({ dispatch }) => dispatch({ type: "search/end" }),
};

/** On every screen, help among them. */
export const searching: readonly Binding[] = [
  {
    keys: ["/"],
    label: "search",
    help: "search: the whole lab, or all of this screen; capital letters count where you type one",
    press: ({ dispatch }) => dispatch({ type: "search/type", text: "" }),
  },
  {
    keys: ["n"],
    help: "the next match, and N the one before; Esc ends the search",
    when: ({ state }) => state.search.query !== undefined,
    press: (context) => go(context, context.state.search.query!, 1),
  },
  {
    keys: ["N"],
    help: "",
    when: ({ state }) => state.search.query !== undefined,
    press: (context) => go(context, context.state.search.query!, -1),
  },
];
