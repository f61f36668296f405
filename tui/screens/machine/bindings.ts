import { endedForGood, goingOnQuestion, toGoOn } from "../../execution/going-on.ts";
import type { Binding, KeyContext, KeySituation } from "../../keys/binding.ts";
import { scrolling } from "../../keys/shared-bindings.ts";
import type { TerminalState } from "../../state/state.ts";
import { spotBeside } from "./spots.ts";
import { type MachineFocus, shownView } from "./state.ts";

const viewIn = ({ executions, machine }: TerminalState) => shownView(executions, machine?.view);

const on =
  (...focus: MachineFocus[]) =>
  ({ state }: KeySituation): boolean =>
    focus.includes(state.executions.focus);

/** Further than any list is long. */
const FAR = 1_000_000;

function move({ state, dispatch, viewAt }: KeyContext, by: number): void {
  const { executions } = state;
  const jump = Math.abs(by) === FAR;
  if (executions.focus === "list") dispatch({ type: "machine/select", by });
  else if (executions.focus === "details")
    dispatch({ type: "scroll", lines: by, limits: viewAt(state).limits, jump });
  else {
    const view = viewIn(state);
    const spot = view && spotBeside(executions, view, by);
    if (spot) dispatch({ type: "machine/spot", spot, jump });
  }
}

const focus = ({ dispatch }: KeyContext, to: MachineFocus): void =>
  dispatch({ type: "machine/focus", focus: to });

const leave = ({ dispatch }: KeyContext): void => dispatch({ type: "show-screen", screen: "lab" });

/** Whether the selected execution is the one that would go on. Its view says where. */
function goesOn(state: TerminalState): boolean {
  const { list = [], selected } = state.executions;
  const last = toGoOn(list);
  const view = viewIn(state);
  if (!("found" in last) || last.found.executionArn !== selected) return false;
  return view !== undefined && endedForGood(view.error) === undefined;
}

/** From the list into the drawing, from there into a state's details, and back. */
export const machineBindings: readonly Binding[] = [
  {
    keys: ["Enter", "Right"],
    label: ({ state }) => (state.executions.focus === "list" ? "look into it" : "details"),
    help: "look into the execution; then a state's input, output and error",
    when: (situation) => on("list", "drawing")(situation) && viewIn(situation.state) !== undefined,
    press: (context) => focus(context, context.state.executions.focus === "list" ? "drawing" : "details"),
  },
  {
    keys: ["Esc", "Left"],
    label: "back",
    now: () => true,
    help: "back: to the drawing, to the list, to the lab",
    press(context) {
      const { focus: from } = context.state.executions;
      if (from === "list") leave(context);
      else focus(context, from === "details" ? "drawing" : "list");
    },
  },
  {
    keys: ["Up", "k"],
    shown: "↑↓",
    label: "select",
    help: "select an execution, or a state; also j k, and g G for the first, the last",
    press: (context) => move(context, -1),
  },
  { keys: ["Down", "j"], help: "", press: (context) => move(context, 1) },
  { keys: ["Home", "g"], help: "", press: (context) => move(context, -FAR) },
  { keys: ["End", "G"], help: "", press: (context) => move(context, FAR) },
  {
    keys: ["Tab"],
    help: "from the list to the drawing, and back",
    when: ({ state }) => viewIn(state) !== undefined,
    press: (context) => focus(context, context.state.executions.focus === "list" ? "drawing" : "list"),
  },
  {
    keys: ["R"],
    label: "go on",
    help: "have the last clean-up or validation, where it failed, go on from there (asks first); what is done stays done",
    when: ({ open, state }) => open && !state.busy && goesOn(state),
    now: () => true,
    press({ state, dispatch }) {
      const text = goingOnQuestion(viewIn(state)!);
      dispatch({ type: "ask", question: { text, yes: { do: "go-on" } } });
    },
  },
  {
    keys: ["r"],
    label: "refresh",
    help: "look again, at what other terminals have started as well",
    press: ({ dispatch }) => dispatch({ type: "machine/ask-again" }),
  },
  { keys: ["e"], help: "back to the lab", press: leave },
  ...scrolling,
];
