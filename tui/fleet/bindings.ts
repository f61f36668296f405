import type { Binding, KeyHint } from "../keys/binding.ts";
import { isText, type KeyName } from "../keys/key-name.ts";
import type { FleetAction, FleetState } from "./state.ts";

/** All that a key of the view of a fleet may look at, and change. */
export interface FleetContext {
  state: FleetState;
  dispatch(action: FleetAction): void;
  /** How many lines a page has of what the keys move, and how far that can be scrolled. */
  extent(state: FleetState): { page: number; limit: number };
  /** Looks at all accounts now, or at one. */
  look(id?: string): void;
  quit(): void;
}

type FleetBinding = Binding<FleetContext, Pick<FleetContext, "state">>;

/** Further than any fleet is long. */
const FAR = 1_000_000;

/** Moves the pointer, or scrolls what has no pointer. */
function move({ state, dispatch, extent }: FleetContext, by: number): void {
  if (state.looking || state.help) dispatch({ type: "scroll", by, limit: extent(state).limit });
  else dispatch({ type: "move", by });
}

const pageful = ({ state, extent }: FleetContext): number => Math.max(1, extent(state).page - 2);

const isTable = ({ state }: Pick<FleetContext, "state">): boolean => !state.looking;
const isFiltered = ({ state }: Pick<FleetContext, "state">): boolean => state.filter !== "" && !state.looking;

/** What moves, also within help. */
const moving: readonly FleetBinding[] = [
  {
    keys: ["Up", "k"],
    shown: "↑↓",
    label: ({ state }) => (state.looking ? "scroll" : "select"),
    help: "select an account, or scroll its details; also j k, and g G for the first, the last",
    press: (context) => move(context, -1),
  },
  { keys: ["Down", "j"], help: "", press: (context) => move(context, 1) },
  { keys: ["Home", "g"], help: "", press: (context) => move(context, -FAR) },
  { keys: ["End", "G"], help: "", press: (context) => move(context, FAR) },
  {
    keys: [" ", "PgDn"],
    shown: "space",
    label: "scroll",
    help: "a page down; also PgDn",
    press: (context) => move(context, pageful(context)),
  },
  { keys: ["u", "PgUp"], help: "a page up; also PgUp", press: (context) => move(context, -pageful(context)) },
];

const helping: FleetBinding = {
  keys: ["?"],
  help: "this page",
  press: ({ dispatch }) => dispatch({ type: "toggle-help" }),
};

export const fleetBindings: readonly FleetBinding[] = [
  {
    keys: ["Enter", "Right"],
    label: "look into it",
    help: "all that is known of the account: where its lab stands, and what ran there",
    when: (situation) => isTable(situation) && situation.state.rows.length > 0,
    press(context) {
      context.dispatch({ type: "look", looking: true });
      const id = context.state.selected ?? context.state.rows[0]?.account.id;
      if (id !== undefined) context.look(id);
    },
  },
  {
    keys: ["Esc", "Left"],
    label: "back",
    help: "back to the table; there, end the search",
    now: () => true,
    when: ({ state }) => state.looking,
    press: ({ dispatch }) => dispatch({ type: "look", looking: false }),
  },
  {
    keys: ["Esc"],
    label: "all again",
    help: "",
    now: () => true,
    when: isFiltered,
    press: ({ dispatch }) => dispatch({ type: "end-filter" }),
  },
  ...moving,
  {
    keys: ["/"],
    label: "search",
    help: "show only what has a text: alias, id, step, or what it is at; capital letters count where you type one",
    press: ({ state, dispatch }) => dispatch({ type: "type", text: state.filter }),
  },
  {
    keys: ["n"],
    help: "the next that was found, and N the one before; Esc ends the search",
    when: isFiltered,
    press: ({ dispatch }) => dispatch({ type: "move", by: 1 }),
  },
  { keys: ["N"], help: "", when: isFiltered, press: ({ dispatch }) => dispatch({ type: "move", by: -1 }) },
  {
    keys: ["f"],
    label: ({ state }) => (state.wanting ? "show all" : "only what wants you"),
    help: "show only what wants you (failed, unreadable, waiting); again for all",
    when: isTable,
    press: ({ dispatch }) => dispatch({ type: "toggle-wanting" }),
  },
  {
    keys: ["o"],
    label: "order",
    help: "another order: what wants you first, alias, step, time",
    when: isTable,
    press: ({ dispatch }) => dispatch({ type: "next-order" }),
  },
  {
    keys: ["r"],
    label: "refresh",
    help: "look at all accounts now",
    press: ({ look }) => look(),
  },
  helping,
  {
    keys: ["q"],
    shown: "q, Ctrl-C",
    help: "leave; nothing that runs is stopped",
    press: ({ quit }) => quit(),
  },
];

/** The keys that end what is being typed, or close help, for the bottom line; undefined where there is neither. */
export const dialogHints = ({ typing, help }: FleetState): KeyHint[] | undefined =>
  typing
    ? [
        ["Enter", "keep"],
        ["Esc", "all again"],
      ]
    : help
      ? [["Esc", "close"]]
      : undefined;

/** Who a key is for: the line that is typed in, then help, then the table or the details. */
export function hearKey(context: FleetContext, key: KeyName): void {
  const { state, dispatch } = context;
  if (state.typing) typeKey(context, key);
  else if (state.help && (key === "Esc" || key === "?")) dispatch({ type: "toggle-help" });
  else pressOne(state.help ? [...moving, ...fleetBindings.slice(-1)] : fleetBindings, context, key);
}

function pressOne(bindings: readonly FleetBinding[], context: FleetContext, key: KeyName): void {
  bindings.find(({ keys, when }) => keys.includes(key) && (!when || when(context)))?.press(context, key);
}

/** What is typed narrows the table as it is typed; the arrows move in it meanwhile. */
function typeKey({ state: { filter }, dispatch }: FleetContext, key: KeyName): void {
  if (key === "Esc" || (key === "Backspace" && filter === "")) dispatch({ type: "end-filter" });
  else if (key === "Backspace") dispatch({ type: "type", text: filter.slice(0, -1) });
  else if (key === "Enter") dispatch({ type: "end-typing" });
  else if (key === "Up" || key === "Down") dispatch({ type: "move", by: key === "Up" ? -1 : 1 });
  else if (isText(key)) dispatch({ type: "type", text: filter + key });
}
