import type { Binding, KeyContext, KeySituation } from "../../keys/binding.ts";
import { scrolling } from "../../keys/shared-bindings.ts";
import { changedCells, compare } from "../../network/compare.ts";
import type { TerminalState } from "../../state/state.ts";
import { shownMap } from "./state.ts";

function changesIn(state: TerminalState): ReturnType<typeof changedCells> {
  const map = shownMap(state);
  return map ? changedCells(compare(state.build?.network, map)) : [];
}

const hasMap = ({ state }: KeySituation): boolean => shownMap(state) !== undefined;

/** Selects a cell; beyond the edge there is none. @param jump whether it is far, so that one may want to come back */
function select(context: KeyContext, to: { row?: number; column?: number }, jump = false): void {
  const { state, dispatch } = context;
  const map = shownMap(state);
  if (!map) return;
  const { parties } = compare(state.build?.network, map);
  const within = (index: number, last: number) => Math.max(0, Math.min(index, last));
  dispatch({
    type: "network/select",
    row: within(to.row ?? state.network.row, parties.length - 1),
    // The last column has the hosts.
    column: within(to.column ?? state.network.column, parties.length),
    jump,
  });
}

/** Selects a pair by the ids of its parties; `hosts` is the last column. A server that is gone leaves all as it was. */
export function selectPair(context: KeyContext, { from, to }: { from: string; to: string }): void {
  const map = shownMap(context.state);
  const at = (id: string) => map?.parties.findIndex((party) => party.id === id) ?? -1;
  const [row, column] = [at(from), to === "hosts" ? Number.POSITIVE_INFINITY : at(to)];
  if (row >= 0 && column >= 0) select(context, { row, column });
}

const move = (context: KeyContext, rows: number, columns: number): void =>
  select(context, {
    row: context.state.network.row + rows,
    column: context.state.network.column + columns,
  });

export const networkBindings: readonly Binding[] = [
  {
    keys: ["Up", "k"],
    shown: "←↑↓→",
    label: "select",
    help: "select who speaks (row) and to whom (column); also h j k l",
    when: hasMap,
    press: (context) => move(context, -1, 0),
  },
  { keys: ["Down", "j"], help: "", when: hasMap, press: (context) => move(context, 1, 0) },
  { keys: ["Left", "h"], help: "", when: hasMap, press: (context) => move(context, 0, -1) },
  { keys: ["Right", "l"], help: "", when: hasMap, press: (context) => move(context, 0, 1) },
  {
    keys: ["Home", "g"],
    shown: "g G",
    help: "the first row, the last",
    when: hasMap,
    press: (context) => select(context, { row: 0 }, true),
  },
  {
    keys: ["End", "G"],
    help: "",
    when: hasMap,
    press: (context) => select(context, { row: Number.POSITIVE_INFINITY }, true),
  },
  {
    keys: ["Tab"],
    label: "change",
    help: "the next cell that has changed since the build",
    when: ({ state }) => changesIn(state).length > 0,
    press(context) {
      const { row, column } = context.state.network;
      const changes = changesIn(context.state);
      const next = changes.find((cell) => cell.row > row || (cell.row === row && cell.column > column));
      select(context, next ?? changes[0]!, true);
    },
  },
  {
    keys: ["Enter"],
    label: ({ state }) => (state.network.path ? "matrix" : "path"),
    help: "all that the packets meet on their way, and back to the matrix",
    when: hasMap,
    press: ({ dispatch }) => dispatch({ type: "network/toggle-path" }),
  },
  {
    keys: ["r"],
    label: "look again",
    help: "look at the network again; after a machine, and on the local account after any change, it is by itself",
    when: ({ open }) => open,
    press: ({ network }) => network.look(),
  },
  {
    keys: ["Esc", "t"],
    shown: "Esc",
    label: ({ state }) => (state.network.path ? "matrix" : "lab"),
    now: () => true,
    help: "back: from the path to the matrix, from there to the lab",
    press: ({ state, dispatch }) =>
      state.network.path
        ? dispatch({ type: "network/toggle-path" })
        : dispatch({ type: "show-screen", screen: "lab" }),
  },
  ...scrolling,
];
