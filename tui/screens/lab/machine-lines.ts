import { ERRORS } from "../../../workflows/contract.ts";
import { compactMachine } from "../../drawing/compact-machine.ts";
import { explainFailure } from "../../execution/failure.ts";
import { begunAt } from "../../execution/redriving.ts";
import { isTelling } from "../../execution/telling.ts";
import { type ExecutionView, nameOf, type StateView } from "../../execution/view.ts";
import { elapsed } from "../../text/duration.ts";
import { type Line, type Span, wrap } from "../../text/text.ts";
import { COLORS, STATE_MARKS } from "../../theme.ts";
import { actionLines } from "./finding-lines.ts";

/** What there is to read of a machine, and the line that its running state is on. */
export interface MachineLines {
  lines: Line[];
  at?: number;
}

/**
 * A machine in few lines: its states as they were reached and as they come, then the calls that it has made for the
 * participant so far, and at its end why it failed.
 *
 * @param timeScale how much shorter than AWS's the account's waits are
 */
export function machineLines(view: ExecutionView, now: Date, width: number, timeScale = 1): MachineLines {
  const drawn = compactMachine({ view, now, width, timeScale });
  // Whoever may not read a machine's definition still sees what it did.
  const states = drawn.lines.length > 0 ? drawn.lines : listed(view, now, width);
  const running = drawn.spots.findLast(({ spot }) => isRunning(view, spot.state));
  return {
    lines: [...states, ...actionLines(view.calls, width), ...endLines(view, width)],
    at: view.calls.length === 0 ? running?.line : undefined,
  };
}

const isRunning = ({ states, running }: ExecutionView, name: string): boolean =>
  [...running].some((index) => states[index]!.name === name);

const listed = (view: ExecutionView, now: Date, width: number): Line[] =>
  view.states
    .filter(({ name }) => !isTelling(name))
    .flatMap((state) => stateLines(state, nameOf(view, state), now, width));

function stateLines(state: StateView, name: string, now: Date, width: number): Line[] {
  const mark = STATE_MARKS[state.status];
  const head: Span[] = [
    { text: name },
    {
      text: ` ${elapsed(begunAt(state.enteredAt, state.earlier), state.exitedAt ?? now)}${state.retries > 0 ? `, try ${state.retries + 1}` : ""}`,
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
