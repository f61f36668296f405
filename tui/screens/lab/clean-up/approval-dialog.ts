import { approvalWords } from "../../../clean-up/approval-words.ts";
import type { Binding, Dialog, KeyContext } from "../../../keys/binding.ts";
import { isText, type KeyName } from "../../../keys/key-name.ts";
import { askToQuit, scrolling } from "../../../keys/shared-bindings.ts";
import { type PlanRow, planRows, selectedRow } from "./plan-rows.ts";

/** A plan may be read, and folded, before it is answered; where it is not to be seen, no key answers it. */
export const approvalDialog: Dialog = {
  isOpen: ({ state, open }) => open && state.screen === "lab" && state.machine?.view.approval !== undefined,
  hints: ({ kind }) =>
    kind === "local"
      ? [
          ["y", "remove"],
          ["n", "leave all as it is"],
          ["↑↓", "select"],
          ["←→", "fold"],
          ["space", "scroll"],
        ]
      : [
          ["Enter", "answer"],
          ["Esc", "leave all as it is"],
          ["↑↓", "select"],
          ["←→", "fold"],
        ],
  typing: false,
  press(context, key) {
    const { token } = context.state.machine!.view.approval!;
    const { place } = context.lab.session!;
    const typing = place.kind === "aws";
    const toRead = typing ? READING.filter(({ keys }) => !keys.some(isText)) : READING;
    const reading = toRead.find(({ keys }) => keys.includes(key));
    // Enter folds where nothing was typed that it could send.
    if (reading && !(key === "Enter" && context.state.typed !== "")) reading.press(context, key);
    else if (typing) typeAnswer(context, token, key);
    else if (key === "y" || key === "n") context.lab.approve(token, key === "y");
    else if (key === "?") context.dispatch({ type: "toggle-help" });
    else if (key === "q") askToQuit(context);
  },
};

const rowsOf = ({ state }: KeyContext): PlanRow[] =>
  planRows(state.machine!.view.approval!.plan, state.cleanUp);

/** What reads a plan. Letters are of use only where they are no letters of the answer. */
const READING: readonly Pick<Binding, "keys" | "press">[] = [
  { keys: ["Up"], press: (context) => move(context, -1) },
  { keys: ["Down"], press: (context) => move(context, 1) },
  { keys: ["k"], press: (context) => move(context, -1) },
  { keys: ["j"], press: (context) => move(context, 1) },
  { keys: ["Left"], press: (context) => fold(context, false) },
  { keys: ["Right"], press: (context) => fold(context, true) },
  { keys: ["Enter"], press: (context) => fold(context) },
  ...scrolling.flatMap(({ keys, press }) => keys.map((key) => ({ keys: [key], press }))),
];

function move(context: KeyContext, by: number): void {
  const rows = rowsOf(context);
  const wanted = Math.max(0, Math.min(selectedRow(rows, context.state.cleanUp) + by, rows.length - 1));
  select(context, rows, wanted);
}

/** Selects a row, and scrolls no further than it takes to see it whole. */
function select({ dispatch, state, viewAt }: KeyContext, rows: PlanRow[], wanted: number) {
  const row = rows[wanted];
  if (!row) return;
  const { lines = [], limits, scrollHeight } = viewAt(state);
  const first = wanted === 0 ? 0 : lines.findIndex(({ item }) => item === wanted);
  const last = lines.findLastIndex(({ item }) => item === wanted);
  const top = Math.min(state.scroll.page, limits.page);
  // The last line of the page tells how many there are below.
  const lowest = Math.min(first, last - scrollHeight + 2);
  dispatch({
    type: "clean-up/select",
    row: row.id,
    scroll: Math.min(Math.max(top, lowest), Math.max(first, 0)),
  });
}

/** Opens a row, closes it (of a thing: what it is in), or, unless told which, does the other of the two. */
function fold(context: KeyContext, open?: boolean): void {
  const rows = rowsOf(context);
  const row = rows[selectedRow(rows, context.state.cleanUp)];
  if (!row) return;
  if (row.open !== undefined && row.open !== open) context.dispatch({ type: "clean-up/fold", row: row.id });
  else if (open === false)
    select(
      context,
      rows,
      rows.findIndex(({ id }) => id === row.parent),
    );
}

/** On AWS the answer is what the account is called: a habit of pressing "y" must not remove anything there. */
function typeAnswer({ state, dispatch, lab }: KeyContext, token: string, key: KeyName): void {
  const word = state.typed.trim();
  if (key === "Esc") lab.approve(token, false);
  else if (key === "Enter") {
    if (approvalWords(lab.session!.place, state.alias).includes(word)) lab.approve(token, true);
    else if (word !== "") dispatch({ type: "clean-up/wrong-word", word });
  } else if (key === "Backspace") dispatch({ type: "erase" });
  else if (isText(key)) dispatch({ type: "type", text: key });
}
