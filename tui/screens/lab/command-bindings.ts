import type { CliCommand } from "../../../tasks/labs/lab.ts";
import type { Binding, KeyContext, KeySituation } from "../../keys/binding.ts";
import { selectedCommand } from "../../state/commands.ts";
import { commandsOf } from "./commands-page.ts";

const onCommands = ({ state, stations, open }: KeySituation): boolean =>
  open && state.page === "commands" && stations[state.selected]?.kind === "step";

function commandsHere({ state, stations, lab }: KeyContext): CliCommand[] {
  const station = stations[state.selected];
  if (station?.kind !== "step" || !lab.session) return [];
  return commandsOf(station.step, state.resources, lab.session.place);
}

/** Selects a command, and scrolls no further than it takes to see it whole. */
function select(context: KeyContext, wanted: number): void {
  const { state, dispatch, viewAt } = context;
  const count = commandsHere(context).length;
  if (count === 0 || wanted >= count || wanted < 0) return;
  const { lines = [], limits, scrollHeight } = viewAt(state);
  const first = lines.findIndex(({ item }) => item === wanted);
  const last = lines.findLastIndex(({ item }) => item === wanted);
  const top = Math.min(state.scroll.page, limits.page);
  // The last line of the page tells how many there are below.
  const lowest = Math.min(first, last - scrollHeight + 2);
  const scroll = wanted === 0 ? 0 : Math.min(Math.max(top, lowest), first);
  dispatch({ type: "commands/select", command: wanted, scroll });
}

function copy(context: KeyContext, commands: readonly CliCommand[], what: string): void {
  context.copy(commands.map(({ command }) => command).join("\n"));
  const instead = process.env.TMUX ? "tmux may want: set -g set-clipboard on" : "select it with the mouse";
  context.dispatch({ type: "tell", text: `Copied ${what}. If nothing pastes: ${instead}.` });
}

/** What the commands page adds: a command is selected as steps are elsewhere, and copied whole, as one line. */
export const commandBindings: readonly Binding[] = [
  {
    keys: ["y"],
    aside: true,
    label: "copy",
    now: () => true,
    help: "on the commands page: copy the selected command, as one line",
    when: onCommands,
    press(context) {
      const commands = commandsHere(context);
      const index = selectedCommand(context.state);
      copy(context, commands.slice(index, index + 1), `command ${index + 1}`);
    },
  },
  {
    keys: ["Y"],
    aside: true,
    label: "copy all",
    help: "on the commands page: copy all of them, a line each",
    when: onCommands,
    press: (context) => copy(context, commandsHere(context), `all ${commandsHere(context).length} commands`),
  },
  {
    keys: ["Up", "k"],
    aside: true,
    shown: "↑↓",
    label: "command",
    now: () => true,
    help: "on the commands page: select a command; also its number",
    when: onCommands,
    press: (context) => select(context, selectedCommand(context.state) - 1),
  },
  {
    keys: ["Down", "j"],
    help: "",
    when: onCommands,
    press: (context) => select(context, selectedCommand(context.state) + 1),
  },
  {
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    help: "",
    when: onCommands,
    press: (context, key) => select(context, Number(key) - 1),
  },
];
