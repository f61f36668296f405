import { goingOnQuestion, hasEnded } from "../../execution/going-on.ts";
import type { Binding, KeyContext, KeySituation } from "../../keys/binding.ts";
import { scrolling } from "../../keys/shared-bindings.ts";
import type { LabSession } from "../../session.ts";
import { shellBindings } from "../../shell/bindings.ts";
import type { Station, TerminalState } from "../../state/state.ts";
import { selectPair } from "../network/bindings.ts";
import { commandBindings } from "./command-bindings.ts";

const stationOf = ({ state, stations }: Pick<KeySituation, "state" | "stations">): Station =>
  stations[state.selected]!;

const stepOf = (situation: Pick<KeySituation, "state" | "stations">) => {
  const station = stationOf(situation);
  return station.kind === "step" ? station.step : undefined;
};

const onStep = (situation: KeySituation): boolean => stepOf(situation) !== undefined;

/** Whether a machine may be started: the account is open, and none runs. */
const idle = ({ open, state }: KeySituation): boolean => open && !state.busy;

const on =
  (kind: Station["kind"]) =>
  (situation: KeySituation): boolean =>
    stationOf(situation).kind === kind;

/** Whether one would go on to the next line of the path. */
const isDone = (situation: KeySituation): boolean => {
  const { state } = situation;
  const step = stepOf(situation);
  return step
    ? state.results[step.id]?.status === "met"
    : state.build !== undefined && on("build")(situation);
};

/** Whether the selected step is there to be worked on; its page of commands has keys of its own. */
const isOpenStep = (situation: KeySituation): boolean =>
  onStep(situation) && !isDone(situation) && situation.state.page !== "commands";

const verify = (context: KeyContext): void => context.lab.verify([stepOf(context)!.id]);

const select = ({ dispatch, stations }: KeyContext, station: number): void =>
  dispatch({ type: "select", station: Math.max(0, Math.min(station, stations.length - 1)) });

/** What a station offers. Enter does what one mostly comes there for. */
export const labBindings: readonly Binding[] = [
  ...commandBindings,
  {
    keys: ["b"],
    label: (situation) =>
      on("build")(situation) ? (situation.state.build ? "build again" : "build") : undefined,
    help: "build the lab",
    when: idle,
    now: () => true,
    press: build,
  },
  { keys: ["Enter"], help: "build, verify or clean up, whatever is selected", when: idle, press: enter },
  {
    keys: ["v"],
    label: "verify",
    help: "verify the selected step",
    when: (situation) => idle(situation) && onStep(situation),
    now: isOpenStep,
    press: verify,
  },
  {
    keys: ["h"],
    label: "hint",
    help: "hints, one more each time",
    when: onStep,
    now: isOpenStep,
    press: (context) => context.dispatch({ type: "show-hint", step: stepOf(context)! }),
  },
  {
    keys: ["a"],
    label: (situation) => (stepOf(situation)?.questions?.length ? "answer" : undefined),
    help: "answer the step's questions, by number; nothing of it is kept",
    when: onStep,
    now: isDone,
    press: (context) => context.dispatch({ type: "show-question", step: stepOf(context)! }),
  },
  {
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    help: "",
    when: (situation) => onStep(situation) && situation.state.page === "questions",
    press: (context, key) =>
      context.dispatch({ type: "answer", step: stepOf(context)!, choice: Number(key) - 1 }),
  },
  {
    keys: ["m"],
    label: ({ state }) => (state.page === "commands" ? undefined : "commands"),
    help: "the AWS CLI commands of the step, with your ids",
    when: onStep,
    now: isOpenStep,
    press: ({ dispatch }) => dispatch({ type: "show-page", page: "commands" }),
  },
  {
    keys: ["s"],
    label: "solve",
    help: "have the step done for you (asks first)",
    when: (situation) => idle(situation) && onStep(situation),
    press(context) {
      const { id, title } = stepOf(context)!;
      const text = `Have "${title}" done for you? (y)`;
      context.dispatch({ type: "ask", question: { text, yes: { do: "solve", step: id } } });
    },
  },
  {
    keys: ["w"],
    label: (situation) =>
      onStep(situation) ? (situation.state.watch.on ? "stop watching" : "watch") : undefined,
    help: "watch: the selected step is verified by itself when the account changes; again to stop",
    when: ({ open, state }) => open && state.build !== undefined,
    now: (situation) => isOpenStep(situation) || situation.state.watch.on,
    press: ({ dispatch }) => dispatch({ type: "watch/toggle" }),
  },
  {
    keys: ["V"],
    label: (situation) => (onStep(situation) ? "verify all" : undefined),
    help: "verify all steps",
    when: idle,
    press: ({ lab, guide }) => lab.verify(guide.steps.map(({ id }) => id)),
  },
  {
    keys: ["c"],
    label: (situation) => (on("clean-up")(situation) ? "clean up" : undefined),
    help: "clean up (shows the plan and asks first)",
    when: idle,
    now: () => true,
    press: cleanUp,
  },
  {
    keys: ["R"],
    label: "go on",
    help: "have a clean-up that failed go on where it failed (asks first); what is done stays done",
    when: (situation) => idle(situation) && on("clean-up")(situation) && cleanUpFailed(situation.state),
    now: () => true,
    press({ state, dispatch }) {
      const text = goingOnQuestion(state.machine!.view);
      dispatch({ type: "ask", question: { text, yes: { do: "go-on" } } });
    },
  },
  {
    keys: ["p"],
    label: "lab and account",
    help: "choose lab and account anew, from the line of the build",
    when: (situation) =>
      idle(situation) && on("build")(situation) && situation.start?.beginning !== undefined,
    press: ({ start }) => start?.beginning?.choose(undefined),
  },
  {
    keys: ["e"],
    label: ({ state }) => (state.busy ? "machine" : "executions"),
    help: "the state machine as it runs, and all that ran before",
    when: ({ open }) => open,
    now: ({ state }) => state.busy,
    press({ dispatch }) {
      dispatch({ type: "machine/open" });
      dispatch({ type: "show-screen", screen: "machine" });
    },
  },
  {
    keys: ["t"],
    label: (situation) =>
      situation.state.build && (stepOf(situation)?.network || on("build")(situation)) ? "network" : undefined,
    help: "who can talk to whom: what passes between servers and the Internet, and which rule decides",
    now: () => true,
    press: showNetwork,
  },
  ...shellBindings,
  {
    keys: ["Esc"],
    label: "guide",
    help: "back to the guide",
    when: ({ state }) => state.page !== "guide",
    now: () => true,
    press: ({ dispatch }) => dispatch({ type: "show-page", page: "guide" }),
  },
  {
    keys: ["Up", "k"],
    shown: "↑↓",
    label: "step",
    help: "select a step; also j k, and g G for the first, the last",
    now: isDone,
    press: (context) => select(context, context.state.selected - 1),
  },
  { keys: ["Down", "j"], help: "", press: (context) => select(context, context.state.selected + 1) },
  { keys: ["Home", "g"], help: "", press: (context) => select(context, 0) },
  { keys: ["End", "G"], help: "", press: (context) => select(context, context.stations.length - 1) },
  ...scrolling,
  {
    keys: ["Tab"],
    label: "other half",
    help: "scroll the other half: the guide, or what is below it",
    press: ({ dispatch }) => dispatch({ type: "toggle-focus" }),
  },
];

/** A plan that was not approved is no failure: nothing of it is kept. */
const cleanUpFailed = ({ machine }: TerminalState): boolean =>
  machine?.verb === "clean-up" && hasEnded(machine.view.status);

/** The map of the network, at what the selected step is about. */
function showNetwork(context: KeyContext): void {
  const cell = stepOf(context)?.network;
  context.dispatch({ type: "show-screen", screen: "network" });
  if (cell) selectPair(context, cell);
}

function enter(context: KeyContext): void {
  const { kind } = stationOf(context);
  if (kind === "build") build(context);
  else if (kind === "clean-up") cleanUp(context);
  else verify(context);
}

/** From wherever one is, the last line of the path is where it is followed. */
function cleanUp(context: KeyContext): void {
  select(context, context.stations.length - 1);
  context.lab.cleanUp();
}

/** A lab that stands is rarely meant to be built again; one that does not needs a suffix, which also says what it costs. */
function build({ state, dispatch, lab }: KeyContext): void {
  const suffix = suffixOf(state, lab.session!);
  const text = "The lab is built already; building again looks it over and changes nothing. Go on? (y)";
  if (state.build) dispatch({ type: "ask", question: { text, yes: { do: "build", suffix } } });
  else dispatch({ type: "name", value: suffix, proposed: true });
}

/** The suffix of the lab that stands, else the one asked for, else the last one, else our proposal. */
const suffixOf = ({ build, resources, suffix }: TerminalState, session: LabSession): string =>
  (build && resources["participant.suffix"]) ?? session.suffix ?? suffix ?? session.proposedSuffix;
