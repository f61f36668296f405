import type { Binding, KeyContext, KeySituation } from "../keys/binding.ts";
import { serversOf } from "./servers.ts";
import { inSession } from "./state.ts";

const goesOn = ({ state }: Pick<KeySituation, "state">): boolean => inSession(state.shell);

/** Whether the selected step's guide says to press the key. */
const isAskedFor = ({ state, stations }: KeySituation): boolean => {
  const station = stations[state.selected];
  return station?.kind === "step" && station.step.guide.includes("**x**");
};

/** Chooses where there is something to choose: what was chosen last is selected. */
function choose({ guide, state, dispatch, shell }: KeyContext): void {
  const servers = serversOf(guide, state.resources);
  const last = servers.findIndex(({ id }) => id === state.shell.last);
  if (servers.length > 1) dispatch({ type: "shell/choose", index: Math.max(0, last) });
  else if (servers[0]) shell.open(servers[0]);
}

const scroll =
  (pages: number) =>
  ({ shell }: KeyContext): void =>
    shell.emulator?.scroll(pages);

/** What the keys of the guide do with the shell beside it. */
export const shellBindings: readonly Binding[] = [
  {
    keys: ["x", "Shift-Tab"],
    shown: "x",
    label: "to the shell",
    now: () => true,
    help: "give the keys to the shell that is open; also Shift-Tab, which gives them back as well",
    when: goesOn,
    press: ({ shell }) => shell.enter(),
  },
  {
    keys: ["x"],
    label: "session",
    now: isAskedFor,
    help: "a session with a server of the lab, beside the guide",
    when: (situation) =>
      situation.open &&
      !goesOn(situation) &&
      serversOf(situation.guide, situation.state.resources).length > 0,
    press: choose,
  },
  {
    keys: ["PgUp"],
    shown: "PgUp",
    label: "scroll the shell",
    help: "while a shell is open: scroll it; space and u scroll the guide",
    when: goesOn,
    press: scroll(-1),
  },
  { keys: ["PgDn"], help: "", when: goesOn, press: scroll(1) },
  {
    keys: ["Esc"],
    label: "close",
    now: () => true,
    help: "close what is left of a session that went wrong",
    when: ({ state }) => state.shell.pane?.failure !== undefined,
    press: ({ shell }) => shell.close(),
  },
];
