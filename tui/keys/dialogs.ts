import { approvalDialog } from "../screens/lab/clean-up/approval-dialog.ts";
import { choose } from "../screens/start/choose.ts";
import { shellDialogs } from "../shell/dialogs.ts";
import type { Question } from "../state/state.ts";
import { suffixProblem } from "../suffix-problem.ts";
import type { Binding, Dialog, KeyContext, KeyHint } from "./binding.ts";
import { isText, type KeyName } from "./key-name.ts";
import { searchLine } from "./search-bindings.ts";
import { askToQuit } from "./shared-bindings.ts";

/** The suffix of bucket names: every key is a letter of it, but those that end it or take one back. */
const naming: Dialog = {
  isOpen: ({ state }) => state.naming !== undefined,
  hints: () => [
    ["Enter", "build"],
    ["Esc", "do not"],
  ],
  typing: true,
  press({ state, dispatch, lab }, key) {
    const { value, proposed } = state.naming!;
    const name = (text: string) => dispatch({ type: "name", value: text });
    if (key === "Esc") dispatch({ type: "stop-naming" });
    // What is proposed is there to be taken as it is, or to be typed over.
    else if (key === "Backspace") name(proposed ? "" : value.slice(0, -1));
    else if (isText(key)) name(proposed ? key : value + key);
    else if (key === "Right" || key === "End") name(value);
    else if (key === "Enter" && suffixProblem(value) === undefined) {
      dispatch({ type: "stop-naming" });
      lab.build(value);
    }
  },
};

/** A yes, or anything else for a no. */
const question: Dialog = {
  isOpen: ({ state }) => state.question !== undefined,
  hints: () => [
    ["y", "yes"],
    ["any other key", "no"],
  ],
  typing: false,
  press(context, key) {
    const asked = context.state.question!;
    context.dispatch({ type: "ask", question: undefined });
    if (key === "y") confirmed(context, asked);
  },
};

function confirmed(context: KeyContext, { yes }: Question): void {
  const { lab, start, quit } = context;
  if (yes.do === "build") lab.build(yes.suffix);
  else if (yes.do === "solve") lab.solve(yes.step);
  else if (yes.do === "go-on") lab.goOn();
  else if (yes.do === "deploy") start?.deploy();
  else if (yes.do === "go-to-aws") choose(context);
  else quit();
}

/** Without an account there is little to do. */
const lost: Dialog = {
  isOpen: ({ state }) => state.lost !== undefined,
  hints: ({ start }) => [
    ["r", "try again"],
    ...(start?.beginning ? [["p", "another account"] as KeyHint] : []),
  ],
  typing: false,
  press(context, key) {
    if (key === "r") context.lab.reopen();
    else if (key === "p") context.start?.beginning?.choose(undefined);
    else if (key === "?") context.dispatch({ type: "toggle-help" });
    else if (key === "q") askToQuit(context);
  },
};

/** Whatever is open first has the keys. */
export const DIALOGS: readonly Dialog[] = [
  ...shellDialogs,
  searchLine,
  naming,
  question,
  approvalDialog,
  lost,
];

/** Does what the first binding for this key does, if it means something now. */
export function press(bindings: readonly Binding[], context: KeyContext, key: KeyName): boolean {
  const situation = { ...context, open: context.lab.session !== undefined };
  const bound = bindings.find(({ keys, when }) => keys.includes(key) && (!when || when(situation)));
  bound?.press(context, key);
  return bound !== undefined;
}
