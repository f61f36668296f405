import type { Binding, KeyContext, KeySituation } from "../../keys/binding.ts";
import { lineByLine, scrolling } from "../../keys/shared-bindings.ts";
import { choose } from "./choose.ts";

const choosing = ({ state }: Pick<KeySituation, "state">): boolean => state.start.account === undefined;

const idle = ({ state }: Pick<KeySituation, "state">): boolean =>
  !choosing({ state }) && !state.start.deploying;

const move = ({ dispatch, start }: KeyContext, by: number): void =>
  dispatch({ type: "start/move", by, labs: start?.beginning?.launch.labs.length ?? 1 });

export const startBindings: readonly Binding[] = [
  { keys: ["Enter"], label: "go on", help: "go on with what is chosen", when: choosing, press: goOn },
  {
    keys: ["Up", "k"],
    shown: "↑↓",
    label: "choose",
    help: "choose; also j k",
    when: choosing,
    press: (context) => move(context, -1),
  },
  { keys: ["Down", "j"], help: "", when: choosing, press: (context) => move(context, 1) },
  {
    keys: ["D"],
    label: ({ state }) =>
      state.start.account?.found === "other-build" ? "bring up to date" : "deploy Handrail",
    help: "deploy Handrail into the AWS account, or bring it up to date (asks first)",
    when: idle,
    press({ state, dispatch }) {
      const { place, found } = state.start.account!;
      const what = found === "other-build" ? "Bring Handrail up to date in" : "Deploy Handrail into";
      const text = `${what} the AWS account ${place.accountId}, ${place.region}? (y)`;
      dispatch({ type: "ask", question: { text, yes: { do: "deploy" } } });
    },
  },
  {
    keys: ["Enter"],
    label: "go on as it is",
    now: () => true,
    help: "",
    when: (situation) => idle(situation) && situation.state.start.account?.session !== undefined,
    press: ({ start }) => start?.goOn(),
  },
  {
    keys: ["Esc", "p"],
    label: "back",
    now: () => true,
    help: "choose lab and account anew",
    when: (situation) => idle(situation) && situation.start?.beginning !== undefined,
    press: ({ start }) => start?.beginning?.choose(undefined),
  },
  {
    keys: ["q"],
    help: "",
    when: ({ state }) => state.start.deploying,
    press: ({ dispatch }) =>
      dispatch({
        type: "ask",
        question: {
          text: "AWS finishes the stack by itself, and Handrail takes it up when you come back. Leave? (y)",
          yes: { do: "quit" },
        },
      }),
  },
  ...lineByLine.map((binding) => ({ ...binding, help: "", when: (it: KeySituation) => !choosing(it) })),
  ...scrolling,
];

/** To AWS only with a key of its own: until then no credentials are read. */
function goOn(context: KeyContext): void {
  if (context.state.start.kind === "local") choose(context);
  else
    context.dispatch({
      type: "ask",
      question: {
        text: "Read your AWS credentials and ask AWS who you are? Nothing is created by it. (y)",
        yes: { do: "go-to-aws" },
      },
    });
}
