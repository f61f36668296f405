import { ERRORS, TELLING_STATES } from "../../../workflows/contract.ts";
import { explainFailure } from "../../execution/failure.ts";
import { type ExecutionView, nameOf, type StateView } from "../../execution/view.ts";
import { elapsed } from "../../text/duration.ts";
import { type Line, type Span, wrap } from "../../text/text.ts";
import { COLORS, STATE_MARKS } from "../../theme.ts";
import { actionLines } from "./finding-lines.ts";

const TELLING: ReadonlySet<string> = new Set(Object.values(TELLING_STATES));

/**
 * A machine's states in their order, each with its status, duration and retries, then the calls that it has made for the
 * participant so far, and at its end why it failed.
 */
export function machineLines(view: ExecutionView, now: Date, width: number): Line[] {
  return [
    ...view.states
      .filter(({ name }) => !TELLING.has(name))
      .flatMap((state) => stateLines(state, nameOf(view, state), now, width)),
    ...actionLines(view.calls, width),
    ...endLines(view, width),
  ];
}

function stateLines(state: StateView, name: string, now: Date, width: number): Line[] {
  const mark = STATE_MARKS[state.status];
  const head: Span[] = [
    { text: name },
    {
      text: ` ${elapsed(state.enteredAt, state.exitedAt ?? now)}${state.retries > 0 ? `, try ${state.retries + 1}` : ""}`,
      dim: true,
    },
  ];
  const lines = wrap(head, width - 2).map(
    (line, row): Line => ({
      spans: [row === 0 ? { text: `${mark.sign} `, color: mark.color } : { text: "  " }, ...line.spans],
    }),
  );
  if (!state.error || state.status === "succeeded" || state.status === "caught") return lines;
  const { name: error, cause } = state.error;
  // Being asked to look again is no error: its words say what is waited for.
  const waiting = error === ERRORS.notYet && state.status === "running";
  const words: Span = waiting
    ? { text: cause, dim: true }
    : {
        text: [error, cause].filter(Boolean).join(": "),
        color: state.status === "failed" ? COLORS.bad : COLORS.busy,
      };
  return [...lines, ...wrap([words], width - 2).map((line) => ({ spans: [{ text: "  " }, ...line.spans] }))];
}

function endLines(view: ExecutionView, width: number): Line[] {
  if (view.status === "RUNNING" || view.status === "SUCCEEDED") return [];
  const { what, todo } = explainFailure(view.error ?? view.status, view.cause, "keys");
  return [
    ...what.split("\n").flatMap((text) => wrap([{ text, color: COLORS.bad }], width)),
    ...(todo ? wrap([{ text: todo, bold: true }], width) : []),
  ];
}
